"""Whose proposals I cannot judge: people and organizations that a reviewer names in advance."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from convenor.proposals.actions.ties import declare_tie, retract_tie
from convenor.proposals.queries import ties_of_judge
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.me.proposals.ties import TieForm
from convenor.web.request import SignedInRequest


@require_http_methods(["GET", "POST"])
def ties(request: SignedInRequest) -> HttpResponse:
    """Those whom I named in this edition, and naming one more."""
    form = TieForm(request)
    if form.is_valid() and done(form, declare_tie, request, edition=request.edition, **form.named):
        messages.success(request, _("Noted. You will not see their proposals."))
        return redirect(page(request.edition, "reviewer:ties"))
    return _page(request, form)


@require_POST
def tie_retraction(request: SignedInRequest, uid: UUID) -> HttpResponse:
    form = KeyedForm(request)
    tie = get_object_or_404(ties_of_judge(request.person, request.edition), uid=uid)
    if not done(form, retract_tie, request, tie=tie):
        return _page(request, form)
    return redirect(page(request.edition, "reviewer:ties"))


def _page(request: SignedInRequest, form: KeyedForm) -> HttpResponse:
    context = {"ties": ties_of_judge(request.person, request.edition), "form": form}
    return render(request, "reviewer/ties.html", context, status=invalid_status(form))
