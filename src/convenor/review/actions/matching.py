"""Suggested assignments: ask for one, stop it, keep its answer, and make the assignments that it names."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition, Track
from convenor.kernel.queued import MOST_TRIES, OPEN, RunState
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.review import rules
from convenor.review.actions.assignments import assign_each, take_away_each
from convenor.review.actions.conflicts import look_at_pairs
from convenor.review.models import Assignment, Review
from convenor.review.queries import tracks_run_by
from convenor.review.runs import Options, may_balance_genders, pairs_seen, runs_of
from convenor.review.suggested import HandRule, MatchedPair, MatchingProof, MatchingRun, PairChange

MOST_WAITING = 5  # of one organiser, so that nobody keeps the worker from the others


class TooManyRuns(Refused):
    """Some that they asked for are not worked out yet."""


class NotBalanced(Refused):
    """What people say of their gender would come out, or could."""


class NotWorkedOut(Refused):
    """There is nothing to adopt, stop or change here."""


@write
def ask_for_matching(
    *, edition: Edition, track: Track | None, options: Options, by: Person, at: datetime
) -> MatchingRun:
    """Have it worked out who reviews what in ``track``, or in all tracks that ``by`` runs."""
    if track is None and not tracks_run_by(by, edition, at).exists():
        raise NotAllowed(_("You do not arrange the reviewing of this edition."))
    if track is not None and not rules.may_run(by, track, at=at):
        raise NotAllowed(_("You do not arrange the reviewing of this track."))
    return _asked(edition, track, options, by=by, at=at)


@write
def ask_again(
    *, run: MatchingRun, changes: list[tuple[Proposal, Person, bool]], by: Person, at: datetime
) -> MatchingRun:
    """The same once more, and some pairs in (or out) whatever it costs, besides those of before.

    With a pair by hand it is not balanced by gender: who is tried beside whom would tell what they said.
    """
    run = locked(MatchingRun, run)
    _only_its_asker(run, by)
    if not all(rules.may_assign(by, proposal, at=at) for proposal, _reviewer, _is_in in changes):
        raise NotAllowed(_("You do not assign the reviews of this proposal."))
    options = Options.of(run.options)
    if changes:
        options = replace(options, genders=False)
    again = _asked(run.edition, run.track, options, by=by, at=at, after=run)
    pairs = {(each.proposal_id, each.reviewer_id): each.is_in for each in run.hand_rules.order_by("pk")}
    pairs |= {(proposal.pk, reviewer.pk): is_in for proposal, reviewer, is_in in changes}
    HandRule.objects.bulk_create(
        HandRule(run=again, proposal_id=proposal, reviewer_id=reviewer, is_in=is_in)
        for (proposal, reviewer), is_in in pairs.items()
    )
    return again


def _asked(
    edition: Edition,
    track: Track | None,
    options: Options,
    *,
    by: Person,
    at: datetime,
    after: MatchingRun | None = None,
) -> MatchingRun:
    open_ = runs_of(by, edition).filter(state__in=OPEN)
    if open_.count() >= MOST_WAITING:
        raise TooManyRuns(_("Some that you asked for are not worked out yet. Wait for them, or stop them."))
    if options.genders:
        _refuse_to_tell(options, by, edition)
    seed = secrets.token_hex(16) if options.chance else ""
    run = MatchingRun.objects.create(
        edition=edition, track=track, by=by, at=at, after=after, options=options.stored(), seed=seed
    )
    # The seed is fixed before anything is drawn; told afterwards, it must be the one of this hash.
    drawn = {"seed_sha256": hashlib.sha256(seed.encode()).hexdigest()} if seed else {}
    _record("matching.asked", run, by, at, options=options.stored(), **drawn)
    return run


def _refuse_to_tell(options: Options, by: Person, edition: Edition) -> None:
    if options.chance:
        raise NotBalanced(_("By lot, reviewers are not balanced by gender: the chances would tell of it."))
    if not may_balance_genders(by, edition):
        raise NotBalanced(
            _("You had enough suggestions balanced by gender: from more, answers could be worked out.")
        )


@write
def stop_matching(*, run: MatchingRun, by: Person, at: datetime) -> MatchingRun:
    """No longer have it worked out; what is worked out already stays as it is."""
    run = locked(MatchingRun, run)
    _only_its_asker(run, by)
    if not run.is_open:
        raise NotWorkedOut(_("This is not being worked out any more."))
    run.state, run.ended_at, run.leased_until = RunState.STOPPED, at, None
    run.save(update_fields=["state", "ended_at", "leased_until"])
    _record("matching.stopped", run, by, at)
    return run


@dataclass(frozen=True, slots=True)
class Proof:
    """What anybody can check: gzipped, with its hash and the keys of the proposals that it is about."""

    sha256: str
    bundle: bytes
    proposals: list[int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver gave: ``pairs`` as (proposal, reviewer, change, score in millionths, why)."""

    state: str
    problem: str = ""
    inputs: str = ""
    solver: str = ""
    certificate: str = ""
    result: Mapping[str, Any] | None = None
    pairs: Iterable[tuple[int, int, str, int, Mapping[str, Any]]] = ()
    proof: Proof | None = None


