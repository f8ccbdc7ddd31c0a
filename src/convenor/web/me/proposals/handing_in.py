"""The last step, and the way back: check and hand in, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.proposals.actions.submissions import submit, withdraw
from convenor.review.redacting import names_left
from convenor.web.anonymity import told_to_authors
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.me.proposals.questions import file_at
from convenor.web.me.proposals.steps import managed, standing, step_page, writable
from convenor.web.reading import what_is_read
from convenor.web.request import SignedInRequest


class WithdrawalForm(KeyedForm):
    reason = Paragraphs(
        label=_("Reason"), help_text=_("The organisers read it."), required=False, max_length=2000
    )


@require_http_methods(["GET", "POST"])
def check(request: SignedInRequest, code: str) -> HttpResponse:
    """All of it at once, with everything it lacks; the proposer hands it in."""
    proposal = writable(request, code)
    form = KeyedForm(request)
    if form.is_valid() and done(form, submit, request, proposal=proposal):
        messages.success(request, now("Your proposal is handed in. A mail confirms it."))
        return redirect("me:proposal", code)
    read = what_is_read(proposal, file_at(proposal)) | {
        "who_sees_names": told_to_authors(proposal.track),
        "names_left": names_left(proposal),
    }
    return step_page(request, proposal, "check", form, **read)


@require_http_methods(["GET", "POST"])
def withdrawal(request: SignedInRequest, code: str) -> HttpResponse:
    proposal = managed(request, code)
    form = WithdrawalForm(request)
    if form.is_valid() and done(
        form, withdraw, request, proposal=proposal, reason=form.cleaned_data["reason"]
    ):
        messages.success(request, now("The proposal is withdrawn."))
        return redirect("me:proposal", code)
    page = {"proposal": proposal, "form": form, **standing(request, proposal)}
    return render(request, "me/proposals/withdrawal.html", page, status=invalid_status(form))
