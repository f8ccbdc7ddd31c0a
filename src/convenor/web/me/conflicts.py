"""The conflicts of interest that I declared, and a way to retract one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.proposals.actions.conflicts import retract_conflict
from convenor.proposals.models import Conflict
from convenor.proposals.queries import conflicts_of
from convenor.web.cells import in_full
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Table, short_listing_of


def _retraction_of(_request: SignedInRequest, conflict: Conflict) -> str:
    return reverse("me:conflict_retraction", args=[conflict.pk])


LIST = Table(
    "my-conflicts",
    Column("code", _("Proposal"), lambda conflict: conflict.proposal.code),
    Column("edition", _("Edition"), lambda conflict: conflict.proposal.edition.name),
    Column("declared", _("Declared"), lambda conflict: conflict.declared_at),
    Column("reason", _("Reason"), lambda conflict: conflict.reason, show=in_full),
    Column("retract", _("Change"), lambda _conflict: _("Retract"), link=_retraction_of, is_for_pages=True),
)


@require_safe
def conflicts(request: SignedInRequest) -> HttpResponseBase:
    """By their codes only: what these proposals say now is not for me to see."""
    listing = short_listing_of(request, LIST, conflicts_of(request.person))
    return listing.file() or render(request, "me/conflicts.html", {"listing": listing})


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
