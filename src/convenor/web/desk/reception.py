"""The desk's pages: one field that finds, one page that checks in."""

from __future__ import annotations

from functools import reduce
from operator import and_

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.kernel.text import one_line
from convenor.registration import tickets
from convenor.registration.actions.receiving import check_in, make_badge, why_not
from convenor.registration.models import Registration, RegistrationQuerySet, Standing
from convenor.registration.queries import (
    Numbers,
    came_lately,
    entitlements_of,
    registrations_in,
    rules_of,
)
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.numbers import in_words
from convenor.web.request import SignedInRequest

MOST_FOUND = 20
MOST_WORDS = 4
LATELY = 10
DESK = "desk"  # what a session remembers: at which desk this device stands


class Place(Line):
    """At which desk this device stands."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Desk"),
            help_text=_("Such as: north entrance. It is remembered."),
            max_length=60,
            required=False,
        )


class CheckInForm(KeyedForm):
    desk = Place()


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Search; what one code finds opens at once, so that a scanner needs no more than its beep."""
    typed = one_line(request.GET.get("q", "")[:200])
    read = tickets.read(typed)
    found = _with_code(request, read.code) if read else None
    if read and found and (read.is_ours or not read.has_seal):
        return redirect(page(request.edition, "desk:registration", found.code))
    people = list(_named(request, typed)[: MOST_FOUND + 1]) if typed and not (read and read.has_seal) else []
    problem = "" if people or not typed else _problem(read)
    shown = {
        "typed": typed,
        "people": people[:MOST_FOUND],
        "are_more": len(people) > MOST_FOUND,
        "problem": problem,
        "takes_registrations": rules_of(request.edition) and not request.edition.is_over(request.at),
        "lately": came_lately(request.edition, LATELY),
        "numbers": in_words(Numbers.of(request.edition)),
    }
    return render(request, "desk/desk.html", shown, status=404 if problem else 200)


@require_http_methods(["GET", "POST"])
def registration(request: SignedInRequest, code: str) -> HttpResponse:
    """Whom the code belongs to, whether they may come in, and the button."""
    rows = registrations_in(request.edition).select_related(
        "category", "organization", "badge", "check_in__by"
    )
    held = get_object_or_404(rows, code=code)
    form = CheckInForm(request, initial={"desk": request.session.get(DESK, "")})
    if form.is_valid():
        try:
            _received(request, form, held)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(page(request.edition, "desk:registration", code))
    shown = {
        "registration": held,
        "form": form,
        "why_not": why_not(held),
        "is_unconfirmed": held.standing == Standing.UNCONFIRMED,
        "tracks": [each.track for each in entitlements_of(held) if each.track and each.granted_at],
    }
    return render(request, "desk/registration.html", shown, status=invalid_status(form))


def _received(request: SignedInRequest, form: CheckInForm, held: Registration) -> None:
    if request.POST.get("do") == "badge":
        make_badge.once(form.key, registration=held, by=request.person, at=request.at)
        return
    here = form.cleaned_data["desk"]
    request.session[DESK] = here
    came = check_in.once(form.key, registration=held, by=request.person, at=request.at, desk=here)
    if (came.by, came.at) == (request.person, request.at):  # otherwise the page says who was first
        messages.success(request, now("Checked in."))


def _with_code(request: SignedInRequest, code: str) -> Registration | None:
    return registrations_in(request.edition).filter(code=code).first()


def _named(request: SignedInRequest, typed: str) -> RegistrationQuerySet:
    # SQLite folds the case of ASCII only; these are the ways in which people write other names.
    words = typed.split()[:MOST_WORDS]
    spelled = [
        Q(name__icontains=word) | Q(name__icontains=word.lower()) | Q(name__icontains=word.capitalize())
        for word in words
    ]
    rows = registrations_in(request.edition).select_related("category", "organization", "check_in")
    return rows.filter(reduce(and_, spelled)).order_by("ended_at", "name", "pk")


def _problem(read: tickets.Read | None) -> str:
    """Why nothing was found, in words for the desk."""
    if read is None:
        return now("Nobody of this name is registered here.")
    if read.has_seal and not read.is_ours:
        return now("This QR code is not one of ours: it may be forged.")
    if Registration.objects.filter(code=read.code).exists():
        return now("This code belongs to another conference.")
    return now("Nobody has this code or this name here.")
