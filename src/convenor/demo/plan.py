"""Who reviews what in the demonstration: by language, then by load, never one's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

REVIEWS_EACH = 2

Text = Mapping[str, Any]


def review_plan(proposals: Sequence[Text], reviewers: Sequence[Text]) -> dict[str, tuple[str, ...]]:
    """The addresses of two reviewers for the key of each proposal.

    Those who read its language come first, among them those of its track, then those with the fewest so far.
    """
    load: Counter[str] = Counter()
    plan: dict[str, tuple[str, ...]] = {}
    for proposal in proposals:
        able = [each for each in reviewers if not _is_close(each, proposal, proposals)]
        able.sort(
            key=lambda each: (
                proposal["language"] not in each["languages"],
                load[each["email"]] // 4,
                proposal["track"] not in each["tracks"],
                load[each["email"]],
            )
        )
        chosen = tuple(each["email"] for each in able[:REVIEWS_EACH])
        load.update(chosen)
        plan[proposal["key"]] = chosen
    return plan


def _is_close(reviewer: Text, proposal: Text, proposals: Sequence[Text]) -> bool:
    """Whether they are in it, or share an organization or another proposal with somebody who is."""
    together = [each["contributors"] for each in proposals if _has(reviewer["email"], each)]
    known = {person["email"] for people in together for person in people} | {reviewer["email"]}
    return any(
        person["email"] in known or person["organization"] == reviewer["organization"]
        for person in proposal["contributors"]
    )


def _has(address: str, proposal: Text) -> bool:
    return any(person["email"] == address for person in proposal["contributors"])


def tracks_of(plan: Mapping[str, Sequence[str]], proposals: Sequence[Text]) -> dict[str, set[str]]:
    """The tracks that each reviewer of ``plan`` is needed in."""
    tracks: defaultdict[str, set[str]] = defaultdict(set)
    for proposal in proposals:
        for address in plan[proposal["key"]]:
            tracks[address].add(proposal["track"])
    return dict(tracks)
