"""What one run is worked out from: everything that its asker may see, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from convenor.editions.models import Office, Role
from convenor.editions.queries import holds
from convenor.kernel.regions import region_of
from convenor.people.models import Person
from convenor.proposals.kinds import ConflictKind, Severity
from convenor.proposals.models import Conflict, Contributor, Decision, Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.candidates import can_read, expertise_of
from convenor.review.genders import groups_on_panels
from convenor.review.models import Assignment, Bid, EndReason, Expertise, Review, ReviewRules, Work
from convenor.review.queries import assignments_run_by, reviewed_before, tracks_run_by
from convenor.review.runs import Options, Present, Reading
from convenor.review.screening import passed
from convenor.review.suggested import MatchingRun

# Why a pair cannot be, besides the kinds of conflicts.
CONFLICT, CONTRIBUTES, DECLINED, LANGUAGE, BY_HAND, TRACK = (
    "conflict",
    "contributes",
    "declined",
    "language",
    "by-hand",
    "track",
)
GENDER = "gender"  # the balance of which nothing is told
# What makes a pair worth less, besides conflicts to be weighed.
WEIGHED, EACH_OTHER = "weighed", "each-other"

Pair = tuple[int, int]  # keys of a proposal and a reviewer


@dataclass(slots=True)
class Gathered:
    """``problem`` says why there is nothing to work out; else ``inputs`` are JSON for ``solving``.

    There, proposals and reviewers are numbers: places in ``proposals`` and ``reviewers``.
    """

    proposals: list[Proposal] = field(default_factory=list)
    reviewers: list[Person] = field(default_factory=list)
    before: set[Pair] = field(default_factory=set)  # who is asked already
    inputs: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def gathered(run: MatchingRun, at: datetime) -> Gathered:
    """What ``run`` is worked out from, at ``at``; a constant number of queries."""
    found = _Gathering(run, at)
    if not found.open:
        return Gathered(problem="nothing")
    if not found.reviewers:
        return Gathered(problem="no-reviewers")
    return Gathered(found.open, found.reviewers, found.before, found.inputs())


class _Gathering:
    def __init__(self, run: MatchingRun, at: datetime) -> None:
        self.run, self.by, self.edition, self.at = run, run.by, run.edition, at
        self.options = Options.of(run.options)
        tracks = tracks_run_by(self.by, self.edition, at)
        self.tracks = [run.track] if run.track else list(tracks)
        wanted = dict(
            ReviewRules.objects.filter(track__in=self.tracks).values_list("track", "reviews_wanted")
        )
        self.wanted = {each.pk: wanted.get(each.pk, ReviewRules().reviews_wanted) for each in self.tracks}
        self._reviewers()
        self._proposals()

    def _reviewers(self) -> None:
        offices = Office.objects.held_at(self.at).filter(role=Role.REVIEWER, track__in=self.tracks)
        self.tracks_of: defaultdict[int, set[int | None]] = defaultdict(set)
        for person, track in offices.values_list("person", "track"):
            self.tracks_of[person].add(track)
        people = Person.objects.filter(pk__in=self.tracks_of, erased_at=None).order_by("pk")
        # Their numbers are all that a proof has of them: not the order in which they came.
        self.reviewers = sorted(people.select_related("organization"), key=self._drawn)
        self.expertise = expertise_of(self.reviewers, self.edition)
        self.seen = assignments_run_by(self.by, self.edition, self.at).answerable(self.at)

    def _drawn(self, reviewer: Person) -> str:
        name = f"{self.edition.pk}:{reviewer.pk}"
        return salted_hmac("convenor.matching", name, algorithm="sha256").hexdigest()

    def _proposals(self) -> None:
        """Those that want somebody else, and what holds for pairs with them."""
        is_over = Exists(Decision.objects.known().filter(proposal=OuterRef("pk"), revisions=None))
        seen = passed(proposals_for_organiser(self.by, self.edition, self.at).standing())
        seen = seen.select_related("subtheme")
        offered = seen.filter(~is_over, track__in=self.tracks).order_by("code").distinct()
        self.asked = set(self.seen.values_list("proposal", "reviewer"))
        begun = Review.objects.filter(assignment__in=self.seen)
        self.begun = set(begun.values_list("assignment__proposal", "assignment__reviewer"))
        by_hand = {
            (each.proposal_id, each.reviewer_id): each.is_in for each in self.run.hand_rules.order_by("pk")
        }
        known = {each.pk for each in self.reviewers}
        kept = self.asked if self.options.present == Present.STAY else self.begun
        out = {pair for pair, is_in in by_hand.items() if not is_in} - self.begun
        self.out = {pair for pair in out if pair[1] in known}
        self.locked = {pair for pair in kept if pair[1] in known} - self.out
        self.locked |= {pair for pair, is_in in by_hand.items() if is_in and pair[1] in known}
        self.moving = {pair for pair in self.asked - self.locked if pair[1] in known}
        full = self._numbers(self.locked & self.asked)
        movable = {proposal for proposal, _reviewer in self.moving | self.out}
        self.open = [
            each
            for each in offered
            if full[each.pk] < self.wanted[each.track_id]
            or (self.wanted[each.track_id] and each.pk in movable)
        ]
        keys = {each.pk for each in self.open}
        self.locked = {pair for pair in self.locked if pair[0] in keys}
        self.moving = {pair for pair in self.moving if pair[0] in keys}
        self.before = self.moving | (self.locked & self.asked)

    @staticmethod
    def _numbers(pairs: Iterable[Pair], place: int = 0) -> defaultdict[int, int]:
        counted: defaultdict[int, int] = defaultdict(int)
        for pair in pairs:
            counted[pair[place]] += 1
        return counted

    def inputs(self) -> dict[str, Any]:
        self._p = {each.pk: place for place, each in enumerate(self.open)}
        self._r = {each.pk: place for place, each in enumerate(self.reviewers)}
        loads = self._loads()
        bars = self._bars()
        options = self.options
        return {
            "proposals": self._texts(),
            "reviewers": self._people(loads),
            "bids": self._bids(),
            "barred": [[*self._places(pair), reason] for pair, reason in sorted(bars.items())],
            "less": [[*self._places(pair), reason] for pair, reason in sorted(self._less().items())],
            "locked": [self._places(pair) for pair in sorted(self.locked)],
            "exempt": [self._places(pair) for pair in sorted(self.locked & self.asked)],
            "started": [self._places(pair) for pair in sorted(self.moving - set(bars))]
            if options.present == Present.FEWEST
            else [],
            "readers": self._readers() if options.reading == Reading.ONE else None,
            "institutions": _labels([each.organization_id for each in self.reviewers])
            if options.apart
            else None,
            "balances": [[name, _labels(self._balanced(name))] for name in self._balances()],
            "goals": [name for name in ("floor", "fair") if getattr(options, name)],
            "partial": options.partial,
            "chance": options.chance,
            "seed": self.run.seed,
            "is_untold": options.genders,
        }

    def _balances(self) -> list[str]:
        asked = {
            "region": "regions",
            "organization-kind": "kinds",
            "experience": "experience",
            GENDER: "genders",
        }
        return [name for name, option in asked.items() if getattr(self.options, option)]

    def _balanced(self, name: str) -> Sequence[object]:
        """What each reviewer is, where a panel is rather to have different ones; ``None``: not known."""
        if name == GENDER:
            return groups_on_panels(self.reviewers)
        if name == "region":
            return [region_of(each.country) or None for each in self.reviewers]
        if name == "organization-kind":
            return [(each.organization and each.organization.kind) or None for each in self.reviewers]
        experienced = reviewed_before(self.edition)
        return [each.pk in experienced for each in self.reviewers]

    def _places(self, pair: Pair) -> list[int]:
        return [self._p[pair[0]], self._r[pair[1]]]

    def _texts(self) -> list[dict[str, Any]]:
        locked = self._numbers(self.locked)
        return [
            {
                "key": each.code,
                "title": each.title.in_(each.language).text,
                "abstract": each.abstract.in_(each.language).text,
                "language": each.language,
                "topics": [each.subtheme.slug] if each.subtheme else [],
                "track": each.track_id,
                # What is locked is more than is wanted where an organiser asked for more by hand.
                "wanted": max(self.wanted[each.track_id], locked[each.pk]),
            }
            for each in self.open
        ]

    def _people(self, loads: Mapping[int, int]) -> list[dict[str, Any]]:
        works: defaultdict[int, list[list[Any]]] = defaultdict(list)
        for person, *told in (
            Work.objects.filter(person__in=self.reviewers)
            .order_by("pk")
            .values_list("person", "title", "abstract", "year")
        ):
            works[person].append(told)
        return [
            {
                "key": str(each.uid),
                "works": works[each.pk],
                "languages": said.languages if (said := self.expertise.get(each.pk)) else [],
                "topics": said.topics if said else [],
                "words": said.key_words if said else [],
                "tracks": sorted(track for track in self.tracks_of[each.pk] if track),
                "most": loads[each.pk],
                "least": min(self.options.least, loads[each.pk]),
            }
            for each in self.reviewers
        ]

    def _loads(self) -> dict[int, int]:
        """How many of the open proposals each takes at most: what they said, less what they have elsewhere.

        What they have of proposals that the asker does not see is not counted: that would tell of it.
        """
        keys = set(self._p)
        elsewhere = self._numbers((pair for pair in self.asked if pair[0] not in keys), 1)
        locked = self._numbers(self.locked, 1)
        usual = Expertise().most_reviews
        loads = {}
        for each in self.reviewers:
            said = self.expertise.get(each.pk)
            most = said.most_reviews if said else usual
            if self.options.most is not None:
                most = min(most, self.options.most)
            loads[each.pk] = max(most - elsewhere[each.pk], locked[each.pk])
        return loads

    def _bars(self) -> dict[Pair, str]:
        """Who may not, and why; where there are several reasons, the weightiest. Never of who is to stay."""
        pairs: dict[Pair, str] = {}
        if self.options.reading == Reading.ALL:
            pairs |= dict.fromkeys(self._unreadable(), LANGUAGE)
        declined = Assignment.objects.filter(proposal__in=self._p, end_reason=EndReason.DECLINED)
        pairs |= dict.fromkeys(declined.values_list("proposal", "reviewer"), DECLINED)
        knows = holds(self.by, self.edition, Role.CHAIR, Role.SECRETARY, at=self.at)
        barring = Conflict.objects.barring().filter(proposal__in=self._p).order_by("-pk")
        for proposal, person, kind in barring.values_list("proposal", "person", "kind"):
            pairs[proposal, person] = str(ConflictKind(kind)) if knows else CONFLICT
        contributors = Contributor.objects.filter(proposal__in=self._p)
        pairs |= dict.fromkeys(contributors.values_list("proposal", "person"), CONTRIBUTES)
        pairs |= dict.fromkeys(self.out, BY_HAND)
        return self._known(pairs)

    def _less(self) -> dict[Pair, str]:
        pairs = dict.fromkeys(self._each_other(), EACH_OTHER)
        weighed = Conflict.objects.standing().filter(proposal__in=self._p, severity=Severity.WEIGHED)
        pairs |= dict.fromkeys(weighed.values_list("proposal", "person"), WEIGHED)
        return self._known(pairs)

    def _known(self, pairs: Mapping[Pair, str]) -> dict[Pair, str]:
        return {
            pair: reason
            for pair, reason in pairs.items()
            if pair[0] in self._p and pair[1] in self._r and pair not in self.locked & self.asked
        }

    def _each_other(self) -> set[Pair]:
        """Pairs of which the reviewer proposes something that somebody in the proposal is asked to review."""
        authors: defaultdict[int, set[int]] = defaultdict(set)
        for proposal, person in Contributor.objects.filter(
            proposal__edition=self.edition, proposal__submitted_at__isnull=False
        ).values_list("proposal", "person"):
            authors[proposal].add(person)
        judged_by: defaultdict[int, set[int]] = defaultdict(set)  # whose proposals somebody is asked to judge
        for proposal, reviewer in self.asked:
            judged_by[reviewer] |= authors[proposal]
        return {
            (proposal, back)
            for proposal in self._p
            for person in authors[proposal]
            for back in judged_by.get(person, ())
        }

    def _bids(self) -> list[list[Any]]:
        bids = Bid.objects.filter(proposal__in=self._p, reviewer__in=self._r).order_by("proposal", "reviewer")
        return [
            [*self._places((proposal, reviewer)), interest]
            for proposal, reviewer, interest in bids.values_list("proposal", "reviewer", "interest")
        ]

    def _reads(self, reviewer: Person, proposal: Proposal) -> bool:
        said = self.expertise.get(reviewer.pk)
        # Who told nothing reads the language in which they use these pages.
        return can_read(said or Expertise(languages=[reviewer.language]), proposal)

    def _unreadable(self) -> set[Pair]:
        return {
            (proposal.pk, reviewer.pk)
            for proposal in self.open
            for reviewer in self.reviewers
            if not self._reads(reviewer, proposal)
        }

    def _readers(self) -> list[list[int]]:
        full = self._numbers(self.locked)
        return [
            [
                # A panel that is full already is not to be changed for a language.
                int(full[proposal.pk] >= self.wanted[proposal.track_id] or self._reads(reviewer, proposal))
                for reviewer in self.reviewers
            ]
            for proposal in self.open
        ]


def _labels(values: Sequence[object]) -> list[int]:
    """A number for each different value, -1 for none."""
    numbers: dict[object, int] = {}
    return [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values]
