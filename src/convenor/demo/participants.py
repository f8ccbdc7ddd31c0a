"""Who takes part in the demonstration: they register, ask for tracks, book a session, and come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from itertools import product
from random import Random
from typing import Any, NamedTuple

from convenor.demo import founding, texts
from convenor.demo.timeline import (
    EDITION_STARTS,
    FIRST_RELEASE,
    REGISTRATION_OPENS,
    Timeline,
)
from convenor.editions.models import Attendance, Edition
from convenor.people.models import Person
from convenor.programme.models import Session
from convenor.registration.actions.answering import answer_entitlements, answer_registrations
from convenor.registration.actions.carrying import ask_for_track, book_session
from convenor.registration.actions.codes import make_codes
from convenor.registration.actions.receiving import check_in, say_present
from convenor.registration.actions.registering import Application, cancel_registration, register
from convenor.registration.actions.setup import set_quota, set_up_registration
from convenor.registration.models import Answer, Entitlement, Registration

Event = tuple[datetime, Any]

HOW_MANY = 400
_PLACES = {"": 600, "strategy-labs": 60, "research-seminar": 80, "policy-forum": 120}
_EVERY_WITH_NEEDS, _EVERY_ONLINE, _EVERY_CANCELLING, _EVERY_ASKING = 9, 4, 33, 6
_SHARE_COMING = 0.8


class Participant(NamedTuple):
    """Somebody made up, and as what they come."""

    name: str
    address: str
    country: str
    language: str
    category: str
    organization: str


class Participants:
    """Knows who comes; ``events()`` says what each does and when."""

    def __init__(self, timeline: Timeline, edition: Edition, seed: int = 2019) -> None:
        self.timeline, self.edition = timeline, edition
        self.random = Random(seed)  # noqa: S311  # a story that is the same every time, not a secret
        self.secretary = founding.secretary()
        self.data: dict[str, Any] = texts.read("participants")
        self.people = self._made_up()

    def events(self) -> Iterator[Event]:
        yield self.timeline.instant(REGISTRATION_OPENS - 1), self._set_up
        days = EDITION_STARTS - 2 - REGISTRATION_OPENS
        for number, who in enumerate(self.people):
            # Few at first, most of them when there is a programme.
            day = REGISTRATION_OPENS + days * (number / HOW_MANY) ** 0.6
            yield self.timeline.instant(day), partial(self._register, number, who)
            if number % _EVERY_CANCELLING == _EVERY_CANCELLING - 1:
                yield self.timeline.instant(day + 1), partial(self._cancel, who)
        yield self.timeline.instant(FIRST_RELEASE + 10), self._answer
        yield self.timeline.instant(EDITION_STARTS - 1), self._answer
        for number, who in enumerate(self.people):
            if self.random.random() < _SHARE_COMING:
                yield self._arrival(number), partial(self._come, who)

    def _made_up(self) -> list[Participant]:
        categories = [name for name, share in self.data["shares"].items() for _each in range(share)]
        names = [
            (place, f"{given} {family}" if place["language"] != "zh" else f"{family}{given}")
            for place in self.data["places"]
            for given, family in product(place["given"], place["family"])
        ]
        people = []
        for number, (place, name) in enumerate(self.random.sample(names, HOW_MANY)):
            category = self.random.choice(categories)
            organization = self.random.choice(self.data["organizations"][category])
            address = f"participant.{number + 1}@people.example"
            people.append(
                Participant(name, address, place["country"], place["language"], category, organization)
            )
        return people

    def _set_up(self, at: datetime) -> None:
        set_up_registration(
            edition=self.edition,
            opens_at=self.timeline.instant(REGISTRATION_OPENS),
            closes_at=datetime.combine(self.edition.ends_on, time(18), self.edition.tzinfo),
            by=self.secretary,
            at=at,
        )
        for slug, places in _PLACES.items():
            track = self.edition.tracks.get(slug=slug) if slug else None
            set_quota(edition=self.edition, track=track, places=places, by=self.secretary, at=at)
        make_codes(
            edition=self.edition,
            count=1,
            uses=40,
            until=self.timeline.instant(EDITION_STARTS),
            track=self.edition.tracks.get(slug="policy-forum"),
            note="Delegations of Member States",
            by=self.secretary,
            at=at,
        )

    def _register(self, number: int, who: Participant, at: datetime) -> None:
        person = founding.meet(address=who.address, name=who.name, language=who.language, at=at)
        has_needs, is_online = number % _EVERY_WITH_NEEDS == 0, number % _EVERY_ONLINE == 1
        registration = register(
            edition=self.edition,
            application=Application(
                category=self.edition.categories.get(slug=who.category),
                name=who.name,
                country=who.country,
                language=who.language,
                attendance=Attendance.ONLINE if is_online else Attendance.IN_PERSON,
                organization=who.organization,
                access=self.random.choice(self.data["access"]) if has_needs else "",
                diet=self.random.choice(self.data["diet"]) if has_needs else "",
            ),
            by=person,
            at=at,
        )
        if number % _EVERY_ASKING == 0 and not is_online and registration.admitted_at:
            slug = self.random.choice(("strategy-labs", "research-seminar"))
            ask_for_track(
                registration=registration, track=self.edition.tracks.get(slug=slug), by=person, at=at
            )
            self._book(registration, person, at)

    def _book(self, registration: Registration, person: Person, at: datetime) -> None:
        bookable = Session.objects.filter(edition=self.edition, places__isnull=False, track__access="open")
        if session := bookable.order_by("code").first():
            book_session(registration=registration, session=session, by=person, at=at)

    def _cancel(self, who: Participant, at: datetime) -> None:
        registration = self._registration(who)
        cancel_registration(registration=registration, by=registration.person, reason="", at=at)

    def _answer(self, at: datetime) -> None:
        """The secretariat goes through what waits for it."""
        waiting = list(Registration.objects.filter(edition=self.edition).waiting())
        answer_registrations(
            edition=self.edition, registrations=waiting, answer=Answer.APPROVED, by=self.secretary, at=at
        )
        asked = list(Entitlement.objects.asked().filter(registration__edition=self.edition))
        answer_entitlements(edition=self.edition, entitlements=asked, grants=True, by=self.secretary, at=at)

    def _arrival(self, number: int) -> datetime:
        """On the first or second morning where the edition is held."""
        day = self.edition.starts_on.toordinal() + (number % 5 == 0)
        minutes = 8 * 60 + 15 + (number * 7) % 150
        hour = time(minutes // 60, minutes % 60)
        return datetime.combine(date.fromordinal(day), hour, self.edition.tzinfo)

    def _come(self, who: Participant, at: datetime) -> None:
        registration = self._registration(who)
        if not registration.admitted_at or registration.ended_at:
            return
        if registration.is_online:
            say_present(registration=registration, by=registration.person, at=at)
        else:
            desk = Person.objects.get(contact_points__key=founding.DESK[1])
            check_in(registration=registration, by=desk, at=at)

    def _registration(self, who: Participant) -> Registration:
        rows = Registration.objects.filter(edition=self.edition, person__contact_points__key=who.address)
        return rows.select_related("person", "edition").order_by("-pk")[0]
