"""Who reads the programme of the demonstration and marks sessions: signed in, or under a short link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from convenor.demo import founding
from convenor.demo.participants import Participant
from convenor.demo.timeline import EDITION_STARTS, FIRST_RELEASE, Timeline
from convenor.editions.models import Edition
from convenor.programme.actions.marks import adopt, set_marks
from convenor.programme.models import MarkList, Session

Event = tuple[datetime, Any]

_SIGNED_IN, _BY_LINK = 32, 40
_EVERY_TAKING_BACK, _EVERY_ADOPTING = 4, 8
_FEWEST, _MOST = 3, 14  # sessions that somebody marks


class Visitors:
    """Knows who marks; ``events()`` says what each does and when."""

    def __init__(
        self, timeline: Timeline, edition: Edition, people: Sequence[Participant], seed: int = 2019
    ) -> None:
        self.timeline, self.edition = timeline, edition
        self.people = people[:: len(people) // _SIGNED_IN][:_SIGNED_IN]
        self.random = Random(seed)  # noqa: S311  # a story that is the same every time, not a secret
        self.lists: dict[int, MarkList] = {}

    def events(self) -> Iterator[Event]:
        days = EDITION_STARTS - 1 - FIRST_RELEASE
        for number, who in enumerate(self.people):
            yield self._day(days * number / _SIGNED_IN), partial(self._mark_signed_in, who)
        for number in range(_BY_LINK):
            day = days * number / _BY_LINK
            yield self._day(day), partial(self._mark_by_link, number)
            if number % _EVERY_TAKING_BACK == 0:
                yield self._day(day + 0.5), partial(self._take_back, number)
            if number % _EVERY_ADOPTING == 1:
                who = self.people[number // _EVERY_ADOPTING]
                yield self._day(day + 1), partial(self._adopt, number, who)

    def _day(self, after_release: float) -> datetime:
        return self.timeline.instant(FIRST_RELEASE + 0.2 + after_release)

    def _mark_signed_in(self, who: Participant, at: datetime) -> None:
        person = founding.meet(address=who.address, name=who.name, language=who.language, at=at)
        set_marks(edition=self.edition, mark_list=None, marked=self._chosen(), unmarked=[], by=person, at=at)

    def _mark_by_link(self, number: int, at: datetime) -> None:
        self.lists[number] = set_marks(
            edition=self.edition, mark_list=None, marked=self._chosen(), unmarked=[], by=None, at=at
        )

    def _take_back(self, number: int, at: datetime) -> None:
        marked = Session.objects.filter(marks__mark_list=self.lists[number]).order_by("pk")[:1]
        set_marks(
            edition=self.edition, mark_list=self.lists[number], marked=[], unmarked=marked, by=None, at=at
        )

    def _adopt(self, number: int, who: Participant, at: datetime) -> None:
        person = founding.meet(address=who.address, name=who.name, language=who.language, at=at)
        adopt(mark_list=self.lists[number], by=person, at=at)

    def _chosen(self) -> list[Session]:
        """Some sessions that people go to, the early ones more often: demand is never even."""
        offered = list(Session.objects.filter(edition=self.edition).exclude(kind="break").order_by("pk"))
        weights = [1 / (place + 4) for place in range(len(offered))]
        chosen = self.random.choices(offered, weights, k=self.random.randint(_FEWEST, _MOST))
        return list(dict.fromkeys(chosen))
