"""What became of the edition: the events told so far, and the next one to tell."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions import actions
from convenor.editions.models import EditionEvent, EventKind
from convenor.editions.queries import editions_for_the_public, standing_of
from convenor.kernel.refusals import Refused
from convenor.web.cells import in_full
from convenor.web.forms import Day, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of
from convenor.web.templatetags.convenor import days
from convenor.web.translated import TranslatedForm, TranslatedParagraphs

_ACTIONS = {
    EventKind.ANNOUNCED: actions.announce,
    EventKind.POSTPONED: actions.postpone,
    EventKind.MOVED_ONLINE: actions.move_online,
    EventKind.REPLACED: actions.replace,
    EventKind.HELD: actions.mark_held,
    EventKind.ARCHIVED: actions.archive,
}
_WORDS = {
    EventKind.ANNOUNCED: (_("Announce"), _("From now on everybody can read the pages of this edition.")),
    EventKind.POSTPONED: (
        _("Postpone"),
        _("The dates known so far stay visible, struck out. The days of the tracks move with the edition."),
    ),
    EventKind.MOVED_ONLINE: (
        _("Move online"),
        _("Everybody is told that nobody travels: it is held online."),
    ),
    EventKind.REPLACED: (
        _("Replace"),
        _("Another edition takes the place of this one. This cannot be taken back."),
    ),
    EventKind.HELD: (_("Say that it was held"), _("The edition joins the previous ones of its series.")),
    EventKind.ARCHIVED: (_("Archive"), _("The books are closed. All pages stay where they are.")),
}


class EventForm(TranslatedForm):
    note = TranslatedParagraphs(
        label=_("What else people should know"),
        help_text=_("Everybody reads this."),
        required=False,
        most_words=200,
    )


class PostponementForm(EventForm):
    starts_on = Day(
        label=_("New first day"),
        help_text=_("Leave both days empty while nobody knows them."),
        required=False,
    )
    ends_on = Day(label=_("New last day"), required=False)


class ReplacementForm(EventForm):
    replaced_by = forms.ModelChoiceField(
        label=_("The edition that takes its place"),
        queryset=editions_for_the_public().none(),
        empty_label=None,
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        others = (
            editions_for_the_public().filter(series=request.edition.series).exclude(pk=request.edition.pk)
        )
        self.fields["replaced_by"].queryset = others  # type: ignore[attr-defined]  # a field of models has one


_FORMS: dict[EventKind, type[EventForm]] = {
    EventKind.POSTPONED: PostponementForm,
    EventKind.REPLACED: ReplacementForm,
}


def _days_before(event: EditionEvent) -> str:
    first, last = event.starts_on_before, event.ends_on_before
    return days(first, last) if first and last else ""


def _page_of(request: SignedInRequest, event: EditionEvent) -> str:
    return page(request.edition, "organiser:event", event.pk)


LIST = Table(
    "events",
    Column("kind", _("What happened"), lambda event: event.get_kind_display()),
    Column("at", _("When"), lambda event: event.at),
    Column("note", _("Note"), lambda event: event.note, show=in_full),
    Column("days", _("Dates before"), _days_before),
    Column("replaced_by", _("Replaced by"), lambda event: event.replaced_by and event.replaced_by.name),
    Column(
        "change",
        _("Change"),
        lambda event: _("Translate or reword the note") if event.note else "",
        link=_page_of,
        is_for_pages=True,
    ),
    filters=(
        Filter(
            "kind",
            _("What happened"),
            lambda _request: EventKind.choices,
            lambda event, kind: event.kind == kind,
        ),
    ),
)


@require_safe
def standing(request: SignedInRequest) -> HttpResponseBase:
    standing = standing_of(request.edition)
    possible = [(kind.value, *_WORDS[kind]) for kind in standing.can_become(request.at)]
    listing = short_listing_of(request, LIST, standing.events)
    context = {"listing": listing, "possible": possible, "is_secretary": is_secretary(request)}
    return listing.file() or render(request, "organiser/standing.html", context)


@require_http_methods(["GET", "POST"])
def event_new(request: SignedInRequest, kind: str) -> HttpResponse:
    """The page that says what will happen is the form that makes it happen."""
    if kind not in EventKind.values:
        raise Http404
    name = EventKind(kind)
    form = _FORMS.get(name, EventForm)(request)
    if form.is_valid():
        tell: Any = _ACTIONS[name]
        try:
            tell.once(form.key, edition=request.edition, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("This is public now, and in the log."))
            return redirect(page(request.edition, "organiser:standing"))
    title, meaning = _WORDS[name]
    context = {"title": title, "meaning": meaning, "form": form, "standing": standing_of(request.edition)}
    return render(request, "organiser/event_new.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(EditionEvent, edition=request.edition, pk=pk)
    form = EventForm(request, initial={"note": event.note})
    if form.is_valid():
        try:
            actions.change_note.once(
                form.key, event=event, note=form.facts["note"], by=request.person, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:standing")))
    return render(
        request, "organiser/event.html", {"event": event, "form": form}, status=invalid_status(form)
    )
