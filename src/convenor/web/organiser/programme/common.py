"""What the pages of the programme share: the sessions of whoever asks, the warnings, a page with one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as now

from convenor.programme.advice import in_words, names_for
from convenor.programme.models import Happening, Placement, Session, SessionEvent
from convenor.programme.planning import plan_of
from convenor.programme.queries import sessions_known_to, sessions_run_by
from convenor.programme.rules.plan import Broken, broken_rules
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import SignedInRequest

WITH_EVENTS = Prefetch("events", SessionEvent.objects.order_by("at", "pk"))


def became(session: Session) -> str | Promise:
    """What became of it, where it is not held as planned; the session comes ``WITH_EVENTS``."""
    events = list(session.events.all())
    standing = Happening(events[-1].kind) if events else Happening.RESTORED
    return "" if standing == Happening.RESTORED else standing.label


def sessions_of(request: SignedInRequest) -> QuerySet[Session]:
    return sessions_run_by(request.person, request.edition, request.at)


def session_at(request: SignedInRequest, code: str) -> Session:
    """The session that the address names, where whoever asks arranges it."""
    with_facts = sessions_of(request).select_related("edition", "track", "subtheme", "proposal")
    return get_object_or_404(with_facts, code=code)


Row = TypeVar("Row", bound=Model)


def still_there(request: SignedInRequest, rows: QuerySet[Row], **key: Any) -> Row | None:
    """That row; nothing where a form is sent about one that is gone.

    What is of another edition, or kept from whoever asks, is not found, nor is the page of what is gone.
    """
    row = rows.filter(**key).first()
    every = rows.model._default_manager  # noqa: SLF001  # public by Django's documentation
    if row is None and (request.method != "POST" or every.filter(**key).exists()):
        raise Http404
    return row


def removed_already(request: SignedInRequest, home: str) -> HttpResponse:
    """Say to a second click, or to whoever came later, that it is so already, and show the page."""
    messages.info(request, now("It was removed already."))
    return redirect(home)


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning in words, and the codes of those of its sessions that the reader arranges."""

    sentence: str
    codes: tuple[str, ...]


class Advice:
    """What the plan does not keep to, as far as it is about sessions that the reader arranges."""

    def __init__(self, request: SignedInRequest) -> None:
        self._edition = request.edition
        self._known = sessions_known_to(request.person, request.edition)
        self._own = sessions_of(request)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {code: str(title) for code, title in self._own.values_list("code", "title")}

    @cached_property
    def _plan(self) -> Any:
        return plan_of(self._edition, self._known)

    @cached_property
    def _names(self) -> Any:
        return names_for(self._edition, self._titles)

    @cached_property
    def all(self) -> list[Warned]:
        return list(self._warned(broken_rules(self._plan)))

    def on(self, day: date) -> list[Warned]:
        return list(self._warned(broken_rules(self._plan, on=day)))

    def of(self, code: str) -> list[str]:
        """The sentences about one session."""
        return [each.sentence for each in self.all if code in each.codes]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many there are, by the code of each session that has any."""
        codes = [code for each in self.all for code in each.codes]
        return {code: codes.count(code) for code in set(codes)}

    def _warned(self, broken: Iterable[Broken]) -> Iterator[Warned]:
        for each in broken:
            codes = tuple(code for code in each.sessions if code in self._titles)
            if codes:
                yield Warned(in_words(each, self._names), codes)


def placements_in_order(session: Session) -> QuerySet[Placement]:
    return session.placements.select_related("room", "session__edition").order_by(
        "starts_on", "starts_at", "pk"
    )


def form_page(
    request: SignedInRequest,
    form: KeyedForm,
    *,
    title: str | Promise,
    button: str | Promise,
    back: tuple[str | Promise, str],
    template: str = "organiser/programme/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form. ``back`` is the page before it: its title and its address."""
    context = {"form": form, "title": title, "button": button, "back_title": back[0], "back": back[1], **more}
    return render(request, template, context, status=invalid_status(form))
