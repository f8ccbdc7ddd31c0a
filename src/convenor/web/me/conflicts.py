"""The conflicts of interest that I declared, and a way to retract one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.proposals.actions.conflicts import retract_conflict
from convenor.proposals.queries import conflicts_of
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import SignedInRequest


@require_safe
def conflicts(request: SignedInRequest) -> HttpResponse:
    """By their codes only: what these proposals say now is not for me to see."""
    return render(request, "me/conflicts.html", {"conflicts": conflicts_of(request.person)})


@require_http_methods(["GET", "POST"])
def conflict_retraction(request: SignedInRequest, pk: int) -> HttpResponse:
    conflict = get_object_or_404(conflicts_of(request.person), pk=pk)
    form = KeyedForm(request)
    if form.is_valid():
        try:
            retract_conflict.once(form.key, conflict=conflict, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The conflict of interest is retracted."))
            return redirect("me:conflicts")
    context = {"conflict": conflict, "form": form}
    return render(request, "me/conflict_retraction.html", context, status=invalid_status(form))
