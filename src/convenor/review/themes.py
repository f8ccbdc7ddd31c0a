"""What proposals have in common: themes, and texts that are almost the same. Suggestions; nothing is stored.

All is worked out from what its reader may see, so what is kept from somebody changes nothing that they get.
It is remembered by the texts themselves: other texts, another answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec

from convenor.editions.models import Edition, Track
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser

NEEDED = ("numpy", "scipy")  # of requirements/solver.txt
MOST = 250  # proposals compared at once, so that nobody waits longer than about a second
EDITIONS = 3  # earlier ones of the series that are compared with
REMEMBERED = 4  # answers, each for one set of texts

Written = tuple[str, str, str, str]  # code, title, abstract, language


@dataclass(frozen=True, slots=True)
class Theme:
    """Proposals on the same things, the most typical first; ``terms`` say which."""

    terms: tuple[str, ...]
    proposals: list[Proposal]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two proposals of which one has ``share`` (percent) of its words in passages that the other has, too."""

    one: Proposal
    other: Proposal
    share: int
    passage: str

    @property
    def both(self) -> tuple[Proposal, Proposal]:
        return self.one, self.other

    @property
    def earlier(self) -> Edition | None:
        """The edition that one of them was handed in for, where it is another one."""
        editions = sorted((self.one.edition, self.other.edition), key=lambda each: each.year)
        return editions[0] if editions[0] != editions[1] else None


@dataclass(frozen=True, slots=True)
class InCommon:
    """What was found; nothing where there were ``too_many`` proposals to compare at once."""

    themes: Sequence[Theme] = ()
    pairs: Sequence[Pair] = ()
    too_many: bool = False


def is_installed() -> bool:
    """Whether texts can be compared here. Nothing of it is loaded."""
    return all(find_spec(name) for name in NEEDED)


def in_common(person: Person, edition: Edition, track: Track | None, at: datetime) -> InCommon:
    """Among the proposals (of ``track``) that ``person`` organises, and with those of earlier editions."""
    seen = proposals_for_organiser(person, edition, at).standing()
    if track is not None:
        seen = seen.filter(track=track)
    new = list(seen.select_related("edition").order_by("code").distinct()[: MOST + 1])
    if len(new) > MOST:
        return InCommon(too_many=True)
    earlier = _earlier(person, edition, at)
    known = {each.code: each for each in [*earlier, *new]}
    themes, pairs = _worked_out(_texts(new), _texts(earlier))
    return InCommon(
        [Theme(terms, [known[code] for code in codes]) for terms, codes in themes],
        [Pair(known[one], known[other], share, passage) for one, other, share, passage in pairs],
    )


def _earlier(person: Person, edition: Edition, at: datetime) -> list[Proposal]:
    """Handed in for earlier editions that ``person`` still organises, the last ones first."""
    before = Edition.objects.filter(series=edition.series_id, year__lt=edition.year).order_by("-year", "pk")
    found: list[Proposal] = []
    for each in before[:EDITIONS]:
        seen = proposals_for_organiser(person, each, at).select_related("edition").order_by("code")
        found += seen.distinct()[: MOST - len(found)]
    return found


def _texts(proposals: Iterable[Proposal]) -> tuple[Written, ...]:
    return tuple(
        (each.code, each.title.in_(each.language).text, each.abstract.in_(each.language).text, each.language)
        for each in proposals
    )


@lru_cache(maxsize=REMEMBERED)
def _worked_out(
    new: tuple[Written, ...], earlier: tuple[Written, ...]
) -> tuple[list[tuple[tuple[str, ...], list[str]]], list[tuple[str, str, int, str]]]:
    """Themes as terms and codes; pairs as two codes, the greater share in percent and the passage."""
    from convenor.optim.affinity import likeness, themes  # noqa: PLC0415  # need what a plain server has not
    from convenor.optim.affinity.people import Proposal as Offered  # noqa: PLC0415  # as above

    found = themes.themes_of(Offered(*each) for each in new)
    texts, old = (
        [likeness.Text(code, code, title, abstract) for code, title, abstract, _language in each]
        for each in (new, earlier)
    )
    pairs = [
        (each.one, each.other, round(100 * max(each.of_one, each.of_other)), each.passage)
        for each in likeness.resemblances(texts, old)
    ]
    return [(theme.label, [each.key for each in theme.proposals]) for theme in found], pairs
