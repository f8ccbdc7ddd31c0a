"""What a timetable is made of: the problem of the edition, and what the asker wants of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from convenor.editions.models import Edition
from convenor.optim.timetable import refusals
from convenor.optim.timetable.form import read
from convenor.optim.timetable.problem import Goal
from convenor.people.models import Person
from convenor.programme.drafting.given import given_in
from convenor.programme.drafting.losses import Loss, without
from convenor.programme.drafting.problems import OF_THE_LIBRARY, in_words
from convenor.programme.drafting.standing import repairable
from convenor.programme.drafting.wishes import Kept, Staying, Wishes
from convenor.programme.models import Placement
from convenor.programme.queries import sessions_kept_from
from convenor.programme.timetabling import problem_of

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The problem, or ``problem``, a key of ``drafting.problems``, and what its sentence names."""

    form: Form
    problem: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Placement] = field(default_factory=dict)  # where sessions are that are held once
    hidden: frozenset[str] = frozenset()  # codes of those that are kept from the asker

    @property
    def given(self) -> dict[str, dict[str, str]]:
        """Hashes of it all."""
        return given_in(self.form, self.now)

    @property
    def sentence(self) -> str:
        return in_words(self.problem, self.about) if self.problem else ""


def gathered(edition: Edition, wishes: Wishes, by: Person, *, is_repair: bool = False) -> Gathered:
    """Sessions that are kept from ``by`` stay where they are, or stay away."""
    if not wishes.hours:
        return Gathered({}, "no-hours")
    is_published = is_repair or bool(wishes.lost) or Goal.MOVED in wishes.goals
    form = problem_of(edition, wishes.clocks, is_published=is_published)
    now = places_now(edition)
    hidden = frozenset(sessions_kept_from(by, edition).values_list("code", flat=True))
    form = _without(form, {code for code in hidden if code not in now})
    if wishes.lost:
        lost = Loss.of(wishes.lost)
        form = without(repairable(form, now, lost), lost)
    if not form["sessions"]:
        return Gathered(form, "no-sessions")
    if not form["rooms"]:
        return Gathered(form, "no-rooms")
    form["goals"] = list(wishes.goals)
    form["locks"] = list(_locks(form, wishes, now, hidden))
    try:
        read(form)
    except refusals.Refused as refusal:
        code = OF_THE_LIBRARY.get(refusal.code, refusal.code)
        return Gathered(form, code, _told(edition, refusal.about, hidden), now, hidden)
    return Gathered(form, now=now, hidden=hidden)


def _told(edition: Edition, about: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """``about`` with the title of the session that it names, if the asker may read it."""
    code = about.get("key")
    session = edition.sessions.filter(code=code).exclude(code__in=hidden).first() if code else None
    return {**about, "key": f"{session.title} ({code})"} if session else dict(about)


def places_now(edition: Edition) -> dict[str, Placement]:
    """Where each session is that is held once, on one day, at a known time."""
    rows = Placement.objects.filter(session__edition=edition).select_related("session", "room")
    found: dict[str, list[Placement]] = {}
    for each in rows.order_by("starts_on", "starts_at", "pk"):
        found.setdefault(each.session.code, []).append(each)
    return {
        code: each[0]
        for code, each in found.items()
        if len(each) == 1 and each[0].starts_at and each[0].starts_on == each[0].ends_on
    }


def written(now: Mapping[str, Placement]) -> dict[str, Any]:
    """``now`` as a plan."""
    return {
        code: {"start": each.starts_at.isoformat(), "room": each.room.slug if each.room else None}
        for code, each in now.items()
        if each.starts_at
    }


def still_there(plan: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """``plan`` without sessions that are not planned any more, and without those whose room is gone."""
    sessions, rooms = ({row["key"] for row in form[part]} for part in ("sessions", "rooms"))
    return {
        key: place
        for key, place in plan.items()
        if key in sessions and (place["room"] is None or place["room"] in rooms)
    }


def _without(form: Form, codes: Collection[str]) -> Form:
    if not codes:
        return form
    form["sessions"] = [each for each in form["sessions"] if each["key"] not in codes]
    form["interest"] = [each for each in form["interest"] if not {each[0], each[1]} & set(codes)]
    return form


def _locks(
    form: Form, wishes: Wishes, now: dict[str, Placement], hidden: Collection[str]
) -> Iterator[dict[str, str]]:
    days = {block["starts"][:10] for block in form["blocks"]}
    for session in form["sessions"]:
        placement = now.get(session["key"])
        if placement is None:
            continue
        if session["key"] in hidden:
            yield from _lock(placement, Kept.PLACE, days)
        elif _stays(session, placement, wishes):
            yield from _lock(placement, Kept(wishes.kept), days)


def _stays(session: Form, placement: Placement, wishes: Wishes) -> bool:
    if wishes.staying != Staying.SOME:
        return wishes.staying == Staying.ALL
    return (
        session["key"] in wishes.sessions
        or session.get("track") in wishes.tracks
        or placement.starts_on.isoformat() in wishes.days
    )


def _lock(placement: Placement, kept: Kept, days: Collection[str]) -> Iterator[dict[str, str]]:
    code, starts_at = placement.session.code, placement.starts_at
    if kept in {Kept.PLACE, Kept.START} and starts_at:
        yield {"session": code, "start": starts_at.isoformat()}
    if kept in {Kept.PLACE, Kept.ROOM} and placement.room:
        yield {"session": code, "room": placement.room.slug}
    day = placement.starts_on.isoformat()
    if kept == Kept.DAY and day in days:
        yield {"session": code, "day": day}
