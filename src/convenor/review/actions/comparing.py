"""Have the texts of proposals compared, keep what came of it, and say of two whether one is a duplicate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition, Track
from convenor.kernel.queued import MOST_TRIES, OPEN, RunState
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.review import rules
from convenor.review.compared import Comparison, Looked, Opinion
from convenor.review.queries import tracks_run_by
from convenor.review.themes import comparisons_of, texts_for


class TooManyTexts(Refused):
    """More than are compared at once."""


class SameProposal(Refused):
    """One proposal is no two."""


@write
def say_of_two(
    *, proposal: Proposal, other: Proposal, opinion: Opinion, note: str, by: Person, at: datetime
) -> Looked:
    """Say that ``proposal`` is a duplicate of ``other``, or is not. It decides nothing.

    The log of the edition does not tell of it: who may not know one of the two would read it of the other.
    """
    proposal, other = locked(Proposal, proposal), locked(Proposal, other)
    if not all(rules.may_assign(by, each, at=at) for each in (proposal, other)):
        raise NotAllowed(_("You do not organise both of these proposals."))
    if proposal == other:
        raise SameProposal(_("This is one and the same proposal."))
    looked = Looked.objects.create(
        proposal=proposal, other=other, opinion=opinion, note=clean(note), by=by, at=at
    )
    record("proposals.looked_at", subject=looked, actor=by, at=at, opinion=str(opinion))
    return looked


@write
def ask_for_comparison(*, edition: Edition, track: Track | None, by: Person, at: datetime) -> Comparison:
    """Have the proposals of ``track``, or all that ``by`` organises, compared; not twice the same texts."""
    may = tracks_run_by(by, edition, at).exists() if track is None else rules.may_run(by, track, at=at)
    if not may:
        raise NotAllowed(_("You do not arrange the reviewing of this track."))
    asked = comparisons_of(by, edition, track)
    if (waiting := asked.filter(state__in=OPEN).first()) is not None:
        return waiting
    texts = texts_for(by, edition, track, at)
    if texts.are_too_many:
        raise TooManyTexts(_("There are too many proposals to compare them at once."))
    kept = asked.filter(state=RunState.DONE).first()
    if kept is not None and kept.texts == texts.hash:
        return kept
    comparison = Comparison.objects.create(edition=edition, track=track, by=by, at=at)
    record("texts.compared", subject=comparison, actor=by, at=at, scope=edition.path)
    return comparison


@write
def finish_comparison(
    *, comparison: Comparison, texts: str, result: Mapping[str, Any], problem: str = "", at: datetime
) -> Comparison:
    """Keep what came of it in place of what its asker had before."""
    comparison = locked(Comparison, comparison)
    if comparison.state != RunState.RUNNING:
        return comparison
    comparison.leased_until = None
    if problem == "ended" and comparison.tries < MOST_TRIES:
        comparison.state, comparison.step = RunState.WAITING, 0
        comparison.save(update_fields=["state", "step", "leased_until"])
        return comparison
    comparison.state = RunState.FAILED if problem else RunState.DONE
    comparison.problem, comparison.ended_at = problem, at
    comparison.texts, comparison.result = texts, dict(result)
    comparison.save()
    earlier = comparisons_of(comparison.by, comparison.edition, comparison.track).exclude(pk=comparison.pk)
    if not problem:
        earlier.delete()
    record("texts.answered", subject=comparison, actor=None, at=at, scope=comparison.edition.path)
    return comparison
