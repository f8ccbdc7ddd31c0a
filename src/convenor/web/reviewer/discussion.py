"""What the reviewers of a proposal say to each other, without names."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.proposals.models import Proposal
from convenor.review.actions.discussion import STATEMENT_WORDS, speak
from convenor.review.discussion import discussed_by, is_on, letters_of, opinions_on, said_about
from convenor.review.models import Rebuttal
from convenor.review.queries import is_over
from convenor.review.rebuttal import rebuttal_as_read
from convenor.review.redacting import hide_names_in
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.request import SignedInRequest


class StatementForm(KeyedForm):
    text = Paragraphs(label=_("What you say"), most_words=STATEMENT_WORDS)


@require_http_methods(["GET", "POST"])
def discussion(request: SignedInRequest, code: str) -> HttpResponse:
    """What others judged, what was said, and a place to say something."""
    mine = discussed_by(request.person, request.edition, request.at)
    proposal = get_object_or_404(mine, proposal__code=code).proposal
    hide_names_in(proposal)
    return discussion_page(request, proposal, rebuttal_as_read(proposal), "reviewer/discussion.html")


def discussion_page(
    request: SignedInRequest, proposal: Proposal, rebuttal: Rebuttal | None, template: str
) -> HttpResponse:
    """The same for whoever may see ``proposal``; what is said comes back to the page."""
    form = StatementForm(request)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            speak.once(form.key, proposal=proposal, text=text, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("The others can read it now."))
            return redirect(request.path)
    context = {
        "proposal": proposal,
        "own_letter": letters_of(proposal).get(request.person.pk, ""),
        "opinions": opinions_on(proposal, but=request.person),
        "rebuttal": rebuttal,
        "statements": said_about(proposal, to=request.person),
        "form": form if is_on(proposal, request.at) and not is_over(proposal) else None,
    }
    return render(request, template, context, status=invalid_status(form))
