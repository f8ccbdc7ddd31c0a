"""Personal links for those who are late."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.proposals.actions.late_links import add_late_link
from convenor.proposals.models import Call
from convenor.proposals.queries import calls_of
from convenor.web.forms import Instant, KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest


class LateLinkForm(KeyedForm):
    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    until = Instant(label=_("Works until"), help_text=_("In the time zone of the edition."))


@require_http_methods(["GET", "POST"])
def late_links(request: SignedInRequest, slug: str) -> HttpResponse:
    """Those given, and giving another one."""
    call = get_object_or_404(calls_of(request.edition), slug=slug)
    form = LateLinkForm(request)
    if form.is_valid():
        given = form.cleaned_data
        try:
            add_late_link.once(
                form.key,
                call=call,
                address=given["address"],
                until=given["until"],
                by=request.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("The link is on its way."))
            return redirect(page(request.edition, "organiser:late_links", slug))
    context = {"call": call, "form": form, "links": _links(request, call)}
    return render(request, "organiser/calls/late_links.html", context, status=invalid_status(form))


def _links(request: SignedInRequest, call: Call) -> list[dict[str, object]]:
    given = call.late_links.order_by("-given_at", "-pk")
    return [
        {
            "address": link.address,
            "until": link.until,
            "is_over": link.until <= request.at,
            "href": absolute(page(request.edition, "me:late", call.slug, link.token)),
        }
        for link in given
    ]
