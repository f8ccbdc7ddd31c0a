"""Reads of the programme as it is being made, and of its releases."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from convenor.editions.models import Edition, Office, Role
from convenor.kernel.codes import LETTERS
from convenor.people.models import Person
from convenor.programme.merging import Change
from convenor.programme.models import (
    Appearance,
    AppearanceQuerySet,
    Item,
    Mark,
    MarkList,
    Material,
    Parcel,
    Placement,
    Release,
    Session,
    SessionEvent,
)
from convenor.proposals.models import Conflict, Contributor, Decision, Proposal, ProposalQuerySet, Verdict

_GUEST = re.compile(f"[{LETTERS}]{{8}}")  # how a release names a person


def programme_of(edition: Edition) -> QuerySet[Session]:
    """The sessions of ``edition`` with all they hold, in the order of their codes; a few queries in all."""
    placements = Placement.objects.select_related("room").order_by("starts_on", "starts_at", "pk")
    events = SessionEvent.objects.select_related("replaced_by").order_by("at", "pk")
    materials = Material.objects.select_related("session__edition").order_by("at", "pk")
    return (
        Session.objects.filter(edition=edition)
        .select_related("track", "subtheme", "report", "edition")
        .prefetch_related(
            Prefetch("items", Item.objects.order_by("position")),
            Prefetch("appearances", people_shown()),
            Prefetch("placements", placements),
            Prefetch("events", events),
            Prefetch("materials", materials),
        )
        .order_by("code")
    )


def people_shown() -> AppearanceQuerySet:
    """The appearances that the programme shows, in the order of each session."""
    shown = Appearance.objects.standing().select_related("person__organization")
    return shown.order_by("position", "pk")


def sessions_run_by(person: Person, edition: Edition, at: datetime) -> QuerySet[Session]:
    """The sessions that ``person`` arranges: chairs and secretaries all, track chairs their track's.

    What is kept from them is not there: they read of it in the releases, as everybody does.
    """
    offices = Office.objects.held_at(at).filter(person=person, edition=edition)
    of_all = offices.filter(role__in=[Role.CHAIR, Role.SECRETARY])
    of_one = offices.filter(role=Role.TRACK_CHAIR, track=OuterRef("track"))
    arranged = Session.objects.filter(Exists(of_all) | Exists(of_one), edition=edition)
    return arranged.exclude(pk__in=sessions_kept_from(person, edition).values("pk"))


def sessions_known_to(person: Person, edition: Edition) -> QuerySet[Session]:
    """All but those that are kept from ``person``, arranged by them or not."""
    return Session.objects.filter(edition=edition).exclude(
        pk__in=sessions_kept_from(person, edition).values("pk")
    )


def sessions_kept_from(person: Person, edition: Edition) -> QuerySet[Session]:
    """The sessions born of a proposal with which ``person`` has a conflict of interest."""
    return Session.objects.filter(edition=edition, proposal__in=kept_from(person))


def kept_from(person: Person) -> ProposalQuerySet:
    """The proposals with which ``person`` has a conflict of interest; who contributes to one knows it."""
    conflicts = Conflict.objects.barring().filter(proposal=OuterRef("pk"), person=person)
    contributes = Contributor.objects.taking_part().filter(proposal=OuterRef("pk"), person=person)
    return Proposal.objects.filter(Exists(conflicts), ~Exists(contributes))


def accepted_without_session(edition: Edition) -> ProposalQuerySet:
    """Proposals whose acceptance is released and that are not in the programme yet."""
    return _told(edition, [Verdict.ACCEPT]).filter(session=None)


def waiting_for(person: Person, edition: Edition, at: datetime) -> ProposalQuerySet:
    """Those of them that ``person`` may make sessions."""
    offices = Office.objects.held_at(at).filter(person=person, edition=edition)
    of_all = offices.filter(role__in=[Role.CHAIR, Role.SECRETARY])
    of_one = offices.filter(role=Role.TRACK_CHAIR, track=OuterRef("track"))
    waiting = accepted_without_session(edition).filter(Exists(of_all) | Exists(of_one))
    return waiting.exclude(pk__in=kept_from(person).values("pk"))


def compendium_of(edition: Edition) -> ProposalQuerySet:
    """The proposals that the compendium prints: accepted, or accepted for it alone, and told so."""
    authors = Contributor.objects.taking_part().select_related("person__organization")
    printed = _told(edition, [Verdict.ACCEPT, Verdict.PUBLISH_ONLY])
    return printed.select_related("track", "subtheme", "session", "licence").prefetch_related(
        Prefetch("contributors", authors.order_by("position", "pk"))
    )


def _told(edition: Edition, verdicts: list[Verdict]) -> ProposalQuerySet:
    known = Decision.objects.known().filter(proposal=OuterRef("pk"), verdict__in=verdicts)
    return Proposal.objects.filter(Exists(known), edition=edition).standing().order_by("code")


def latest_release(edition: Edition) -> Release | None:
    """The one that the public reads."""
    return Release.objects.published().filter(edition=edition).order_by("-number").first()


def has_programme(edition: Edition) -> bool:
    """Whether the public reads one."""
    return Release.objects.published().filter(edition=edition).exists()


def was_forgotten(edition: Edition, code: str) -> bool:
    """Whether ``code`` is of somebody whom a release sealed, and whom nothing opens any more."""
    if not _GUEST.fullmatch(code):
        return False
    sealed = Release.objects.published().filter(edition=edition, document__contains=f'"{code}":"')
    return sealed.exclude(people__has_key=code).exists()


def releases_of(edition: Edition) -> QuerySet[Release]:
    """All of them, the newest first, without their documents."""
    return Release.objects.filter(edition=edition).defer("document", "people").order_by("-number")


def appearances_of(person: Person) -> AppearanceQuerySet:
    """Where ``person`` is asked to appear, by edition and session."""
    mine = Appearance.objects.with_answers().filter(person=person)
    return mine.select_related("session__edition__series", "session__track").order_by("session__code", "pk")


def with_demand(sessions: QuerySet[Session]) -> QuerySet[Any]:
    """``sessions`` with ``demand``: how many lists each is marked in. Whose they are, nobody is told."""
    marks = Mark.objects.standing().filter(session=OuterRef("pk")).order_by().values("session")
    counted = Subquery(marks.annotate(count=Count("pk")).values("count"))
    return sessions.annotate(demand=Coalesce(counted, 0))


def own_marks(edition: Edition, person: Person) -> MarkList | None:
    return MarkList.objects.filter(edition=edition, person=person).first()


def mark_list_at(token: str) -> MarkList | None:
    """The list whose link ends in ``token``, or the one that took it over."""
    found = MarkList.objects.select_related("merged_into").filter(token=token).first()
    return found.merged_into or found if found else None


def codes_marked_in(mark_list: MarkList) -> frozenset[str]:
    """Which sessions stand on it, by their codes."""
    return frozenset(code for code, change in marks_in(mark_list).items() if change.value)


def marks_in(mark_list: MarkList) -> dict[str, Change]:
    """The same with what was taken off again, and when."""
    kept = mark_list.marks.values_list("code", "at", "is_marked")
    return {code: Change(at, is_marked) for code, at, is_marked in kept}


def parcel_at(edition: Edition, name: str, at: datetime) -> Parcel | None:
    """What a device left under ``name``, until its day is over."""
    return Parcel.objects.filter(edition=edition, name=name, expires_at__gt=at).first()


def notes_in(mark_list: MarkList) -> dict[str, Change]:
    """By the codes of sessions, what was written about them; empty, where that was taken away again."""
    kept = mark_list.notes.values_list("code", "at", "text")
    return {code: Change(at, text) for code, at, text in kept}


def programmes_for(person: Person, at: datetime) -> list[Edition]:
    """Where ``person`` may put a programme of their own together: what is to come, or what they marked."""
    released = Exists(Release.objects.published().filter(edition=OuterRef("pk")))
    marked = Exists(MarkList.objects.filter(edition=OuterRef("pk"), person=person))
    is_near = Q(ends_on__gte=at.date() - timedelta(days=1))  # wherever it is held
    found = Edition.objects.filter(released, marked | is_near).select_related("series")
    return list(found.order_by("starts_on", "pk"))


def invited(session: Session) -> QuerySet[Appearance]:
    """Those whom the secretariat invited to ``session``, whatever they answered."""
    return session.appearances.filter(Q(contributor=None)).select_related("person").order_by("position", "pk")
