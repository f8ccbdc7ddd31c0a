"""Who is asked to review what: proposal by proposal, or many proposals of one reviewer at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.proposals.models import Proposal, ProposalQuerySet
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.actions.assignments import NotAssigned, assign_many, take_away
from convenor.review.candidates import (
    Candidate,
    Obstacle,
    can_read,
    candidates,
    expertise_of,
    organizations_of,
)
from convenor.review.models import Assignment, EndReason, ReviewRules
from convenor.review.queries import (
    WANTED,
    assignments_run_by,
    assignments_to,
    is_over,
    reviewer_tracks,
    tracks_run_by,
    with_progress,
)
from convenor.review.runs import seats_taken_over
from convenor.review.screening import is_passed, passed
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.organiser.matching.words import points
from convenor.web.organiser.proposal import handles_conflicts
from convenor.web.organiser.reviews.reviewers import reviewer_at
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Listing, Rows, Table, listing_of
from convenor.web.templatetags.convenor import language_name, number

MOST_AT_ONCE = 200


class ChoosingForm(KeyedForm):
    """Some of a list are ticked; the ticks stand in the list's own rows."""

    def __init__(self, request: SignedInRequest, name: str) -> None:
        super().__init__(request)
        self.chosen = list(dict.fromkeys(request.POST.getlist(name)))

    def clean(self) -> dict[str, Any] | None:
        if not self.chosen:
            raise ValidationError(now("Please choose at least one."))
        if len(self.chosen) > MOST_AT_ONCE:
            raise ValidationError(now("These are too many at once."))
        return super().clean()

    def refuse(self, refusal: Refused) -> None:
        """Say what stands in the way of each."""
        for problem in refusal.problems if isinstance(refusal, NotAssigned) else [refusal]:
            self.add_error(None, str(problem))


