"""Registering: signed in, or by a mail that asks for confirmation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.views.decorators.http import require_http_methods, require_safe

from convenor.accounts import throttle
from convenor.kernel.refusals import Refused
from convenor.people.models import ContactPoint
from convenor.registration.actions.codes import spelled
from convenor.registration.actions.registering import register as register_signed_in
from convenor.registration.actions.registering import register_by_mail
from convenor.registration.models import Registration, RegistrationRules, Standing
from convenor.registration.queries import codes_of, registration_in, rules_of
from convenor.web.application import ApplicationForm
from convenor.web.client import network_of
from convenor.web.forms import invalid_status
from convenor.web.links import page
from convenor.web.request import Request


@require_http_methods(["GET", "POST"])
def register(request: Request, code: str = "") -> HttpResponse:
    """The form, with an invitation code filled in where the address has one."""
    rules = _rules(request)
    invitation = get_object_or_404(codes_of(request.edition), code=spelled(code)) if code else None
    if standing := _own(request):
        query = f"?{urlencode({'code': spelled(code)})}" if code else ""
        return redirect(reverse("me:registration", args=[standing.code]) + query)
    form = ApplicationForm(request, rules, initial=_known(request, code))
    refusal = None
    if form.is_valid():
        try:
            return _registered(request, form)
        except Refused as refused:
            refusal = refused
            form.add_error(None, str(refused))
    shown = {
        "rules": rules,
        "form": form,
        "is_open": rules.is_open(request.at) or bool(code or form.invited),
        "invitation": invitation,
        "is_early": request.at < rules.opens_at,
        "sign_in": f"{reverse('me:sign_in')}?{urlencode({'next': request.path})}",
    }
    response = render(request, "public/registration/form.html", shown, status=invalid_status(form))
    if isinstance(refusal, throttle.TooOften):
        response.status_code = 429
        response["Retry-After"] = str(refusal.seconds)
    return response


@require_safe
def sent(request: Request) -> HttpResponse:
    """We have written: to whoever it is, and whatever the mail says."""
    return render(request, "public/registration/sent.html", {"rules": _rules(request)})


def _rules(request: Request) -> RegistrationRules:
    rules = rules_of(request.edition)
    if rules is None:
        raise Http404
    return rules


def _own(request: Request) -> Registration | None:
    """The registration that whoever signed in has, and has confirmed."""
    standing = registration_in(request.edition, request.person) if request.person else None
    return standing if standing and standing.standing != Standing.UNCONFIRMED else None


def _known(request: Request, code: str) -> dict[str, Any]:
    known: dict[str, Any] = {"invitation": spelled(code)}
    person = request.person
    if person is not None:
        known |= {"name": person.name, "country": person.country}
        known["organization"] = person.organization.name if person.organization else ""
    return known


def _registered(request: Request, form: ApplicationForm) -> HttpResponse:
    edition, application = request.edition, form.application()
    if request.person is not None:
        made = register_signed_in.once(
            form.key, edition=edition, application=application, by=request.person, at=request.at
        )
        messages.success(request, now("You are registered. We have written to you."))
        return redirect("me:registration", made.code)
    address = form.cleaned_data["address"]
    throttle.take(
        (throttle.MAILS_TO_AN_ADDRESS, ContactPoint.key_of(address)),
        (throttle.MAILS_FROM_A_NETWORK, network_of(request)),
        at=request.at,
    )
    register_by_mail.once(form.key, edition=edition, application=application, address=address, at=request.at)
    return redirect(page(edition, "public:register_sent"))
