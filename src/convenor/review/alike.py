"""Two proposals that are alike, read beside each other, and what organisers said of such two."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from convenor.editions.models import Edition
from convenor.kernel.queued import RunState
from convenor.kernel.translated import Text as Shown
from convenor.optim.affinity.passages import Piece, Read, Text, share_of
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.compared import Comparison, Looked

EDITIONS = 3  # earlier ones of the series that are compared with


@dataclass(frozen=True, slots=True)
class Side:
    """A proposal as it was written, in pieces; ``share`` (percent) of its words stand in the other, too."""

    proposal: Proposal
    pieces: list[Piece]
    share: int

    @property
    def text(self) -> Shown:
        """Says in which language it is written, and which way it is read."""
        shown: Shown = self.proposal.abstract.in_(self.proposal.language)
        return shown


@dataclass(frozen=True, slots=True)
class Alike:
    """Another proposal that is like one; what was said of the two last, where somebody looked."""

    proposal: Proposal
    share: int | None
    looked: Looked | None


def earlier_editions(edition: Edition) -> list[Edition]:
    """The last ones of the series before ``edition``, the newest first."""
    before = Edition.objects.filter(series=edition.series_id, year__lt=edition.year)
    return list(before.order_by("-year", "pk")[:EDITIONS])


def seen_among(person: Person, edition: Edition, wanted: Q, at: datetime) -> list[Proposal]:
    """Those that ``person`` organises in ``edition``, and in the earlier ones that they still organise."""
    return [
        each
        for of in (edition, *earlier_editions(edition))
        for each in proposals_for_organiser(person, of, at).filter(wanted).select_related("edition")
    ]


def looked_at(one: Proposal, other: Proposal) -> QuerySet[Looked]:
    """What was said of the two, the last first; for those who see both."""
    either = Q(proposal=one, other=other) | Q(proposal=other, other=one)
    return Looked.objects.filter(either).select_related("proposal", "other", "by").order_by("-at", "-pk")


def last_looks(proposals: Collection[int]) -> dict[frozenset[int], Looked]:
    """What was said last of each two of ``proposals``."""
    rows = Looked.objects.filter(proposal__in=proposals, other__in=proposals)
    in_order = rows.select_related("proposal", "other").order_by("at", "pk")
    return {frozenset((each.proposal_id, each.other_id)): each for each in in_order}


def alike_to(person: Person, proposal: Proposal, at: datetime) -> list[Alike]:
    """What ``person`` may see of those that are like ``proposal``: they had it compared, or one looked."""
    shares = _shares(person, proposal)
    looks = {
        each.other_id if each.proposal_id == proposal.pk else each.proposal_id: each
        for each in Looked.objects.filter(Q(proposal=proposal) | Q(other=proposal))
        .select_related("proposal", "other")
        .order_by("at", "pk")
    }
    wanted = shares.keys() | looks.keys()
    seen = seen_among(person, proposal.edition, Q(pk__in=wanted), at) if wanted else []
    return [Alike(each, shares.get(each.pk), looks.get(each.pk)) for each in seen]


def _shares(person: Person, proposal: Proposal) -> dict[int, int]:
    """The other proposals of pairs with ``proposal`` that were found last, and their shares."""
    done = Comparison.objects.filter(by=person, edition=proposal.edition, state=RunState.DONE)
    results = done.order_by("at", "pk").values_list("result", flat=True)
    pairs = [(one, other, share) for result in results for one, other, share, _passage in result["pairs"]]
    both_ways = [*pairs, *((other, one, share) for one, other, share in pairs)]
    return {other: share for one, other, share in both_ways if one == proposal.pk}


def beside(one: Proposal, other: Proposal) -> tuple[Side, Side]:
    """Both, with what they have in common."""
    first, second = _read(one), _read(other)
    return _side(one, first, second), _side(other, second, first)


def _read(proposal: Proposal) -> Read:
    title, abstract = (text.in_(proposal.language).text for text in (proposal.title, proposal.abstract))
    return Read(Text(proposal.code, proposal.code, title, abstract))


def _side(proposal: Proposal, read: Read, other: Read) -> Side:
    return Side(proposal, read.beside(other), round(100 * share_of(read.covered_by(other))))
