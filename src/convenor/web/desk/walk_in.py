"""Registering somebody who came without registration, and checking them in with the same button."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.kernel.text import one_line
from convenor.registration.actions.receiving import RegisteredAlready, register_at_desk
from convenor.registration.models import Registration
from convenor.registration.queries import categories_of
from convenor.web.application import InvitedForm
from convenor.web.desk.reception import DESK, Place
from convenor.web.entering import ParticipantForm
from convenor.web.forms import Line, invalid_status
from convenor.web.links import page
from convenor.web.me.sign_in import Address
from convenor.web.request import SignedInRequest


class WalkInForm(InvitedForm, ParticipantForm):
    address = Address(
        label=_("E-mail address"),
        help_text=_("They get their ticket there. Without an address, give them the code by hand."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    invitation = Line(
        label=_("Invitation code"),
        help_text=_("If they were given one."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}),
    )
    desk = Place()

    use_required_attribute = False  # an invitation code alone may be sent
    field_order = ("name", "address", "category", "country", "organization", "language")

    def __init__(self, request: SignedInRequest) -> None:
        said = {"name": one_line(request.GET.get("name", "")[:200]), "desk": request.session.get(DESK, "")}
        open_ones = categories_of(request.edition).filter(is_open=True)
        super().__init__(request, open_ones, initial=said)
        self.edition, self.at = request.edition, request.at
        if request.POST.get("invitation"):
            self.fields["category"].required = False  # the code may say it

    def clean(self) -> None:
        if self.meant is None and "category" not in self.errors:
            self.add_error("category", self.fields["category"].error_messages["required"])


@require_http_methods(["GET", "POST"])
def walk_in(request: SignedInRequest) -> HttpResponse:
    """Who is registered already, is led to; who is new, gets a code and is checked in."""
    form = WalkInForm(request)
    if form.is_valid():
        try:
            held = _registered(request, form)
        except RegisteredAlready as already:
            messages.info(request, str(already))
            return redirect(page(request.edition, "desk:registration", already.registration.code))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Registered: %(code)s") % {"code": held.code})
            return redirect(page(request.edition, "desk:registration", held.code))
    return render(request, "desk/walk_in.html", {"form": form}, status=invalid_status(form))


def _registered(request: SignedInRequest, form: WalkInForm) -> Registration:
    here = request.session[DESK] = form.cleaned_data["desk"]
    return register_at_desk.once(
        form.key,
        edition=request.edition,
        application=form.application(form.meant, form.cleaned_data["invitation"]),
        address=form.cleaned_data["address"],
        by=request.person,
        at=request.at,
        desk=here,
    )
