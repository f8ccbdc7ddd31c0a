"""Personal links for those who are late."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.proposals.actions.late_links import add_late_link
from convenor.proposals.models import LateLink
from convenor.proposals.queries import calls_of
from convenor.web.cells import in_zones
from convenor.web.forms import Instant, KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of, yes_or_no


class LateLinkForm(KeyedForm):
    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    until = Instant(label=_("Works until"), help_text=_("In the time zone of the edition."))


@dataclass(frozen=True, slots=True)
class Given:
    """A link that was given, and whether it still works."""

    link: LateLink
    href: str
    works: bool


LIST = Table(
    "late-links",
    Column("address", _("E-mail address"), lambda given: given.link.address),
    Column("until", _("Works until"), lambda given: given.link.until, show=in_zones),
    Column("works", _("Still works"), lambda given: given.works),
    Column("sent", _("Sent"), lambda given: given.link.given_at),
    Column("link", _("Link"), lambda given: given.href, is_for_pages=True),
    filters=(
        Filter("works", _("Still works"), yes_or_no, lambda given, value: given.works == (value == "yes")),
    ),
    sort="-sent",
)


@require_http_methods(["GET", "POST"])
def late_links(request: SignedInRequest, slug: str) -> HttpResponseBase:
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
    given_before = [
        Given(
            link=link,
            href=absolute(page(request.edition, "me:late", slug, link.token)),
            works=request.at < link.until,
        )
        for link in call.late_links.order_by("-given_at", "-pk")
    ]
    listing = short_listing_of(request, LIST, given_before)
    context = {"call": call, "form": form, "listing": listing}
    return listing.file() or render(
        request, "organiser/calls/late_links.html", context, status=invalid_status(form)
    )