def _tracks(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    tracks = tracks_run_by(request.person, request.edition, request.at)
    return [(track.slug, str(track.name)) for track in tracks]


def _need(rows: Rows, _value: str) -> Rows:
    return rows.filter(asked__lt=WANTED)


def _page_of(request: SignedInRequest, proposal: Proposal) -> str:
    return page(request.edition, "organiser:assignments", proposal.code)


_FILTERS = (
    Filter("track", _("Track"), _tracks, lambda rows, slug: rows.filter(track__slug=slug)),
    Filter("asked", _("Reviewers"), lambda _request: [("few", _("too few are asked"))], _need),
)

LIST = Table(
    "assignments",
    Column("code", _("Code"), lambda row: row.code, "code", ("code",), _page_of),
    Column("title", _("Title"), lambda row: row.title, "title_text", ("title_text",), _page_of),
    Column("track", _("Track"), lambda row: row.track.name, "track__position"),
    Column("language", _("Language"), lambda row: language_name(row.language), "language"),
    Column("asked", _("Asked"), lambda row: row.asked, "asked"),
    Column("done", _("Submitted"), lambda row: row.done, "done"),
    Column("late", _("Late"), lambda row: row.late, "late"),
    filters=_FILTERS,
    sort="asked",
)


@require_safe
def proposals(request: SignedInRequest) -> HttpResponseBase:
    """The proposals to be reviewed, those first of which the fewest reviews are asked."""
    listing = listing_of(request, LIST, _counted(request, _proposals(request)))
    return listing.file() or render(request, "organiser/reviews/proposals.html", {"listing": listing})


def _proposals(request: SignedInRequest) -> ProposalQuerySet:
    return proposals_for_organiser(request.person, request.edition, request.at).standing()


def _counted(request: SignedInRequest, proposals: ProposalQuerySet) -> Rows:
    seen = assignments_run_by(request.person, request.edition, request.at)
    return with_progress(proposals, seen, at=request.at).select_related("track")


@require_http_methods(["GET", "POST"])
def assignments(request: SignedInRequest, code: str) -> HttpResponse:
    """Who reviews this proposal, and who could."""
    proposal = get_object_or_404(_proposals(request).select_related("track", "edition"), code=code)
    form, found = ChoosingForm(request, "reviewer"), candidates(proposal, by=request.person, at=request.at)
    if form.is_valid():
        by_uid = {str(each.reviewer.uid): each.reviewer for each in found}
        if not by_uid.keys() >= set(form.chosen):
            raise Http404
        if _assign(request, form, [(proposal, by_uid[uid]) for uid in form.chosen]):
            return redirect(page(request.edition, "organiser:assignments", code))
    possible = [each for each in found if each.obstacle is None]
    asked = list(assignments_to(proposal, request.at))
    replaced = _with_conflicts(proposal, found, asked)
    context = {
        "instead": _instead(request, proposal, replaced, possible),
        "proposal": proposal,
        "asked": asked,
        "candidates": possible,
        "others": [each for each in found if each.obstacle not in {None, Obstacle.ASKED}],
        "replaced": replaced,
        "knows_reasons": handles_conflicts(request),
        "is_over": is_over(proposal),
        "is_passed": is_passed(proposal),
        "is_secretary": is_secretary(request),
        "form": form,
    }
    return render(request, "organiser/reviews/assignments.html", context, status=invalid_status(form))


def _with_conflicts(proposal: Proposal, found: list[Candidate], asked: list[Assignment]) -> list[Candidate]:
    """Those who were asked and have a conflict since: found, or their own word where nobody took the seat."""
    barred = [each for each in found if each.obstacle == Obstacle.ASKED and each.is_barred]
    rules = ReviewRules.objects.filter(track=proposal.track_id).first() or ReviewRules()
    if sum(each.ended_at is None for each in asked) - len(barred) >= rules.reviews_wanted:
        return barred
    told = {each.reviewer_id for each in asked if each.end_reason == EndReason.CONFLICT}
    declared = [each for each in found if each.obstacle == Obstacle.CONFLICT and each.reviewer.pk in told]
    return barred + declared


def _instead(
    request: SignedInRequest, proposal: Proposal, replaced: list[Candidate], possible: list[Candidate]
) -> tuple[Candidate, float | None] | None:
    """Who could best take the place of those ``replaced``, and how well they fit, where that is known."""
    if not replaced or not possible:
        return None
    by_key = {each.reviewer.pk: each for each in possible if not each.is_full}
    leaving = [each.reviewer for each in replaced]
    if told := seats_taken_over(proposal, leaving, request.person, by_key):
        return by_key[told[0]], points(told[1])
    return possible[0], None


def _assign(request: SignedInRequest, form: ChoosingForm, pairs: list[tuple[Proposal, Person]]) -> bool:
    try:
        assign_many.once(form.key, pairs=pairs, by=request.person, at=request.at)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    sentence = ngettext("%(count)s review is asked for.", "%(count)s reviews are asked for.", len(pairs))
    messages.success(request, sentence % {"count": number(len(pairs))})
    return True


OFFERS = Table(
    "offers",
    Column("code", _("Code"), lambda row: row.code, "code", ("code",)),
    Column("title", _("Title"), lambda row: row.title, "title_text", ("title_text",)),
    Column("track", _("Track"), lambda row: row.track.name, "track__position"),
    Column("language", _("Language"), lambda row: language_name(row.language), "language"),
    Column("asked", _("Asked"), lambda row: row.asked, "asked"),
    Column("hints", _("Hints"), lambda row: row.hints),
    filters=_FILTERS,
    sort="asked",
)


@require_http_methods(["GET", "POST"])
def reviewer_assignments(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """What this reviewer could be asked to review: some or many at once."""
    reviewer, form = reviewer_at(request, uid), ChoosingForm(request, "code")
    if form.is_valid():
        chosen = list(_proposals(request).filter(code__in=form.chosen))
        if len(chosen) != len(form.chosen):
            raise Http404
        if _assign(request, form, [(proposal, reviewer) for proposal in chosen]):
            return redirect(page(request.edition, "organiser:reviewer", uid))
    listing = _offers(request, reviewer, form.chosen)
    seen = assignments_run_by(request.person, request.edition, request.at)
    context = {
        "reviewer": reviewer,
        "asked": seen.filter(reviewer=reviewer).select_related("proposal", "review").order_by("pk"),
        "listing": listing,
        "form": form,
    }
    return listing.file() or render(
        request, "organiser/reviews/offers.html", context, status=invalid_status(form)
    )


def _offers(request: SignedInRequest, reviewer: Person, ticked: Sequence[str]) -> Listing:
    tracks = reviewer_tracks(reviewer, request.edition, request.at).order_by()
    possible = passed(_proposals(request).without_conflict(reviewer).filter(track__in=tracks))
    asked = Assignment.objects.filter(reviewer=reviewer, ended_at=None)
    rows = _counted(request, possible.exclude(assignments__in=asked))
    said = expertise_of([reviewer], request.edition).get(reviewer.pk)

    def dress(proposals: Sequence[Any]) -> Sequence[Any]:
        organizations = organizations_of(proposals)
        for proposal in proposals:
            proposal.hints = [
                *([now("reads it")] if said and can_read(said, proposal) else []),
                *(
                    [now("same organization")]
                    if reviewer.organization_id in organizations[proposal.pk]
                    else []
                ),
            ]
        return proposals

    return listing_of(request, OFFERS, rows, dress=dress, tick="code", ticked=ticked)


class EndForm(KeyedForm):
    reason = Paragraphs(
        label=_("Why?"), help_text=_("Those who assign read this."), required=False, max_length=2000
    )


@require_http_methods(["GET", "POST"])
def assignment_end(request: SignedInRequest, code: str, uid: UUID) -> HttpResponse:
    """Ask this reviewer no longer."""
    mine = Assignment.objects.filter(proposal__in=_proposals(request), ended_at=None)
    assignment = get_object_or_404(
        mine.select_related("proposal__edition", "reviewer"), proposal__code=code, reviewer__uid=uid
    )
    form = EndForm(request)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            take_away.once(form.key, assignment=assignment, reason=reason, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They are no longer asked to review this proposal."))
            return redirect(page(request.edition, "organiser:assignments", code))
    context = {"assignment": assignment, "form": form}
    return render(request, "organiser/reviews/end.html", context, status=invalid_status(form))
