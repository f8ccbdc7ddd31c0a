"""What happens in the demonstration after the letters are out: sessions, their places, two releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from convenor.demo import founding, texts
from convenor.demo.timeline import (
    CHANGES,
    FIRST_RELEASE,
    PEOPLE_INVITED,
    SECOND_RELEASE,
    SESSIONS_MADE,
    Timeline,
)
from convenor.editions.models import Attendance, Edition, Room
from convenor.people.models import Person
from convenor.programme.actions.appearances import add_appearance, answer_appearance
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.placements import Where, move, place
from convenor.programme.actions.releases import publish
from convenor.programme.actions.sessions import add_session, take_up_all
from convenor.programme.models import Appearance, AppearanceRole, Happening, Placement, Session
from convenor.programme.tasks import render_due

Text = Mapping[str, Any]
Event = tuple[datetime, Any]
Busy = tuple[datetime, datetime]

_STARTS = [time(hour, minute) for hour in range(9, 18) for minute in (0, 30)]
_LUNCH = (time(12, 30), time(14))
_ROOMS = {
    "workshops": ("room-3", "room-4", "attic"),
    "symposium": ("room-2", "room-3", "hall"),
    "strategy-labs": ("room-4", "attic"),
    "research-seminar": ("room-3", "room-4"),
    "exhibition": ("foyer",),
    "side-events": ("attic", "room-4"),
}
_MOVED = 3  # sessions, between the first release and the second


class Programme:
    """Knows what the secretariat adds; ``events()`` says what happens and when."""

    def __init__(self, timeline: Timeline, edition: Edition) -> None:
        self.timeline, self.edition = timeline, edition
        self.texts: list[Text] = texts.read("programme")
        self.secretary = founding.secretary()
        self.made: dict[str, Session] = {}

    def events(self) -> Iterator[Event]:
        yield self.timeline.instant(SESSIONS_MADE), self._take_up
        for number, text in enumerate(self.texts):
            yield self.timeline.instant(PEOPLE_INVITED + number / 10), partial(self._add, text)
            for place_, person in enumerate(text["people"]):
                when = self.timeline.instant(PEOPLE_INVITED + 1.5 + number / 10 + place_ / 20)
                yield when, partial(self._answer, text, person)
        yield self.timeline.instant(FIRST_RELEASE - 1), self._place_all
        yield self.timeline.instant(FIRST_RELEASE), partial(self._publish, "first")
        yield self.timeline.instant(CHANGES), self._change
        yield self.timeline.instant(SECOND_RELEASE), partial(self._publish, "second")

    # Sessions and their people

    def _take_up(self, at: datetime) -> None:
        take_up_all(edition=self.edition, by=self.secretary, at=at)

    def _add(self, text: Text, at: datetime) -> None:
        session = self.made[text["key"]] = add_session(
            edition=self.edition,
            kind=text["kind"],
            track=self.edition.tracks.filter(slug=text["track"]).first(),
            title=texts.translated(text["title"]),
            abstract=texts.translated(text["abstract"]),
            languages=text["languages"],
            interpretation=text["interpretation"],
            minutes=text["minutes"],
            attendance=Attendance.ONLINE if text.get("online") else Attendance.HYBRID,
            expected=text.get("expected"),
            places=text.get("seats"),
            by=self.secretary,
            at=at,
        )
        for person in text["people"]:
            add_appearance(
                session=session,
                address=person["email"],
                name=person["name"],
                role=AppearanceRole(person["role"]),
                by=self.secretary,
                at=at,
            )
        for day, hour in text["places"]:
            self._put(session, text, day, time.fromisoformat(hour), at)

    def _put(self, session: Session, text: Text, day: int, hour: time, at: datetime) -> None:
        first = self.edition.starts_on + timedelta(days=day)
        starts_at = datetime.combine(first, hour, self.edition.tzinfo)
        last = self.edition.starts_on + timedelta(days=text["until"]) if "until" in text else None
        room = self.edition.rooms.filter(slug=text["room"]).first()
        ends_at = starts_at + timedelta(minutes=text["minutes"])
        place(session=session, where=Where(first, last, starts_at, ends_at, room), by=self.secretary, at=at)

    def _answer(self, text: Text, person: dict[str, Any], at: datetime) -> None:
        if not person["answer"]:
            return
        who = founding.introduced(person, "en", at) if person["organization"] else self._known(person)
        answer_appearance(
            appearance=Appearance.objects.get(session=self.made[text["key"]], person=who),
            will_come=person["answer"] != "no",
            is_remote=person["answer"] == "remote",
            by=who,
            at=at,
        )

    def _known(self, person: Text) -> Person:
        return Person.objects.get(contact_points__key=person["email"])

    # The grid, by hand as everything here: one after the other, where there is room

    def _place_all(self, at: datetime) -> None:
        grid = _Grid(self.edition)
        waiting = Session.objects.filter(edition=self.edition, placements=None).select_related("track")
        for session in waiting.order_by("track__position", "code"):
            where = grid.place_for(session)
            if where is not None:
                place(session=session, where=where, by=self.secretary, at=at)

    def _publish(self, which: str, at: datetime) -> None:
        note = texts.translated(texts.read("releases")[which])
        publish(edition=self.edition, note=note, by=self.secretary, at=at)
        render_due(at)

    def _change(self, at: datetime) -> None:
        """What happens to every programme: some sessions move, one goes online, one is called off."""
        placed = Placement.objects.filter(session__edition=self.edition, session__track__slug="symposium")
        chosen = list(placed.select_related("session__track", "room").order_by("session__code")[: _MOVED + 2])
        grid = _Grid(self.edition)
        for placement in chosen[:_MOVED]:
            where = grid.place_for(placement.session, later=True)
            if where is not None:
                move(placement=placement, where=where, by=self.secretary, at=at)
        for placement, kind in zip(
            chosen[_MOVED:], (Happening.MOVED_ONLINE, Happening.CANCELLED), strict=True
        ):
            note = texts.translated(texts.read("releases")[kind])
            tell(session=placement.session, kind=kind, note=note, by=self.secretary, at=at)


class _Grid:
    """Which rooms and people are taken when; finds the first place where a session fits."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.rooms = {room.slug: room for room in edition.rooms.all()}
        self.taken: dict[object, list[Busy]] = {}
        placements = Placement.objects.filter(session__edition=edition).exclude(starts_at=None)
        for each in placements.select_related("session", "room"):
            if each.ends_on == each.starts_on and each.starts_at and each.ends_at:
                self._take(each.session, each.room, (each.starts_at, each.ends_at))

    def place_for(self, session: Session, *, later: bool = False) -> Where | None:
        for day, start in self._times(session, later=later):
            starts_at = datetime.combine(day, start, self.edition.tzinfo)
            span = (starts_at, starts_at + timedelta(minutes=session.minutes))
            for room in self._rooms_for(session):
                if self._is_free(session, room, span):
                    self._take(session, room, span)
                    return Where(day, None, *span, room)
        return None

    def _times(self, session: Session, *, later: bool) -> Iterator[tuple[date, time]]:
        track = session.track
        first = (track.starts_on if track else None) or self.edition.starts_on
        last = (track.ends_on if track else None) or self.edition.ends_on
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        for day in reversed(days) if later else days:
            for start in reversed(_STARTS) if later else _STARTS:
                end = (datetime.combine(day, start) + timedelta(minutes=session.minutes)).time()
                if end <= _LUNCH[0] or start >= _LUNCH[1]:
                    yield day, start

    def _rooms_for(self, session: Session) -> list[Room]:
        wanted = _ROOMS.get(session.track.slug if session.track else "", ("room-4",))
        return [self.rooms[slug] for slug in wanted]

    def _is_free(self, session: Session, room: Room, span: Busy) -> bool:
        asked = [room.pk, "all", *self._people(session)]
        return not any(_overlap(span, other) for key in asked for other in self.taken.get(key, ()))

    def _take(self, session: Session, room: Room | None, span: Busy) -> None:
        is_alone = session.track is not None and not session.track.may_overlap
        keys = ["all"] if is_alone else [room.pk if room else None, *self._people(session)]
        for key in keys:
            self.taken.setdefault(key, []).append(span)

    def _people(self, session: Session) -> list[str]:
        return [f"person {pk}" for pk in session.appearances.values_list("person", flat=True)]


def _overlap(one: Busy, other: Busy) -> bool:
    return one[0] < other[1] and other[0] < one[1]
