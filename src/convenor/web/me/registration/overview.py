"""My registration at a glance: the ticket, tracks with limited access, sessions to book, codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from convenor.editions.models import Access
from convenor.kernel.refusals import Refused
from convenor.programme.models import Session
from convenor.registration.actions.carrying import ask_for_track, book_session, give_back, redeem_code
from convenor.registration.actions.receiving import say_present
from convenor.registration.models import End, Entitlement, Registration, Standing
from convenor.registration.queries import bookable_sessions, entitlements_of, limited_tracks
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.me.registration.ticket import at_hand, shown, with_all
from convenor.web.request import SignedInRequest


class CodeForm(KeyedForm):
    code = Line(
        label=_("Invitation code"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}),
    )


def own(request: SignedInRequest, code: str) -> Registration:
    """The registration of whoever asks; another one does not exist for them."""
    registration: Registration = get_object_or_404(with_all().filter(person=request.person), code=code)
    at_hand(request, registration)
    return registration


@require_http_methods(["GET", "POST"])
def registration(request: SignedInRequest, code: str) -> HttpResponse:
    """All of it; a form takes an invitation code."""
    held = own(request, code)
    form = CodeForm(request, initial={"code": request.GET.get("code", "")[:12]})
    if form.is_valid():
        try:
            redeem_code.once(
                form.key,
                registration=held,
                typed=form.cleaned_data["code"],
                by=request.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, now("The code is used."))
            return redirect("me:registration", code)
    context = {**shown(held), **_carried(held, request), "form": form, "key": form["key"].value()}
    return render(request, "me/registration/registration.html", context, status=invalid_status(form))


@require_POST
def track(request: SignedInRequest, code: str, track: str) -> HttpResponse:
    """Ask for a track, or give it back."""
    held = own(request, code)
    asked = get_object_or_404(held.edition.tracks, slug=track)
    form = KeyedForm(request)
    if form.is_valid():
        who: dict[str, Any] = {"by": request.person, "at": request.at}
        carried = entitlements_of(held).filter(track=asked).first()
        if request.POST.get("do") == "ask":
            ask_for_track.once(form.key, registration=held, track=asked, **who)
            messages.success(request, now("You have asked to attend “%(name)s”.") % {"name": asked.name})
        elif carried:
            give_back.once(form.key, entitlement=carried, **who)
            messages.success(request, now("You have given back “%(name)s”.") % {"name": asked.name})
    return redirect("me:registration", code)


@require_POST
def session(request: SignedInRequest, code: str, session: str) -> HttpResponse:
    """Book a place in a session, or give it back."""
    held = own(request, code)
    booked = get_object_or_404(held.edition.sessions, code=session)
    form = KeyedForm(request)
    if form.is_valid():
        who: dict[str, Any] = {"by": request.person, "at": request.at}
        carried = entitlements_of(held).filter(session=booked).first()
        if request.POST.get("do") == "book":
            book_session.once(form.key, registration=held, session=booked, **who)
            messages.success(request, now("You have a place in “%(name)s”.") % {"name": booked.title})
        elif carried:
            give_back.once(form.key, entitlement=carried, **who)
            messages.success(request, now("You have given back “%(name)s”.") % {"name": booked.title})
    return redirect("me:registration", code)


@require_POST
def presence(request: SignedInRequest, code: str) -> HttpResponse:
    """Say that one is here, online."""
    held = own(request, code)
    form = KeyedForm(request)
    if form.is_valid():
        say_present.once(form.key, registration=held, by=request.person, at=request.at)
        messages.success(request, now("Welcome. You are counted as present online."))
    return redirect("me:registration", code)


def _carried(held: Registration, request: SignedInRequest) -> dict[str, Any]:
    """Tracks and sessions, each with what this registration has of it."""
    edition, entitlements = held.edition, list(entitlements_of(held))
    refused = set(held.entitlements.filter(end=End.REFUSED).values_list("track", flat=True))
    is_admitted = held.standing == Standing.ADMITTED
    sessions = bookable_sessions(edition) if is_admitted and not held.is_online else []
    days = edition.has_begun(request.at) and not edition.is_over(request.at)
    return {
        "is_admitted": is_admitted,
        "tracks": [
            (
                each,
                _of(entitlements, track=each.pk),
                each.access != Access.INVITATION and each.pk not in refused,
            )
            for each in limited_tracks(edition)
        ],
        "sessions": [(each, _of(entitlements, session=each.pk), _has_room(each)) for each in sessions],
        "may_be_present": is_admitted and held.is_online and days,
        "is_present": hasattr(held, "presence"),
        "is_over": edition.is_over(request.at),
    }


def _of(entitlements: Sequence[Entitlement], *, track: int = 0, session: int = 0) -> Entitlement | None:
    return next(
        (
            each
            for each in entitlements
            if (track and each.track_id == track) or (session and each.session_id == session)
        ),
        None,
    )


def _has_room(session: Session) -> bool:
    return session.places is None or session.booked < session.places
