"""Timetables worked out by the solver: ask for one, end it, keep its drafts, name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition
from convenor.kernel.queued import MOST_TRIES, OPEN, RunState
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.programme.actions.common import there
from convenor.programme.planned import Draft, PlanningKind, PlanningRun
from convenor.programme.rules.rights import may_plan

MOST_WAITING = 5  # of one organiser, so that nobody keeps the worker from the others


class TooManyPlans(Refused):
    """Some that they asked for are not worked out yet."""


class IsAdopted(Refused):
    """The programme was made from this draft."""


class NotPlanned(Refused):
    """There is nothing to end here."""


@write
def ask_for_plan(
    *,
    edition: Edition,
    wishes: Mapping[str, Any],
    by: Person,
    at: datetime,
    kind: str = PlanningKind.PLAN,
    name: str = "",
) -> PlanningRun:
    """Have a timetable worked out, as ``wishes`` (``drafting.wishes``) want it."""
    only_planners(by, edition, at)
    runs = PlanningRun.objects.filter(edition=edition, by=by, state__in=OPEN)
    if runs.count() >= MOST_WAITING:
        raise TooManyPlans(_("Some that you asked for are not worked out yet. Wait for them, or stop them."))
    run = PlanningRun.objects.create(edition=edition, by=by, at=at, kind=kind, name=name, wishes=dict(wishes))
    _record("planning.asked", run, by, at, kind=str(kind))
    return run


@write
def end_planning(*, run: PlanningRun, by: Person, at: datetime) -> PlanningRun:
    """End it with the best that was found so far; nothing comes of what was not begun."""
    run = locked(PlanningRun, run)
    only_planners(by, run.edition, at)
    if not run.is_open:
        raise NotPlanned(_("This is not being worked out any more."))
    if run.state == RunState.WAITING and not run.so_far:
        run.state, run.ended_at = RunState.STOPPED, at
    run.is_ending = True
    run.save(update_fields=["state", "ended_at", "is_ending"])
    _record("planning.ended", run, by, at)
    return run


@dataclass(frozen=True, slots=True)
class Found:
    """A timetable that was found: as in ``Draft``."""

    plan: Mapping[str, Any]
    reached: list[dict[str, Any]]
    unplaced: int = 0
    moves: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of a run; ``so_far`` is kept where it is to begin again."""

    state: str
    problem: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    solver: str = ""
    found: tuple[Found, ...] = ()
    so_far: Mapping[str, Any] = field(default_factory=dict)


@write
def finish_planning(*, run: PlanningRun, planned: Planned, at: datetime) -> PlanningRun:
    """Keep what was worked out."""
    run = locked(PlanningRun, run)
    if run.state != RunState.RUNNING:
        return run
    if planned.problem == "ended" and not run.is_ending and run.tries < MOST_TRIES:
        # Whatever ended the child: the next try begins from the best that it had found.
        run.state, run.leased_until, run.step = RunState.WAITING, None, 0
        run.so_far = dict(planned.so_far)
        run.save(update_fields=["state", "leased_until", "step", "so_far"])
        return run
    run.state, run.problem, run.ended_at, run.leased_until = planned.state, planned.problem, at, None
    run.so_far = {}
    run.result, run.given, run.solver = dict(planned.result), dict(planned.given), planned.solver
    run.save()
    Draft.objects.bulk_create(
        Draft(
            run=run,
            number=number,
            name=run.name,
            moves=each.moves,
            plan=dict(each.plan),
            reached=each.reached,
            unplaced=each.unplaced,
        )
        for number, each in enumerate(planned.found)
    )
    _record("planning.answered", run, None, at, state=run.state, drafts=len(planned.found))
    return run


@write
def name_draft(*, draft: Draft, name: str, by: Person, at: datetime) -> Draft:
    """Call it ``name``."""
    draft = locked(Draft, draft)
    only_planners(by, draft.run.edition, at)
    if draft.name != name:
        draft.name = name
        draft.save(update_fields=["name"])
        _record("draft.named", draft.run, by, at)
    return draft


@write
def remove_draft(*, draft: Draft, by: Person, at: datetime) -> Edition:
    """Remove a draft that was not adopted, and its run with the last one."""
    draft = there(Draft, draft)
    run = draft.run
    only_planners(by, run.edition, at)
    if draft.adopted_at:
        raise IsAdopted(_("This draft was adopted. It stays, so that one can tell where places come from."))
    _record("draft.removed", run, by, at, draft=str(draft.uid))
    draft.delete()
    if not run.drafts.exists():
        run.delete()
    return run.edition


def only_planners(by: Person, edition: Edition, at: datetime) -> None:
    if not may_plan(by, edition, at=at):
        raise NotAllowed(_("Only chairs and the secretariat plan the whole programme."))


def _record(action: str, run: PlanningRun, by: Person | None, at: datetime, **detail: Any) -> None:
    record(action, subject=run, actor=by, at=at, scope=run.edition.path, **detail)
