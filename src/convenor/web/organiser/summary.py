"""What the reviews of a proposal say together, and what is recommended: a draft, then for the committee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.proposals.models import Proposal, Verdict
from convenor.review.actions.reviews import COMMENT_WORDS
from convenor.review.actions.summaries import save_summary, stamp_of, submit_summary
from convenor.review.models import Rebuttal
from convenor.review.queries import is_over, reviews_of
from convenor.review.summaries import draft_of, is_asked, summary_of
from convenor.review.summary import Summary
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.organiser.proposal import proposal_at
from convenor.web.request import SignedInRequest

SUBMIT = "submit"


class SummaryForm(KeyedForm):
    verdict = forms.ChoiceField(
        label=_("What you recommend"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    to_contributors = Paragraphs(
        label=_("Summary for the contributors"),
        help_text=_("They read this with the decision, without your name."),
        required=False,
        most_words=COMMENT_WORDS,
    )
    to_committee = Paragraphs(
        label=_("Summary for the committee"),
        help_text=_("Only chairs and the secretariat read this."),
        required=False,
        most_words=COMMENT_WORDS,
    )
    over = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    @property
    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ("verdict", *WORDS, "over")}


WORDS = ("to_contributors", "to_committee")


@require_http_methods(["GET", "POST"])
def summary(request: SignedInRequest, code: str) -> HttpResponse:
    """Read the reviews, and say what they say together while that is possible."""
    proposal = proposal_at(request, code)
    if not is_asked(proposal):
        raise Http404
    draft, submitted = draft_of(proposal), summary_of(proposal)
    form = SummaryForm(request, initial=_initial(proposal, draft or submitted))
    if form.is_valid() and _is_done(request, form, proposal):
        return redirect(page(request.edition, "organiser:proposal", code))
    context = {
        "proposal": proposal,
        "draft": draft,
        "summary": submitted,
        "reviews": reviews_of(proposal),
        "rebuttal": Rebuttal.objects.filter(proposal=proposal).first(),
        "form": None if is_over(proposal) or hasattr(proposal, "withdrawal") else form,
    }
    return render(request, "organiser/summary.html", context, status=invalid_status(form))


def _is_done(request: SignedInRequest, form: SummaryForm, proposal: Proposal) -> bool:
    is_submission = request.POST.get("then") == SUBMIT
    act = submit_summary if is_submission else save_summary
    try:
        act.once(form.key, proposal=proposal, **form.facts, by=request.person, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    told = now("The committee reads it now.") if is_submission else now("The draft is saved.")
    messages.success(request, told)
    return True


def _initial(proposal: Proposal, last: Summary | None) -> dict[str, Any]:
    said = {name: getattr(last, name) for name in ("verdict", *WORDS)} if last else {}
    return {**said, "over": stamp_of(proposal)}
