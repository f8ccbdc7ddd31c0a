"""The link in a letter of registration: confirming the address, then the ticket to show at the desk."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.registration import tickets
from convenor.registration.actions.registering import confirm_address
from convenor.registration.actions.telling import CONFIRMED_WITHIN
from convenor.registration.models import Registration, Standing
from convenor.registration.rules import may_check_in
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import Request


@cache_control(no_store=True)
@require_http_methods(["GET", "POST"])
def ticket(request: Request, token: str) -> HttpResponse:
    """Whose link it is, may confirm and show it. Looking changes nothing: mail scanners look."""
    registration = get_object_or_404(with_all(), token=token)
    at_hand(request, registration)
    form = KeyedForm(request)
    if form.is_valid():
        try:
            confirm_address.once(form.key, registration=registration, by=registration.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("me:ticket", token)
    context = {"form": form, "confirmed_by": registration.registered_at + CONFIRMED_WITHIN}
    context |= shown(registration)
    return render(request, "me/registration/ticket.html", context, status=invalid_status(form))


@require_safe
def scanned(request: Request, ticket: str) -> HttpResponse:
    """What a QR code leads to: its person and the desk to their pages, all others to the conference."""
    read = tickets.read(ticket)
    found = with_all().filter(code=read.code).first() if read and read.is_ours else None
    if found is None:
        raise Http404
    person = request.person
    with override(person.language if person else get_language_from_request(request)[:2]):
        if person is not None and person.pk == found.person_id:
            return HttpResponseRedirect(reverse("me:registration", args=[found.code]))
        if person is not None and may_check_in(person, found.edition, at=request.at):
            return HttpResponseRedirect(page(found.edition, "desk:registration", found.code))
        return HttpResponseRedirect(page(found.edition, "public:edition"))


def with_all() -> Any:
    """Registrations with what their pages show."""
    return Registration.objects.select_related("edition__series", "person", "category", "organization")


def at_hand(request: Request, registration: Registration) -> None:
    """Show times as in the edition."""
    request.edition = registration.edition
    timezone.activate(request.edition.tzinfo)


def shown(registration: Registration) -> dict[str, Any]:
    """What a ticket shows."""
    may_enter = registration.standing == Standing.ADMITTED and not registration.is_online
    return {
        "registration": registration,
        "qr": _drawing(registration) if may_enter else "",
        "standing": registration.standing.value,
    }


def _drawing(registration: Registration) -> SafeString:
    return mark_safe(tickets.drawing_of(registration))  # noqa: S308  # numbers and an address of ours
