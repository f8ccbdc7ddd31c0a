"""Who and what is compared: works, reviewers, proposals, and what reviewers say they would like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Work:
    """Something written: by a reviewer, or for an earlier edition."""

    title: str
    abstract: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()
    doi: str = ""  # small letters, without an address before it
    orcids: tuple[str, ...] = ()  # of its authors: 0000-0002-1825-0097


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be judged. ``key`` is the caller's; ``topics`` are those of the call."""

    key: str
    title: str
    abstract: str = ""
    language: str = ""
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who may judge. Without ``languages`` or ``topics`` they said nothing of these."""

    key: str
    works: tuple[Work, ...] = ()
    languages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()  # key words of their own


class Bid(Enum):
    """How gladly a reviewer would judge a proposal; the same words as a bid's interest."""

    WANTS = "wants"
    CAN = "can"
    NOT = "not"
