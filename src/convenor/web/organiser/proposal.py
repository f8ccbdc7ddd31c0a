"""One proposal in full for its organisers, with its reviews, and the decision on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.models import Role
from convenor.kernel.refusals import Refused
from convenor.proposals.actions.decisions import decide
from convenor.proposals.models import Confirmation, Decision, Proposal, ProposalQuerySet, Verdict
from convenor.proposals.queries import (
    conflicts_with,
    proposals_for_organiser,
    revisions_of,
    version_to_revise,
)
from convenor.proposals.rules import may_decide
from convenor.review.alike import alike_to
from convenor.review.discussion import has_begun
from convenor.review.models import Criterion, Rebuttal
from convenor.review.queries import (
    results_of,
    reviews_of,
    told_nothing_by_reviewers,
    with_too_few_reviews,
)
from convenor.review.screening import is_passed
from convenor.review.summaries import is_asked, summary_of
from convenor.web.forms import KeyedForm, Line, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.me.proposals.versions import versions_page
from convenor.web.organiser.home import is_secretary
from convenor.web.reading import file_of, what_is_read
from convenor.web.request import SignedInRequest

DIGITS = 18  # of the largest number that every database counts to


class Seen(forms.CharField):
    """The keys of the decisions that stood on the page, so that none made meanwhile is overruled unseen."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]  # a list it is
        parts = str(value or "").split(",")
        return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= DIGITS]


class DecisionForm(KeyedForm):
    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict.choices, widget=forms.RadioSelect)
    note = Paragraphs(
        label=_("Note to the contributors"),
        help_text=_("Stands in their letter. They read it when the letters are released."),
        required=False,
        max_length=5000,
    )
    reason = Line(
        label=_("Reason for the change"),
        help_text=_(
            "The contributors know the decision already. The reason is kept; it is not in the letter."
        ),
        required=False,
        max_length=500,
    )
    over = Seen()

    def __init__(
        self,
        request: SignedInRequest,
        proposals: ProposalQuerySet,
        standing: Sequence[Decision],
        **options: Any,
    ) -> None:
        super().__init__(request, **options)
        self._proposals = proposals
        released = [decision for decision in standing if decision.released_at]
        if not released:
            del self.fields["reason"]
        elif len(released) == len(standing):
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _(
                "Its contributors know the decision: give a reason for the change."
            )
        self.seen = ",".join(str(decision.pk) for decision in standing)
        self.initial["over"] = self.seen

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        is_silent = given.get("verdict") == Verdict.REVISE and given.get("note") == ""
        if is_silent and told_nothing_by_reviewers(self._proposals).exists():
            self.add_error("note", _("Write what to revise: no review says it to the contributors."))
        return given

    def given(self) -> dict[str, Any]:
        """What the actions take."""
        return {
            "verdict": Verdict(self.cleaned_data["verdict"]),
            "note": self.cleaned_data["note"],
            "reason": self.cleaned_data.get("reason", ""),
            "over": self.cleaned_data["over"],
        }

    def refuse(self, sentences: str | list[str]) -> None:
        """Say why not; the page now shows the decisions as they stand, so the next try is about these."""
        self.add_error(None, sentences)
        self.data = dict(self.data.items()) | {"over": self.seen}


@require_safe
def proposal(request: SignedInRequest, code: str) -> HttpResponse:
    shown = proposal_at(request, code)
    return _page(request, shown, _form(request, shown))


@require_http_methods(["GET", "POST"])
def decision(request: SignedInRequest, code: str) -> HttpResponse:
    """Decide; what is wrong is said on the proposal's page."""
    address = page(request.edition, "organiser:proposal", code)
    if request.method != "POST":
        return redirect(address)
    shown = proposal_at(request, code)
    form = _form(request, shown)
    if form.is_valid():
        try:
            decide.once(form.key, proposal=shown, by=request.person, at=request.at, **form.given())
        except Refused as refusal:
            form.refuse(str(refusal))
        else:
            messages.success(request, now("The decision is recorded. Its letter waits for the next release."))
            return redirect(address)
    return _page(request, shown, form)


@require_safe
def versions(request: SignedInRequest, code: str) -> HttpResponse:
    """What the proposal said before, and what changed."""
    return versions_page(request, proposal_at(request, code), "organiser/versions.html")


@require_safe
def answer_file(request: SignedInRequest, code: str, slug: str) -> HttpResponseBase:
    return file_of(proposal_at(request, code), slug)


def proposal_at(request: SignedInRequest, code: str) -> Proposal:
    """A proposal that this organiser may know; 404 for every other."""
    known = proposals_for_organiser(request.person, request.edition, request.at)
    with_facts = known.select_related(
        "edition", "track", "subtheme", "call", "withdrawal", "proposer", "organization"
    )
    return get_object_or_404(with_facts, code=code)


def handles_conflicts(request: SignedInRequest) -> bool:
    """Whether the page tells who has a conflict: the reasons are for chairs and the secretariat."""
    return any(office.role in {Role.CHAIR, Role.SECRETARY} for office in request.offices)


def _form(request: SignedInRequest, proposal: Proposal) -> DecisionForm:
    standing = list(proposal.decisions.standing())
    # A letter that was sent is not written on: what is decided after it has words of its own.
    held_back = [each for each in standing if each.released_at is None]
    said = [{"verdict": each.verdict, "note": each.note_to_contributors} for each in held_back]
    chosen = Proposal.objects.filter(pk=proposal.pk)
    return DecisionForm(request, chosen, standing, initial=said[0] if said else {})


def _page(request: SignedInRequest, proposal: Proposal, form: DecisionForm) -> HttpResponse:
    answers = Confirmation.objects.filter(superseded_by=None)
    people = proposal.contributors.select_related("person__organization").prefetch_related(
        Prefetch("confirmations", queryset=answers)
    )

    def file_at(slug: str) -> str:
        return page(request.edition, "organiser:file", proposal.code, slug)

    shown = what_is_read(proposal, file_at) | {
        "proposal": proposal,
        "contributors": people.order_by("position", "pk"),
        "conflicts": conflicts_with(proposal) if handles_conflicts(request) else (),
        "alike": alike_to(request.person, proposal, request.at),
        "reviews": reviews_of(proposal),
        "is_passed": is_passed(proposal),
        "summary": summary_of(proposal),
        "is_summarised": is_asked(proposal),
        "rebuttal": Rebuttal.objects.filter(proposal=proposal).first(),
        "criteria": Criterion.objects.filter(track=proposal.track).order_by("position", "pk"),
        "revision": (revision := revisions_of(proposal).first()),
        "to_revise": version_to_revise(proposal, revision.decision) if revision else None,
        "versions_kept": proposal.versions.count(),
        "is_secretary": is_secretary(request),
        "is_discussed": has_begun(proposal, request.at),
        "result": results_of([proposal])[proposal.pk],
        "too_few": with_too_few_reviews(Proposal.objects.filter(pk=proposal.pk).standing()).first(),
        "decisions": proposal.decisions.select_related("decided_by").order_by("-pk"),
        "form": form if may_decide(request.person, proposal, at=request.at) else None,
    }
    return render(request, "organiser/proposal.html", shown, status=invalid_status(form))
