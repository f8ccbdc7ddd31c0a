"""How proposals and verdicts are spread over what should be in balance, and what a choice would change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from convenor.kernel.regions import groups_of, region_of
from convenor.proposals.models import Answer, Decision, ProposalQuerySet, QuestionKind, Verdict

# What is counted by, and where a proposal says it.
DIMENSIONS = {
    "track": "track__slug",
    "subtheme": "subtheme__slug",
    "format": "format",
    "language": "language",
    "country": "proposer__country",
    "organization-kind": "organization__kind",
}
EITHER = "either"  # of the groups of countries

Spread = dict[str, Counter[str]]  # how many proposals of each verdict, by slug or code; undecided: ""


def spreads(proposals: ProposalQuerySet) -> dict[str, Spread]:
    """For each dimension, how often each verdict stands among ``proposals``."""
    rows = _with_verdict(proposals).values_list("last_verdict", *DIMENSIONS.values())
    counted: dict[str, Spread] = {name: defaultdict(Counter) for name in DIMENSIONS}
    for verdict, *values in rows:
        for name, value in zip(DIMENSIONS, values, strict=True):
            counted[name][value or ""][verdict or ""] += 1
    return counted


def _with_verdict(proposals: ProposalQuerySet) -> ProposalQuerySet:
    last = Decision.objects.standing().filter(proposal=OuterRef("pk")).values("verdict")[:1]
    return proposals.annotate(last_verdict=Subquery(last))


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal as it is counted: what it is under each dimension, of which it may be several things."""

    key: int
    code: str
    verdict: str
    track: str
    kinds: dict[str, tuple[str, ...]]

    def is_of(self, kind: str) -> bool:
        """Whether it is one of ``all``, or of a dimension and value such as ``region:202``."""
        dimension, _colon, value = kind.partition(":")
        return kind == "all" or value in self.kinds.get(dimension, ())

    def is_accepted(self, with_chosen: Collection[str] = ()) -> bool:
        """Now; or once those ``with_chosen`` codes are."""
        return self.verdict == Verdict.ACCEPT or self.code in with_chosen


def offers_of(proposals: ProposalQuerySet) -> list[Offer]:
    """Each of ``proposals`` as it is counted, in three queries; questions are ``question-<key>``."""
    newcomers = set(proposals.of_newcomers().order_by().values_list("pk", flat=True))
    answers = _answers(proposals)
    rows = (
        _with_verdict(proposals)
        .order_by("code")
        .values_list("pk", "code", "last_verdict", *DIMENSIONS.values())
    )
    return [
        Offer(
            key=key,
            code=code,
            verdict=verdict or "",
            track=said[0],
            kinds=_kinds(said) | {"newcomers": ("yes" if key in newcomers else "no",)} | answers[key],
        )
        for key, code, verdict, *said in rows
    ]


def _kinds(said: list[str | None]) -> dict[str, tuple[str, ...]]:
    kinds = {name: (value or "",) for name, value in zip(DIMENSIONS, said, strict=True)}
    (country,) = kinds.pop("country")
    groups = groups_of(country)
    return kinds | {
        "region": (region_of(country),),
        "group": (*groups, EITHER) if groups else ("",),
    }


def _answers(proposals: ProposalQuerySet) -> defaultdict[int, dict[str, tuple[str, ...]]]:
    given = Answer.objects.filter(
        proposal__in=proposals.order_by().values("pk"), question__kind=QuestionKind.CHOICE
    )
    found: defaultdict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for proposal, question, text in given.values_list("proposal", "question", "text"):
        found[proposal][f"question-{question}"] = (text,)
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How many proposals of one kind are handed in, accepted now, and accepted with the chosen ones."""

    submitted: int
    accepted: int
    then: int


def tally(offers: Iterable[Offer], chosen: Collection[str]) -> Tally:
    counted = list(offers)
    return Tally(
        submitted=len(counted),
        accepted=sum(offer.is_accepted() for offer in counted),
        then=sum(offer.is_accepted(chosen) for offer in counted),
    )


def tallies(offers: Collection[Offer], chosen: Collection[str]) -> dict[str, dict[str, Tally]]:
    """The tally of each value of each dimension."""
    of_kind: dict[str, dict[str, list[Offer]]] = defaultdict(lambda: defaultdict(list))
    for offer in offers:
        for dimension, values in offer.kinds.items():
            for value in values:
                of_kind[dimension][value].append(offer)
    return {
        dimension: {value: tally(found, chosen) for value, found in by_value.items()}
        for dimension, by_value in of_kind.items()
    }
