"""Demands and costs in English, for the command; the product has sentences of its own in six languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .demands import Demand

OF_A_RULE: Mapping[str, str] = {
    "placed": "{sessions} to have a place",
    "block": "{sessions} to run within one block",
    "times": "the times of {sessions}",
    "track-times": "the times of track {track}, for {sessions}",
    "available": "{person} to be available, for {sessions}",
    "person": "{person} to be in one place at a time",
    "room": "{room} to hold one session at a time",
    "any-room": "a room for {sessions}",
    "no-room": "no room for {sessions}",
    "needs": "a room with “{need}” for {sessions}",
    "booths": "a room with {booths} booths for {sessions}",
    "promised": "a room with {promised} seats for {sessions}",
    "track-room": "track {track} to be in one room",
    "track-alone": "no other track beside {track}",
    "plenary": "nothing beside the plenary {sessions}",
    "crew": "crew {crew} to serve {count} at a time",
    "order": "{session} to end before {other} starts",
    "same-day": "{sessions} to be on one day",
    "apart": "{sessions} not to overlap",
    "lock-start": "{sessions} to start when it is locked",
    "lock-room": "{sessions} to be in {value}, where it is locked",
    "lock-day": "{sessions} to be on {value}, where it is locked",
}
ABOUT_OTHERS = ("order", "same-day", "apart")  # whose sessions are not one each


@dataclass(frozen=True, slots=True)
class Named:
    """Demands of one rule that differ in their session alone, as one."""

    rule: str
    about: Mapping[str, str | int]
    sessions: tuple[str, ...]
    demands: tuple[Demand, ...]

    def __str__(self) -> str:
        return OF_A_RULE[self.rule].format(**{**self.about, "sessions": ", ".join(self.sessions)})


def named(clash: Iterable[Demand]) -> list[Named]:
    """``clash`` with those together that differ in their session alone."""
    found: dict[tuple[object, ...], list[Demand]] = {}
    for each in clash:
        found.setdefault(family(each), []).append(each)
    return [_one(each) for each in found.values()]


def family(demand: Demand) -> tuple[object, ...]:
    """What a demand shares with those that differ in their session alone."""
    is_one_each = demand.rule not in ABOUT_OTHERS
    about = sorted(
        (name, value) for name, value in demand.about.items() if name != "session" or not is_one_each
    )
    return (demand.rule, *about)


def _one(together: list[Demand]) -> Named:
    first = together[0]
    if first.rule in ABOUT_OTHERS:
        sessions = tuple(str(first.about.get("sessions", "")).split(", "))
        return Named(first.rule, first.about, sessions, tuple(together))
    about = {name: value for name, value in first.about.items() if name != "session"}
    sessions = tuple(str(each.about["session"]) for each in together if "session" in each.about)
    return Named(first.rule, about, sessions, tuple(together))


def broken_in_words(demand: Demand) -> str:
    """A demand that a plan fails."""
    return f"Not kept ({demand.rule}): {_one([demand])}."
