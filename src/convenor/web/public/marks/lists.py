"""A list: begun, read, made one's own, deleted; and the short link that leads there."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convenor.editions.models import Edition
from convenor.kernel.codes import in_groups, spelled
from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.programme.actions.marks import adopt, begin_list, delete_list, see_changes
from convenor.programme.current import current_release
from convenor.programme.frozen import Frozen
from convenor.programme.marked import by_day, in_order, turned, without_day
from convenor.programme.merging import Changes
from convenor.programme.models import MarkList
from convenor.programme.queries import codes_marked_in, mark_list_at, marks_in, notes_in, own_marks
from convenor.programme.rules.rights import may_delete
from convenor.registration.queries import places_left
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.public.marks import wire
from convenor.web.public.marks.common import ListForm, Part, list_at, list_from, release_of, unlisted
from convenor.web.refusing import answered
from convenor.web.request import Request, SignedInRequest


class BeginForm(ListForm):
    """One button begins a list, another opens the list whose code is typed."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.fields["list_code"].required = "begin" not in request.POST


class SeenForm(KeyedForm):
    number = forms.IntegerField(min_value=0)


@unlisted
@require_http_methods(["GET", "POST"])
def my(request: Request) -> HttpResponseBase:
    """The list of whoever is signed in; for everybody else, what this is and how to begin."""
    release = current_release(request.edition)
    mine = own_marks(request.edition, request.person) if request.person else None
    if release and mine:
        return _programme(request, release, mine)
    form = BeginForm(request)
    refusal = None
    if form.is_valid():
        try:
            opened = form.found or list_from(request, form.key, begin_list, edition=request.edition)
        except Refused as refused:
            refusal = refused
        else:
            return redirect(page(request.edition, "public:mark_list", opened.token))
    words = json.dumps(_words_of_devices())
    shown = {"release": release, "form": form, "site": absolute(""), "device_words": words}
    return answered(request, "public/marks/begin.html", shown, refusal)


def _words_of_devices() -> dict[str, str]:
    """What ``static/device.js`` says of what is marked, with places for what it knows."""
    return {
        "same": _("At the same time:"),
        "unknown": _("Day unknown"),
        "gone": _("No longer in the programme."),
        "moved": _("Moved from %(before)s to %(after)s.") % {"before": "{before}", "after": "{after}"},
        "now": _("It is now marked: %(state)s.") % {"state": "{state}"},
        "changed": _("Changed since you marked them or last looked"),
        "read": _("I have read this"),
    }


@unlisted
@require_safe
def mark_list(request: Request, token: str) -> HttpResponseBase:
    release, found = release_of(request), list_at(request, token)
    if found.token != token:
        return redirect(page(request.edition, "public:mark_list", found.token))
    return _programme(request, release, found)


def _programme(request: Request, release: Frozen, found: MarkList) -> HttpResponseBase:
    kept, written = marks_in(found), notes_in(found)
    codes = {code for code, change in kept.items() if change.value}
    marked = in_order(release, codes)
    part = Part(len(marked), request.GET.get("page", ""))
    shown: dict[str, Any] = {
        "release": release,
        "mark_list": found,
        "code": in_groups(found.token),
        "codes": sorted(codes),
        "known": json.dumps(wire.written({"marks": kept, "notes": written}), separators=(",", ":")),
        "days": by_day(marked if "all" in request.GET else part.of(marked)),
        "part": part,
        "places": _places(request.edition, release, codes),
        "turns": turned(release, kept, seen=found.seen),
        "form": KeyedForm(request),
        "undated": without_day(release, codes),
        "notes": {code: note.value for code, note in written.items() if note.value},
        "noted": [release.by_code[code] for code in _noted_alone(release, codes, written)],
        "gone": sorted(codes - release.by_code.keys()),
        "short_link": absolute(reverse("files:mark_list", args=[in_groups(found.token)])),
        "calendar": absolute(page(request.edition, "public:marks_calendar", found.token)),
        "is_mine": request.person is not None and found.person == request.person,
        "may_delete": may_delete(request.person, found),
    }
    return render(request, "public/marks/list.html", shown)


def _places(edition: Edition, release: Frozen, codes: Collection[str]) -> dict[str, int | None]:
    """Of those that are marked; nobody is asked where none has a limit."""
    limited = [line.code for line in release.lines if line.code in codes and line.places_to_book is not None]
    left = places_left(edition) if limited else {}
    return {code: left[code] for code in limited if code in left}


def _noted_alone(release: Frozen, codes: Collection[str], written: Changes) -> list[str]:
    """What has a note and no mark."""
    return sorted(code for code in written.keys() & release.by_code.keys() - codes if written[code].value)


@unlisted
@require_POST
def seen(request: Request, token: str) -> HttpResponseBase:
    """What changed was read, up to the release that the page was made of."""
    release, found = release_of(request), list_at(request, token)
    form = SeenForm(request)
    if form.is_valid():
        number = min(form.cleaned_data["number"], release.number)
        see_changes.once(form.key, mark_list=found, number=number, by=request.person, at=request.at)
    return redirect(page(request.edition, "public:mark_list", found.token))


@unlisted
@require_http_methods(["GET", "POST"])
def adoption(request: SignedInRequest, token: str) -> HttpResponseBase:
    """Whoever signed in makes a list their own."""
    found = list_at(request, token)
    form = KeyedForm(request)
    if done(form, adopt, request, mark_list=found):
        messages.success(request, _("This list is yours now."))
        return redirect(page(request.edition, "public:marks"))
    shown = {"mark_list": found, "form": form}
    return render(request, "public/marks/adoption.html", shown, status=invalid_status(form))


@unlisted
@require_http_methods(["GET", "POST"])
def deletion(request: Request, token: str) -> HttpResponseBase:
    found = list_at(request, token)
    if not may_delete(request.person, found):
        raise Http404
    form = KeyedForm(request)
    if done(form, delete_list, request, mark_list=found):
        return redirect(page(request.edition, "public:marks"))
    shown = {"mark_list": found, "count": len(codes_marked_in(found)), "form": form}
    return render(request, "public/marks/deletion.html", shown, status=invalid_status(form))


@unlisted
@require_safe
def short(request: Request, token: str) -> HttpResponseBase:
    """``/m/<token>``: to the list, in the reader's language."""
    found = mark_list_at(spelled(token))
    if found is None:
        raise Http404
    language = request.person.language if request.person else get_language_from_request(request)[:2]
    with override(language):
        response = HttpResponseRedirect(page(found.edition, "public:mark_list", found.token))
    response["Vary"] = "Accept-Language"
    return response
