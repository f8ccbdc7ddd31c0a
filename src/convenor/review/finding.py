"""Conflicts of interest found by comparing facts: values in, values out, no database and no clock.

Each finder compares one judge with everybody in the proposals through an index, so that thousands of
proposals and hundreds of judges take time in proportion to what is alike, not to all pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from convenor.kernel.text import folded
from convenor.proposals.kinds import ConflictKind, ConflictSource, Severity
from convenor.review.likeness import abbreviated, institution_at, organization_key, spelled, state_at


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who judges or proposes."""

    person: int
    name: str
    organization: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or an organization that was named as in conflict: one row of ``Tie``."""

    tie: int
    kind: str
    name: str = ""
    address: str = ""
    organization: str = ""
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A work of a judge, with the names of its authors."""

    title: str
    year: int | None
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges, in which tracks (``None``: in all), with their works and whom they named."""

    party: Party
    tracks: frozenset[int] | None = None
    works: tuple[Written, ...] = ()
    ties: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal, the people in it, and whom they named."""

    proposal: int
    track: int
    organization: str = ""
    parties: tuple[Party, ...] = ()
    ties: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one track: which kinds bar, and for how many years writing together counts."""

    barring: frozenset[str]
    years: int


@dataclass(frozen=True, slots=True)
class Found:
    """Why ``person`` may not, or had better not, judge ``proposal``."""

    proposal: int
    person: int
    kind: str
    source: str
    severity: str
    tie: int | None = None
    counterpart: int | None = None
    detail: str = ""
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class _Likeness:
    """Something that a judge has in common with a proposal; ``is_sure`` is false for a mere likelihood."""

    offer: Offer
    kind: str
    source: str = ConflictSource.FOUND
    party: Party | None = None
    detail: str = ""
    from_year: int | None = None
    to_year: int | None = None
    tie: int | None = None
    is_sure: bool = True


_Places = defaultdict[str, list[tuple[Offer, Party | None]]]


@dataclass(frozen=True, slots=True)
class _Index:
    """Everybody in the proposals by what they could have in common with a judge."""

    organizations: _Places = field(default_factory=lambda: defaultdict(list))
    domains: _Places = field(default_factory=lambda: defaultdict(list))
    states: _Places = field(default_factory=lambda: defaultdict(list))
    names: _Places = field(default_factory=lambda: defaultdict(list))
    initials: _Places = field(default_factory=lambda: defaultdict(list))
    addresses: _Places = field(default_factory=lambda: defaultdict(list))
    people: defaultdict[int, list[tuple[Offer, Party]]] = field(default_factory=lambda: defaultdict(list))
    named: defaultdict[tuple[str, str], list[tuple[Offer, Named]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def put(self, offer: Offer) -> None:
        if offer.organization:
            self.organizations[organization_key(offer.organization)].append((offer, None))
        for tie in offer.ties:
            for mark in _marks(tie.name, tie.organization, tie.address):
                self.named[mark].append((offer, tie))
        for party in offer.parties:
            self._put_party(offer, party)

    def _put_party(self, offer: Offer, party: Party) -> None:
        here = (offer, party)
        self.people[party.person].append(here)
        self.names[spelled(party.name)].append(here)
        self.organizations[organization_key(party.organization)].append(here)
        for short in abbreviated(party.name):
            self.initials[short].append(here)
        for address in party.addresses:
            self.addresses[folded(address)].append(here)
        for domain in {institution_at(address) for address in party.addresses}:
            self.domains[domain].append(here)
        for state in {state_at(address) for address in party.addresses}:
            self.states[state].append(here)


Together = Mapping[
    int, Mapping[int, int]
]  # of a judge and another person, the last year they proposed together


def conflicts_between(
    offers: Iterable[Offer],
    judges: Iterable[Judge],
    *,
    together: Together,
    rules: Mapping[int, Rules],
    year: int,
) -> list[Found]:
    """All conflicts between ``judges`` and ``offers`` of an edition in ``year``; ``rules`` by track.

    Of each kind and source one for a pair, the gravest; who is in a proposal is left out.
    """
    index = _Index()
    for offer in offers:
        index.put(offer)
    found: dict[tuple[object, ...], Found] = {}
    for judge in judges:
        for likeness in _likenesses(judge, index, together):
            conflict = _judged(judge, likeness, rules[likeness.offer.track], year)
            if conflict:
                key = (conflict.proposal, conflict.person, conflict.kind, conflict.source, conflict.tie)
                found[key] = min(found.get(key, conflict), conflict, key=_how_grave)
    return list(found.values())


def _likenesses(judge: Judge, index: _Index, together: Together) -> Iterator[_Likeness]:
    own = {id(offer) for offer, _party in index.people.get(judge.party.person, ())}
    for finder in _FINDERS:
        for likeness in finder(judge, index):
            if _concerns(judge, likeness.offer, own):
                yield likeness
    for likeness in _proposed_together(judge, index, together):
        if _concerns(judge, likeness.offer, own):
            yield likeness


def _concerns(judge: Judge, offer: Offer, own: set[int]) -> bool:
    return id(offer) not in own and (judge.tracks is None or offer.track in judge.tracks)


def _judged(judge: Judge, likeness: _Likeness, rules: Rules, year: int) -> Found | None:
    """``likeness`` as the track's rules see it; nothing where it lies too far back."""
    is_old = likeness.to_year is not None and year - likeness.to_year > rules.years
    if likeness.kind == ConflictKind.CO_AUTHOR and likeness.tie is None and is_old:
        return None
    bars = likeness.tie is not None or (likeness.is_sure and likeness.kind in rules.barring)
    return Found(
        proposal=likeness.offer.proposal,
        person=judge.party.person,
        kind=str(likeness.kind),
        source=str(likeness.source),
        severity=str(Severity.BARS if bars else Severity.WEIGHED),
        tie=likeness.tie,
        counterpart=likeness.party.person if likeness.party else None,
        detail=likeness.detail[:300],
        from_year=likeness.from_year,
        to_year=likeness.to_year,
    )


