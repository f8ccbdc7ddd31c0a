"""Marking: one session from its page, or the sessions of a day with ticks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.programme.actions.marks import mark as put_on
from convenor.programme.actions.marks import set_marks, unmark, write_note
from convenor.programme.frozen import Frozen, Line, Slot
from convenor.programme.models import MarkList, Note, Session
from convenor.programme.queries import codes_marked_in, notes_in, own_marks
from convenor.web import forms as fields
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.public.marks import wire
from convenor.web.public.marks.common import ListForm, Part, list_at, list_from, release_of, unlisted
from convenor.web.refusing import answered
from convenor.web.request import Request

DAY_UNKNOWN = "unknown"  # in the address, in place of a date


@unlisted
@require_http_methods(["GET", "POST"])
def mark(request: Request, code: str) -> HttpResponseBase:
    """One button. Whoever is signed in has one list; others name theirs, or get a new one."""
    release = release_of(request)
    line = release.by_code.get(code)
    if line is None:
        raise Http404
    mine = own_marks(request.edition, request.person) if request.person else None
    form = ListForm(request)
    refusal = None
    if form.is_valid():
        action = unmark if "unmark" in request.POST else put_on
        session = get_object_or_404(Session, edition=request.edition, code=code)
        try:
            found = list_from(request, form.key, action, session=session, mark_list=form.found)
        except Refused as refused:
            refusal = refused
        else:
            if request.person:
                messages.success(request, _("Saved."))
            return redirect(page(request.edition, "public:mark_list", found.token))
    shown = {
        "line": line,
        "slots": release.of_line(line),
        "is_marked": mine is not None and code in codes_marked_in(mine),
        "form": form,
    }
    return answered(request, "public/marks/mark.html", shown, refusal)


@dataclass(frozen=True, slots=True)
class Box:
    """A session to tick, with its times on the day in question."""

    line: Line
    slots: tuple[Slot, ...]


class NoteForm(KeyedForm):
    text = fields.Paragraphs(
        label=_lazy("Your note"),
        required=False,
        max_length=Note.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "maxlength": Note.MOST_LETTERS}),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)  # a moment


@unlisted
@require_http_methods(["GET", "POST"])
def note(request: Request, token: str, code: str) -> HttpResponseBase:
    """A few words of one's own about a session."""
    release, found = release_of(request), list_at(request, token)
    line, written = release.by_code.get(code), notes_in(found).get(code)
    if line is None:
        raise Http404
    now = {"text": written.value, "seen": wire.moment(written.at)} if written else {"seen": 0}
    form = NoteForm(request, initial=now)
    session = get_object_or_404(Session, edition=request.edition, code=code)
    said = form.cleaned_data if form.is_valid() else {"text": "", "seen": None}
    seen = wire.moment_at(said["seen"] or 0)
    if done(form, write_note, request, mark_list=found, session=session, text=said["text"], seen=seen):
        return redirect(page(request.edition, "public:mark_list", found.token))
    shown = {"mark_list": found, "line": line, "form": form}
    return render(request, "public/marks/note.html", shown, status=invalid_status(form))


class DayForm(KeyedForm):
    """Which of the sessions shown are ticked, and which were ``before``: only what changed is saved."""

    marks = forms.MultipleChoiceField(required=False)
    before = fields.Line(required=False, max_length=1000, widget=forms.HiddenInput)

    def __init__(
        self, request: Request, offered: Iterable[Box], shown: Iterable[Box], marked: Collection[str]
    ) -> None:
        ticked = [box.line.code for box in shown if box.line.code in marked]
        super().__init__(request, initial={"marks": ticked, "before": " ".join(ticked)})
        self._offered = {box.line.code for box in offered}
        ticks = cast(forms.MultipleChoiceField, self.fields["marks"])
        ticks.choices = [(code, code) for code in self._offered]

    @property
    def ticked(self) -> Collection[str]:
        return self["marks"].value() or ()

    @property
    def marked(self) -> set[str]:
        return set(self.cleaned_data["marks"]) - set(self.cleaned_data["before"].split())

    @property
    def unmarked(self) -> set[str]:
        return self._offered & set(self.cleaned_data["before"].split()) - set(self.cleaned_data["marks"])


@unlisted
@require_http_methods(["GET", "POST"])
def day(request: Request, token: str, day: str) -> HttpResponseBase:
    """The sessions of a day, with ticks; of a long day, a part of them."""
    release, found = release_of(request), list_at(request, token)
    of, boxes = _sessions_on(release, day)
    part = Part(len(boxes), request.GET.get("page", ""))
    form = DayForm(request, boxes, part.of(boxes), codes_marked_in(found))
    refusal = None
    if form.is_valid():
        try:
            _save(request, form, found)
        except Refused as refused:
            refusal = refused
        else:
            if request.person:
                messages.success(request, _("Saved."))
            return redirect(_onward(request, found, day, part))
    shown = {"mark_list": found, "day": of, "boxes": part.of(boxes), "part": part, "form": form}
    return answered(request, "public/marks/day.html", shown, refusal)


def _sessions_on(release: Frozen, day: str) -> tuple[date | None, list[Box]]:
    if day == DAY_UNKNOWN:
        return None, [Box(line, ()) for line in release.unplaced]
    of = next((each for each in release.days if each.isoformat() == day), None)
    if of is None:
        raise Http404
    slots: dict[str, list[Slot]] = {}
    for slot in release.on(of):
        slots.setdefault(slot.line.code, []).append(slot)
    return of, [Box(each[0].line, tuple(each)) for each in slots.values()]


def _save(request: Request, form: DayForm, found: MarkList) -> None:
    sessions = Session.objects.filter(edition=request.edition).order_by("pk")
    list_from(
        request,
        form.key,
        set_marks,
        edition=request.edition,
        mark_list=found,
        marked=list(sessions.filter(code__in=form.marked)),
        unmarked=list(sessions.filter(code__in=form.unmarked)),
    )


def _onward(request: Request, found: MarkList, day: str, part: Part) -> str:
    """To the next part where that button was pressed, else back to the list."""
    if "next" in request.POST and not part.is_last:
        return page(request.edition, "public:marks_of_day", found.token, day) + f"?page={part.number + 1}"
    return page(request.edition, "public:mark_list", found.token)
