"""Signing in: an address, then the digits or the link that were sent to it; and signing out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from convenor.accounts import actions, addresses, passkeys, sessions, throttle
from convenor.accounts.codes import DIGITS, digits_in
from convenor.accounts.models import SignInCode
from convenor.accounts.queries import code_with_link
from convenor.kernel.refusals import Refused
from convenor.people.models import ContactPoint, Person
from convenor.web.client import network_of
from convenor.web.forms import KeyedForm, Line
from convenor.web.onward import own_path
from convenor.web.refusing import answered
from convenor.web.request import Request


class Address(Line):
    """A mail address as its owner writes it."""

    widget = forms.EmailInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=addresses.MOST_CHARACTERS, **options)

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if not value:
            return
        try:
            addresses.checked(value)
        except addresses.NotAnAddress as refusal:
            raise ValidationError(str(refusal)) from refusal


class AddressForm(KeyedForm):
    address = Address(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class DigitsForm(KeyedForm):
    digits = Line(
        label=_("Code from the mail"),
        help_text=_("Six digits."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )

    def clean_digits(self) -> str:
        digits = digits_in(self.cleaned_data["digits"])
        if len(digits) != DIGITS:
            raise ValidationError(_("The code has six digits."))
        return digits


class PasskeyForm(KeyedForm):
    """The script puts the browser's answer here."""

    answer = forms.Field(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Ask for an address and send a code there, whoever it belongs to."""
    onward = own_path(request.GET.get("next", ""))
    if request.person is not None:
        return redirect(onward or "me:home")
    form = AddressForm(request)
    refusal = None
    if form.is_valid():
        try:
            code = _send_code(request, form, onward)
        except Refused as refused:
            refusal = refused
        else:
            return redirect("me:sign_in_code", code.uid)
    page = {"form": form, "onward": onward, "passkeys_are_possible": passkeys.are_possible()}
    return _answered(request, "me/sign_in.html", page, refusal)


def _send_code(request: Request, form: AddressForm, onward: str) -> SignInCode:
    address = form.cleaned_data["address"]
    throttle.take(
        (throttle.MAILS_TO_AN_ADDRESS, ContactPoint.key_of(address)),
        (throttle.MAILS_FROM_A_NETWORK, network_of(request)),
        at=request.at,
    )
    return actions.send_code.once(
        form.key, address=address, language=get_language() or "en", onward=onward, at=request.at
    )


@require_http_methods(["GET", "POST"])
def sign_in_with_passkey(request: Request) -> HttpResponse:
    """Put a question to the browser and take its answer."""
    form = PasskeyForm(request)
    refusal = None
    if form.is_valid():
        try:
            throttle.take((throttle.TRIES_FROM_A_NETWORK, network_of(request)), at=request.at)
            person = actions.sign_in_with_passkey(answer=form.cleaned_data["answer"] or "", at=request.at)
        except Refused as refused:
            refusal = refused
        else:
            return _welcome(request, person, own_path(request.GET.get("next", "")))
    challenge = passkeys.new_challenge(passkeys.SIGNING_IN, at=request.at)
    page = {"form": form, "question": passkeys.question_to_sign_in(challenge=challenge)}
    return _answered(request, "me/sign_in_passkey.html", page, refusal)


@require_http_methods(["GET", "POST"])
def sign_in_code(request: Request, uid: UUID) -> HttpResponse:
    """Take the digits."""
    sent = get_object_or_404(SignInCode, uid=uid, person=None)
    form = DigitsForm(request)
    refusal = None
    if form.is_valid():
        try:
            person = _with_digits(request, form, sent)
        except Refused as refused:
            refusal = refused
        else:
            if person is not None:
                return _welcome(request, person, sent.onward)
            form.add_error("digits", _("This is not the code of the newest mail. Please check it."))
    return _answered(request, "me/sign_in_code.html", {"form": form, "sent": sent}, refusal)


def _with_digits(request: Request, form: DigitsForm, sent: SignInCode) -> Person | None:
    throttle.take(
        (throttle.TRIES_AT_AN_ADDRESS, sent.address_key),
        (throttle.TRIES_FROM_A_NETWORK, network_of(request)),
        at=request.at,
    )
    digits = form.cleaned_data["digits"]
    return actions.sign_in_with_digits(sent=sent, digits=digits, key=form.key, at=request.at)


@require_http_methods(["GET", "POST"])
def sign_in_link(request: Request, uid: UUID, token: str) -> HttpResponse:
    """One button, so that a program that opens the links of a mail does not use them up."""
    code = code_with_link(uid, token)
    if code is None:
        raise Http404
    form = KeyedForm(request)
    refusal = None
    if form.is_valid():
        try:
            person = actions.sign_in_with_link(code=code, token=token, key=form.key, at=request.at)
        except Refused as refused:
            refusal = refused
        else:
            return _welcome(request, person, code.onward)
    return _answered(request, "me/sign_in_link.html", {"form": form, "code": code}, refusal)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    if request.person is not None:
        actions.sign_out(by=request.person, at=request.at)
        sessions.close(request.session)
    return redirect("public:home")


def _welcome(request: Request, person: Person, onward: str) -> HttpResponse:
    """Open the session; whoever has no name yet is asked for it first."""
    sessions.open_for(request.session, person)
    if person.name:
        return redirect(onward or "me:home")
    return redirect(reverse("me:profile") + ("?" + urlencode({"next": onward}) if onward else ""))


def _answered(request: Request, template: str, page: dict[str, Any], refusal: Refused | None) -> HttpResponse:
    """The page, not to be stored, since it is secret."""
    response = answered(request, template, page, refusal)
    response["Cache-Control"] = "no-store"
    return response
