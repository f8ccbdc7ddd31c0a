"""What organisers would like to accept: guides, which are never enforced, and suggestions on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.proposals.actions.decisions import decide_many
from convenor.proposals.models import Proposal, Verdict
from convenor.proposals.queries import proposals_decidable_by
from convenor.review import rules
from convenor.review.calibrating import Judged
from convenor.review.models import Guide, Suggestion, SuggestionAnswer
from convenor.review.ranking import BY_CORRECTED, BY_SCORE, inputs_hash, line_at, points_by


class NothingToSuggest(Refused):
    """No undecided proposal has points."""


@write
def set_guides(*, track: Track, numbers: Mapping[str, int], by: Person, at: datetime) -> int:
    """Make ``numbers`` the guides of ``track``, by what they are of; gives how many there are."""
    track = locked(Track, track)
    if not rules.may_run(by, track, at=at):
        raise NotAllowed(_("Only chairs, the secretariat and the chairs of this track set its guides."))
    Guide.objects.filter(track=track).delete()
    Guide.objects.bulk_create(
        Guide(track=track, of=of, number=number) for of, number in sorted(numbers.items()) if number
    )
    wanted = {of: number for of, number in sorted(numbers.items()) if number}
    record("guides.set", subject=track, actor=by, at=at, scope=track.edition.path, numbers=wanted)
    return len(wanted)


@write
def suggest(*, track: Track, method: str, number: int, by: Person, at: datetime) -> Suggestion:
    """Note which ``number`` of the undecided proposals that ``by`` may decide on have the most points."""
    if method not in {BY_SCORE, BY_CORRECTED}:
        raise ValueError(f"no such method: {method}")
    judged = Judged(by, track.edition, at)
    undecided = proposals_decidable_by(by, track.edition, at).standing().undecided().filter(track=track)
    codes = dict(undecided.values_list("pk", "code"))
    points = points_by(method, judged, codes)
    if not points:
        raise NothingToSuggest(
            _("No undecided proposal of this track that you may decide on has such a score.")
        )
    suggestion = Suggestion.objects.create(
        track=track,
        method=method,
        number=number,
        inputs=inputs_hash(method, track.pk, number, judged, codes),
        codes=[codes[key] for key in line_at(number, points).inside],
        by=by,
        at=at,
    )
    # Not which: whoever has a conflict with one of them reads the log too.
    record(
        "suggestion.made",
        subject=suggestion,
        actor=by,
        at=at,
        scope=track.edition.path,
        track=track.slug,
        method=method,
        number=number,
        inputs=suggestion.inputs,
    )
    return suggestion


@write
def decide_after(
    *,
    suggestion: Suggestion,
    proposals: Sequence[Proposal],
    verdict: Verdict,
    by: Person,
    at: datetime,
    **said: Any,
) -> int:
    """Decide on ``proposals`` as ``decide_many`` does, and note whether ``suggestion`` was followed."""
    if suggestion.by_id != by.pk:
        raise NotAllowed(_("This suggestion was made for somebody else."))
    count = decide_many(proposals=proposals, verdict=verdict, by=by, at=at, **said)
    codes = sorted(proposal.code for proposal in proposals)
    is_followed = verdict == Verdict.ACCEPT and codes == sorted(suggestion.codes)
    SuggestionAnswer.objects.create(
        suggestion=suggestion, verdict=verdict, codes=codes, is_followed=is_followed, at=at
    )
    record(
        "suggestion.answered",
        subject=suggestion,
        actor=by,
        at=at,
        scope=suggestion.track.edition.path,
        track=suggestion.track.slug,
        is_followed=is_followed,
    )
    return count
