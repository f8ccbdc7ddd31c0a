"""Make a draft the programme that is being made. Nothing is published by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition
from convenor.kernel.refusals import Refused
from convenor.optim.timetable.demands import Demand, OneAtATime, OneInRoom, sessions_of
from convenor.optim.timetable.form import read, read_plan
from convenor.optim.timetable.problem import Plan, Problem
from convenor.optim.timetable.rules import broken_rules
from convenor.people.models import Person
from convenor.programme.actions.placements import Where, settle
from convenor.programme.actions.planning import only_planners
from convenor.programme.drafting.comparing import Change, changes, spots_at, spots_in
from convenor.programme.drafting.gathering import Gathered, gathered, written
from convenor.programme.drafting.given import Difference, differences, hash_of
from convenor.programme.drafting.losses import Loss
from convenor.programme.drafting.recording import write_down
from convenor.programme.drafting.wishes import Staying, Wishes
from convenor.programme.drafting.wording import Names, in_words
from convenor.programme.models import Placement, Session
from convenor.programme.planned import Draft

MOST_TOLD = 5  # broken rules in one sentence


class ProgrammeChanged(Refused):
    """It is not what it was when the draft was read."""


class NotPossibleNow(Refused):
    """The draft breaks rules, as things are now."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the draft would break now, what it is about, and the sessions that break it."""

    demand: Demand
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What adopting a draft would do now. ``seen`` tells whether that is still so later."""

    of: Gathered
    changes: list[Change]
    since: list[Difference]
    broken: list[Broken]
    seen: str


def outlook(draft: Draft, by: Person) -> Outlook:
    """What ``by`` would change by adopting ``draft``: sessions that are kept from them stay."""
    run = draft.run
    wishes = replace(Wishes.of(run.wishes), staying=str(Staying.NONE))
    of = gathered(run.edition, wishes, by)
    if of.problem:
        return Outlook(of, [], [], [], "")
    planned = run.given.get("sessions", {})
    codes = [
        each["key"] for each in of.form["sessions"] if each["key"] in planned and each["key"] not in of.hidden
    ]
    now, then = spots_at(of.now), spots_in(draft.plan)
    told = changes(now, then, codes)
    return Outlook(
        of,
        told,
        differences(run.given, of.given),
        list(_broken(draft, of, codes)),
        hash_of(of.given, draft.plan),
    )


def _broken(draft: Draft, of: Gathered, codes: list[str]) -> Iterator[Broken]:
    """What the draft would break, with those sessions where they are that it does not place."""
    form = {**of.form, "locks": []}
    rooms = [*form["rooms"], *({"key": slug} for slug in _rooms_gone(draft, of))]
    problem = read({**form, "rooms": rooms})
    own = set(codes)
    others = {
        code: place
        for code, place in written(of.now).items()
        if code in problem.session_of and code not in own
    }
    plan = read_plan({**others, **{code: draft.plan[code] for code in codes if code in draft.plan}}, problem)
    for demand in broken_rules(read(form), plan):
        if sessions := _breaking(demand, problem, plan, own):
            yield Broken(demand, sessions)


def _rooms_gone(draft: Draft, of: Gathered) -> set[str]:
    rooms = {each["key"] for each in of.form["rooms"]}
    return {place["room"] for place in draft.plan.values() if place["room"]} - rooms


def _breaking(demand: Demand, problem: Problem, plan: Plan, own: set[str]) -> tuple[str, ...]:
    """The sessions that break it, where one of the draft's is among them."""
    asks = demand.asks
    if isinstance(asks, OneAtATime | OneInRoom):
        for pair in asks.broken(problem, plan):
            if own & set(pair):
                return pair
        return ()
    placed = tuple(code for code in sessions_of(asks, problem) if code in plan)
    return placed if own & set(placed) else ()


@write
def adopt_draft(*, draft: Draft, seen: str, by: Person, at: datetime) -> int:
    """Place each session as ``draft`` has it; gives how many that changed.

    ``seen`` is of the outlook that ``by`` has read: what changed since is read first. What a repair was asked
    for, the loss, is written down with it.
    """
    edition = locked(Edition, draft.run.edition)
    only_planners(by, edition, at)
    draft = locked(Draft, draft)
    looked = outlook(draft, by)
    if looked.of.problem:
        raise NotPossibleNow(looked.of.sentence)
    if looked.seen != seen:
        raise ProgrammeChanged(
            _("The programme changed since you read this. Read what the draft changes now, then adopt it.")
        )
    if looked.broken:
        said = _("Nothing was adopted, for the draft breaks this now: %s")
        raise NotPossibleNow(said % _told(looked, edition))
    _settle_all(looked, edition, by, at)
    if lost := draft.run.wishes.get("lost"):
        write_down(Loss.of(lost), edition, by=by, at=at)
    draft.adopted_at = at
    draft.save(update_fields=["adopted_at"])
    record(
        "draft.adopted",
        subject=draft.run,
        actor=by,
        at=at,
        scope=edition.path,
        draft=str(draft.uid),
        moved=len(looked.changes),
    )
    return len(looked.changes)


def _told(looked: Outlook, edition: Edition) -> str:
    names = Names.of(edition, hidden=looked.of.hidden)
    return " ".join(
        in_words(each.demand.rule, each.demand.about, each.sessions, names)
        for each in looked.broken[:MOST_TOLD]
    )


def _settle_all(looked: Outlook, edition: Edition, by: Person, at: datetime) -> None:
    rooms = {room.slug: room for room in edition.rooms.all()}
    minutes = {each["key"]: each["minutes"] for each in looked.of.form["sessions"]}
    codes = [each.code for each in looked.changes]
    rows = Session.objects.filter(edition=edition, code__in=codes).select_related("edition", "proposal")
    sessions = {session.code: session for session in rows}
    placed = Placement.objects.filter(session__in=sessions.values()).select_related("room")
    placements = {each.session_id: each for each in placed}
    for each in looked.changes:
        session, where = sessions[each.code], None
        if each.becomes:
            starts_at, day = each.becomes.starts_at, edition.day_at(each.becomes.starts_at)
            ends_at = starts_at + timedelta(minutes=minutes[each.code])
            where = Where(day, day, starts_at, ends_at, rooms.get(each.becomes.room or ""))
        if placement := placements.get(session.pk):
            placement.session = session
        settle(session=session, placement=placement, where=where, by=by, at=at)
