"""What the reviewers say of my proposal before it is decided, and what I answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.proposals.models import Proposal
from convenor.review.actions.rebuttal import REBUTTAL_WORDS, answer_reviewers
from convenor.review.models import Rebuttal
from convenor.review.rebuttal import begun_rules, heard_at, open_rules, rebuttal_as_read
from convenor.review.redacting import is_double_blind
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.me.proposals.steps import writable
from convenor.web.request import SignedInRequest


class RebuttalForm(KeyedForm):
    text = Paragraphs(
        label=_("Your answer to the reviewers"),
        help_text=_("One answer of all of you to all of them. Do not say who you are: they may not know."),
        most_words=REBUTTAL_WORDS,
    )


@require_http_methods(["GET", "POST"])
def rebuttal(request: SignedInRequest, code: str) -> HttpResponse:
    """While it is open, what the reviewers say and a form; afterwards, what was answered."""
    proposal = writable(request, code)
    begun = begun_rules(proposal, request.at)
    if begun is None:
        raise Http404
    said = Rebuttal.objects.filter(proposal=proposal).first()
    form = RebuttalForm(request, initial={"text": said.text} if said else {})
    if form.is_valid() and _answered(request, form, proposal):
        return redirect("me:rebuttal", proposal.code)
    context = {
        "proposal": proposal,
        "rules": begun,
        "is_open": open_rules(proposal, request.at) is not None,
        "heard": heard_at(proposal, request.at),
        "rebuttal": said,
        "hides_names": is_double_blind(proposal.track),
        "as_read": rebuttal_as_read(proposal),
        "form": form,
    }
    return render(request, "me/proposals/rebuttal.html", context, status=invalid_status(form))


def _answered(request: SignedInRequest, form: RebuttalForm, proposal: Proposal) -> bool:
    text = form.cleaned_data["text"]
    try:
        answer_reviewers.once(form.key, proposal=proposal, text=text, by=request.person, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, now("Your answer is saved. The reviewers and the committee read it."))
    return True