def _how_grave(found: Found) -> tuple[bool, int, int, str]:
    return (
        found.severity != Severity.BARS,
        -(found.to_year or 0),
        found.counterpart or 0,
        found.detail,
    )


def _same_organization(judge: Judge, index: _Index) -> Iterator[_Likeness]:
    if key := organization_key(judge.party.organization):
        for offer, party in index.organizations.get(key, ()):
            yield _Likeness(offer, ConflictKind.ORGANIZATION, party=party, detail=judge.party.organization)


def _same_domain(judge: Judge, index: _Index) -> Iterator[_Likeness]:
    for domain in {institution_at(address) for address in judge.party.addresses} - {""}:
        for offer, party in index.domains.get(domain, ()):
            yield _Likeness(offer, ConflictKind.MAIL_DOMAIN, party=party, detail=domain)


def _same_state(judge: Judge, index: _Index) -> Iterator[_Likeness]:
    for state in {state_at(address) for address in judge.party.addresses} - {""}:
        for offer, party in index.states.get(state, ()):
            yield _Likeness(offer, ConflictKind.MEMBER_STATE, party=party, detail=state.upper())


def _same_name(judge: Judge, index: _Index) -> Iterator[_Likeness]:
    if name := spelled(judge.party.name):
        for offer, party in index.names.get(name, ()):
            yield _Likeness(offer, ConflictKind.NAMESAKE, party=party)


def _wrote_together(judge: Judge, index: _Index) -> Iterator[_Likeness]:
    own = {spelled(judge.party.name), *abbreviated(judge.party.name)}
    for work in judge.works:
        for name in {spelled(author) for author in work.authors} - own - {""}:
            for places, is_full in ((index.names, True), (index.initials, False)):
                for offer, party in places.get(name, ()):
                    yield _Likeness(
                        offer,
                        ConflictKind.CO_AUTHOR,
                        party=party,
                        detail=work.title,
                        from_year=work.year,
                        to_year=work.year,
                        is_sure=is_full and work.year is not None,
                    )


def _proposed_together(judge: Judge, index: _Index, together: Together) -> Iterator[_Likeness]:
    for person, year in together.get(judge.party.person, {}).items():
        for offer, party in index.people.get(person, ()):
            yield _Likeness(offer, ConflictKind.CO_AUTHOR, party=party, from_year=year, to_year=year)


def _named_by_judge(judge: Judge, index: _Index) -> Iterator[_Likeness]:
    for tie in judge.ties:
        places: Sequence[tuple[Offer, Party | None]] = [
            *(index.names.get(spelled(tie.name), ()) if tie.name else ()),
            *(index.addresses.get(folded(tie.address), ()) if tie.address else ()),
            *(index.organizations.get(organization_key(tie.organization), ()) if tie.organization else ()),
        ]
        for offer, party in places:
            yield _of_tie(tie, offer, ConflictSource.PERSON, party)


def _named_by_contributors(judge: Judge, index: _Index) -> Iterator[_Likeness]:
    party = judge.party
    for mark in _marks(party.name, party.organization, *party.addresses):
        for offer, tie in index.named.get(mark, ()):
            yield _of_tie(tie, offer, ConflictSource.CONTRIBUTOR, None)


def _marks(name: str, organization: str, *addresses: str) -> set[tuple[str, str]]:
    """What somebody can be meant by."""
    marks = {("name", spelled(name)), ("organization", organization_key(organization))}
    marks |= {("address", folded(address)) for address in addresses}
    return {(what, text) for what, text in marks if text}


def _of_tie(tie: Named, offer: Offer, source: str, party: Party | None) -> _Likeness:
    return _Likeness(
        offer,
        tie.kind,
        source,
        party,
        detail=tie.organization,
        from_year=tie.from_year,
        to_year=tie.to_year,
        tie=tie.tie,
    )


_FINDERS: tuple[Callable[[Judge, _Index], Iterator[_Likeness]], ...] = (
    _same_organization,
    _same_domain,
    _same_state,
    _same_name,
    _wrote_together,
    _named_by_judge,
    _named_by_contributors,
)
