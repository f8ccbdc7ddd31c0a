"""Proposals are looked through before they go to review: those that wait, and one with its checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.actions.screening import screen
from convenor.review.redacting import names_left
from convenor.review.screening import is_passed, screening_of, to_screen
from convenor.review.screenings import Check, Outcome
from convenor.web.forms import Instant, KeyedForm, Line, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.organiser.proposal import proposal_at
from convenor.web.organiser.proposals import tracks
from convenor.web.reading import what_is_read
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, listing_of
from convenor.web.templatetags.convenor import plainly


def _page_of(request: SignedInRequest, proposal: Proposal) -> str:
    return page(request.edition, "organiser:screening", proposal.code)


LIST = Table(
    "screening",
    Column("code", _("Code"), lambda row: row.code, "code", ("code",), _page_of),
    Column("title", _("Title"), lambda row: row.title, "title_text", ("title_text",), _page_of),
    Column("track", _("Track"), lambda row: row.track.name, "track__position"),
    Column("submitted", pgettext_lazy("proposal", "Submitted"), lambda row: row.submitted_at, "submitted_at"),
    Column("until", _("To be mended until"), lambda row: row.mend_until, "mend_until"),
    filters=(Filter("track", _("Track"), tracks, lambda rows, slug: rows.filter(track__slug=slug)),),
    sort="submitted",
)


@require_safe
def screenings(request: SignedInRequest) -> HttpResponseBase:
    """The proposals that wait, the first submitted first."""
    offered = proposals_for_organiser(request.person, request.edition, request.at)
    listing = listing_of(request, LIST, to_screen(offered, request.at).select_related("track"))
    return listing.file() or render(request, "organiser/reviews/screenings.html", {"listing": listing})


class ScreeningForm(KeyedForm):
    """A yes or no and a note for each check, and where the proposal goes."""

    outcome = forms.ChoiceField(label=_("What follows"), choices=Outcome.choices, widget=forms.RadioSelect)
    to_contributors = Paragraphs(
        label=_("What its contributors are to mend"),
        help_text=_("Stands in their letter, if it goes back to them."),
        required=False,
        max_length=5000,
    )
    until = Instant(
        label=_("To be mended until"), help_text=_("In the time zone of the edition."), required=False
    )

    def __init__(self, request: SignedInRequest, checks: Sequence[Check]) -> None:
        super().__init__(request)
        self.checks = checks
        asked: dict[str, forms.Field] = {}
        for check in checks:
            asked[f"check-{check.slug}"] = forms.ChoiceField(
                label=plainly(check.name),
                choices=[("yes", _("yes")), ("no", _("no"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Please answer this.")},
            )
            asked[f"note-{check.slug}"] = Line(label=_("Note"), required=False, max_length=300)
        self.fields = {**asked, **self.fields}

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        until: datetime | None = given["until"]
        return {
            "answers": {
                each.slug: (given[f"check-{each.slug}"] == "yes", given[f"note-{each.slug}"])
                for each in self.checks
            },
            "outcome": Outcome(given["outcome"]),
            "to_contributors": given["to_contributors"],
            "until": until,
        }


@require_http_methods(["GET", "POST"])
def screening(request: SignedInRequest, code: str) -> HttpResponse:
    """Read a proposal, answer the checks of its track, let it go to review or send it back."""
    proposal = proposal_at(request, code)
    checks = list(Check.objects.filter(track=proposal.track).order_by("position", "pk"))
    if not checks:
        raise Http404
    form = ScreeningForm(request, checks)
    if form.is_valid():
        try:
            screen.once(form.key, proposal=proposal, **form.facts, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect(page(request.edition, "organiser:screenings"))

    def file_at(slug: str) -> str:
        return page(request.edition, "organiser:file", proposal.code, slug)

    context = {
        **what_is_read(proposal, file_at),
        "proposal": proposal,
        "screening": screening_of(proposal),
        "findings": findings_of(proposal),
        "names_left": names_left(proposal),
        "form": None if is_passed(proposal) or hasattr(proposal, "withdrawal") else form,
    }
    return render(request, "organiser/reviews/screening.html", context, status=invalid_status(form))


def findings_of(proposal: Proposal) -> list[tuple[Any, bool, str]]:
    """What the screening that stands found: the check, whether it is met, and a note."""
    last = screening_of(proposal)
    names = {each.slug: each.name for each in Check.objects.filter(track=proposal.track).order_by("position")}
    answers = last.answers if last else {}
    known = [*(slug for slug in names if slug in answers), *(slug for slug in answers if slug not in names)]
    return [(names.get(slug, slug), answers[slug]["is_met"], answers[slug]["note"]) for slug in known]
