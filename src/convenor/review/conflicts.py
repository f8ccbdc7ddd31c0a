"""Conflicts of interest between those who judge in an edition and its proposals, computed from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from convenor.editions.models import Edition, Office, Role, Track
from convenor.people.models import ContactPoint, Person
from convenor.proposals.kinds import Severity
from convenor.proposals.models import Contributor, Proposal, Tie, Waiver
from convenor.review.finding import Found, Judge, Named, Offer, Party, Rules, Written, conflicts_between
from convenor.review.models import Assignment, Delegation, ReviewRules, Work

JUDGING = (Role.CHAIR, Role.TRACK_CHAIR, Role.REVIEWER)
_OF_TIE = ("pk", "kind", "name", "address", "organization", "from_year", "to_year")


def found_conflicts(
    edition: Edition,
    at: datetime,
    *,
    proposals: Collection[int] | None = None,
    people: Collection[int] | None = None,
) -> list[Found]:
    """What the facts say at ``at`` of the handed-in ``proposals`` and the judges ``people``; ``None``: all.

    The secretariat judges nothing by its office, so nothing is found of it. A constant number of queries.
    """
    tracks = tracks_of_judges(edition, at, people)
    for person, held in _tracks_of_sub_reviewers(edition, people).items():
        also = tracks.get(person, frozenset())
        tracks[person] = None if also is None else also | held
    offered = Proposal.objects.submitted().filter(edition=edition)
    if proposals is not None:
        offered = offered.filter(pk__in=proposals)
    if None not in tracks.values():
        offered = offered.filter(track__in=frozenset().union(*filter(None, tracks.values())))
    if not tracks or not offered.exists():
        return []  # most changes are of people who judge nothing
    rules = _rules(edition)
    found = conflicts_between(
        _offers(offered),
        _judges(edition, tracks),
        together=_together(edition, tracks, max((each.years for each in rules.values()), default=0)),
        rules=rules,
        year=edition.year,
    )
    return _unless_waived(edition, found)


def _unless_waived(edition: Edition, found: Iterable[Found]) -> list[Found]:
    waivers = Waiver.objects.filter(proposal__edition=edition, retracted_at=None)
    waived = set(waivers.values_list("proposal", "person", "kind", "source"))
    return [
        replace(each, severity=str(Severity.WAIVED))
        if (each.proposal, each.person, each.kind, each.source) in waived
        else each
        for each in found
    ]


def tracks_of_judges(
    edition: Edition, at: datetime, people: Collection[int] | None = None
) -> dict[int, frozenset[int] | None]:
    """Who judges in ``edition`` at ``at``, and in which tracks; ``None``: in all.

    By an office, or since they were asked to: what they wrote counts after their office ended, too.
    """
    offices = Office.objects.held_at(at).filter(edition=edition, role__in=JUDGING)
    asked = Assignment.objects.filter(proposal__edition=edition, ended_at=None)
    if people is not None:
        offices, asked = offices.filter(person__in=people), asked.filter(reviewer__in=people)
    tracks: defaultdict[int, set[int | None]] = defaultdict(set)
    for person, track in offices.values_list("person", "track"):
        tracks[person].add(track)
    for person, track in asked.order_by().values_list("reviewer", "proposal__track").distinct():
        tracks[person].add(track)
    return {
        person: None if None in held else frozenset(held - {None})  # type: ignore[arg-type]
        for person, held in tracks.items()
    }


def _tracks_of_sub_reviewers(edition: Edition, people: Collection[int] | None) -> dict[int, frozenset[int]]:
    """Who writes a review for somebody, or wrote in one, and in which tracks."""
    asked = Assignment.objects.filter(proposal__edition=edition, ended_at=None)
    delegated = Delegation.objects.filter(assignment__in=asked, refused_at=None)
    if people is not None:
        delegated = delegated.filter(person__in=people)
    tracks: defaultdict[int, set[int]] = defaultdict(set)
    for person, track in delegated.order_by().values_list("person", "assignment__proposal__track"):
        tracks[person].add(track)
    return {person: frozenset(held) for person, held in tracks.items()}


def _offers(proposals: QuerySet[Proposal]) -> list[Offer]:
    rows = list(proposals.values_list("pk", "track", "organization__name"))
    taking_part = Contributor.objects.filter(proposal__in=proposals, refused_at=None).order_by(
        "position", "pk"
    )
    people = list(taking_part.values_list("proposal", "person"))
    parties = _parties(person for _proposal, person in people)
    of_each: defaultdict[int, list[Party]] = defaultdict(list)
    for proposal, person in people:
        of_each[proposal].append(parties[person])
    ties = _ties(Tie.objects.filter(proposal__in=proposals), "proposal")
    return [
        Offer(pk, track, organization or "", tuple(of_each[pk]), ties.get(pk, ()))
        for pk, track, organization in rows
    ]


def _judges(edition: Edition, tracks: Mapping[int, frozenset[int] | None]) -> list[Judge]:
    parties = _parties(tracks)
    works: defaultdict[int, list[Written]] = defaultdict(list)
    for person, title, year, authors in Work.objects.filter(person__in=tracks).values_list(
        "person", "title", "year", "authors"
    ):
        works[person].append(Written(title, year, tuple(authors)))
    ties = _ties(Tie.objects.filter(edition=edition, proposal=None, person__in=tracks), "person")
    return [
        Judge(parties[person], held, tuple(works[person]), ties.get(person, ()))
        for person, held in tracks.items()
    ]


def _parties(people: Iterable[int]) -> dict[int, Party]:
    keys = set(people)
    addresses: defaultdict[int, list[str]] = defaultdict(list)
    for person, address in ContactPoint.objects.filter(person__in=keys).values_list("person", "address"):
        addresses[person].append(address)
    known = Person.objects.filter(pk__in=keys, erased_at=None)
    told = {
        pk: Party(pk, name, organization or "", tuple(addresses[pk]))
        for pk, name, organization in known.values_list("pk", "name", "organization__name")
    }
    return {pk: told.get(pk, Party(pk, "")) for pk in keys}


def _ties(ties: QuerySet[Tie], whose: str) -> dict[int, tuple[Named, ...]]:
    found: defaultdict[int, list[Named]] = defaultdict(list)
    for owner, *named in ties.filter(retracted_at=None).order_by("pk").values_list(whose, *_OF_TIE):
        found[owner].append(Named(*named))
    return {owner: tuple(named) for owner, named in found.items()}


def _rules(edition: Edition) -> dict[int, Rules]:
    said: dict[int, Any] = {
        each.track_id: each
        for each in ReviewRules.objects.filter(track__edition=edition).only(
            "track", "barring", "co_author_years"
        )
    }
    tracks = Track.objects.filter(edition=edition).values_list("pk", flat=True)
    of_each = {track: said.get(track) or ReviewRules() for track in tracks}
    return {track: Rules(frozenset(each.barring), each.co_author_years) for track, each in of_each.items()}


def _together(edition: Edition, judges: Collection[int], years: int) -> dict[int, dict[int, int]]:
    """Of each judge, with whom they took part in a proposal, and the last year in which they did."""
    recent = Q(proposal__edition__year__lte=edition.year, proposal__edition__year__gte=edition.year - years)
    parts = Contributor.objects.taking_part().filter(recent, proposal__submitted_at__isnull=False)
    # By keys, not by a query inside: PostgreSQL without statistics reads everything again for each row of it.
    theirs = parts.filter(person__in=judges).order_by()
    when = dict(theirs.values_list("proposal", "proposal__edition__year"))
    people: defaultdict[int, list[int]] = defaultdict(list)
    taking_part = Contributor.objects.taking_part().filter(proposal__in=list(when)).order_by()
    for proposal, person in taking_part.values_list("proposal", "person"):
        people[proposal].append(person)
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for proposal, year in when.items():
        for judge in people[proposal]:
            for other in people[proposal]:
                if judge != other and judge in judges:
                    found[judge][other] = max(year, found[judge].get(other, 0))
    return found