@write
def finish_matching(*, run: MatchingRun, answer: Answer, at: datetime) -> MatchingRun:
    """Keep what was worked out, unless its asker stopped it meanwhile."""
    run = locked(MatchingRun, run)
    if run.state != RunState.RUNNING:
        return run
    if answer.problem == "ended" and run.tries < MOST_TRIES:
        # Whatever ended the child, the next try may have more memory, or a machine that is not going down.
        run.state, run.leased_until, run.step = RunState.WAITING, None, 0
        run.save(update_fields=["state", "leased_until", "step"])
        return run
    run.state, run.problem, run.ended_at, run.leased_until = answer.state, answer.problem, at, None
    run.inputs, run.solver, run.certificate = answer.inputs, answer.solver, answer.certificate
    run.result = dict(answer.result or {})
    run.save()
    MatchedPair.objects.bulk_create(
        MatchedPair(run=run, proposal_id=one, reviewer_id=other, change=change, score=score, why=dict(why))
        for one, other, change, score, why in answer.pairs
    )
    if answer.proof is not None:
        MatchingProof.objects.create(run=run, **asdict(answer.proof))
    # Not who reviews what: whoever has a conflict with one of them reads the log too.
    drawn = {"seed": run.seed} if run.seed else {}
    told: dict[str, Any] = {
        "state": run.state,
        "inputs": run.inputs,
        "solver": run.solver,
        "certificate": run.certificate,
        **({"proof": answer.proof.sha256} if answer.proof else {}),
    }
    _record("matching.answered", run, None, at, **told, **drawn)
    return run


@write
def adopt_matching(*, run: MatchingRun, by: Person, at: datetime) -> list[str]:
    """Ask the reviewers that ``run`` suggests, and no longer those whom it leaves out.

    Gives a sentence for each pair that is not possible any more; the others are made. Done again, only what
    is not done yet is done.
    """
    run = locked(MatchingRun, run)
    _only_its_asker(run, by)
    if run.state != RunState.DONE:
        raise NotWorkedOut(_("This is not worked out, so there is nothing to adopt."))
    seen = (
        pairs_seen(run, at).select_related("proposal__edition", "reviewer").order_by("proposal__code", "pk")
    )
    pairs = list(seen)
    look_at_pairs(run.edition, {each.proposal_id for each in pairs}, {each.reviewer_id for each in pairs}, at)
    made, refused = assign_each(_to_ask(pairs), by, at)
    begun = _take_away(pairs, by, at)
    run.adopted_at = at
    run.save(update_fields=["adopted_at"])
    problems = [*(str(each) for each in refused), *begun]
    _record("matching.adopted", run, by, at, inputs=run.inputs, made=len(made), refused=len(problems))
    return problems


def _to_ask(pairs: list[MatchedPair]) -> list[tuple[Proposal, Person]]:
    """Those that are new, and were not asked since."""
    asked = _asked_now(pairs)
    new = [each for each in pairs if each.change == PairChange.NEW]
    return [
        (each.proposal, each.reviewer) for each in new if (each.proposal_id, each.reviewer_id) not in asked
    ]


def _take_away(pairs: list[MatchedPair], by: Person, at: datetime) -> list[str]:
    """End what the run leaves out; gives a sentence for each that cannot be ended."""
    asked = _asked_now(pairs)
    keys = [(each.proposal_id, each.reviewer_id) for each in pairs if each.change == PairChange.GOES]
    leaving = {asked[key].pk: asked[key] for key in keys if key in asked}
    begun = set(Review.objects.filter(assignment__in=leaving).values_list("assignment", flat=True))
    problems = [
        _("%(name)s has begun to review %(code)s since, and stays.")
        % {"name": each.reviewer.name, "code": each.proposal.code}
        for pk, each in leaving.items()
        if pk in begun
    ]
    told = take_away_each([each for pk, each in leaving.items() if pk not in begun], by, at)
    return [*problems, *(str(refusal) for _assignment, refusal in told if refusal is not None)]


def _asked_now(pairs: list[MatchedPair]) -> dict[tuple[int, int], Assignment]:
    open_ = Assignment.objects.filter(ended_at=None, proposal__in={each.proposal_id for each in pairs})
    open_ = open_.select_related("proposal", "reviewer")
    return {(each.proposal_id, each.reviewer_id): each for each in open_}


def _only_its_asker(run: MatchingRun, by: Person) -> None:
    if run.by_id != by.pk:
        raise NotAllowed(_("Somebody else asked for this."))


def _record(action: str, run: MatchingRun, by: Person | None, at: datetime, **detail: Any) -> None:
    if run.track:
        detail["track"] = run.track.slug
    record(action, subject=run, actor=by, at=at, scope=run.edition.path, **detail)
