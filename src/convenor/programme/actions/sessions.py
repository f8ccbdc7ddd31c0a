"""Sessions enter the programme: from accepted proposals, by invitation, or as the secretariat's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import put
from convenor.editions.models import Edition, Subtheme, Track
from convenor.kernel.codes import new_code, new_token
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.people.models import Person
from convenor.programme.actions.common import (
    OfAnotherEdition,
    held,
    only_arrangers,
    only_arrangers_of,
    proposal_of,
)
from convenor.programme.actions.materials import forget_files
from convenor.programme.models import Appearance, AppearanceRole, Item, Release, Session
from convenor.programme.queries import accepted_without_session, waiting_for
from convenor.programme.rules.rights import may_take_up
from convenor.proposals.models import Contributor, ContributorRole, Proposal


class SessionFacts(TypedDict, total=False):
    kind: str
    format: str
    track: Track | None
    subtheme: Subtheme | None
    title: Translated
    abstract: Translated
    languages: list[str]
    interpretation: list[str]
    minutes: int
    attendance: str
    url: str
    expected: int | None
    needs_step_free: bool
    needs: str
    places: int | None


class NotAccepted(Refused):
    """The proposal is not accepted, its contributors do not know it yet, or it is in the programme."""


class TitleMissing(Refused):
    """A session needs a title."""


class NamedElsewhere(Refused):
    """Another session says that this one is held in its place."""


class AlreadyReleased(Refused):
    """A release that people read has it."""


class FewerPlacesThanBooked(Refused):
    """People hold places that would no longer exist."""


@write
def add_session(*, edition: Edition, by: Person, at: datetime, **facts: Unpack[SessionFacts]) -> Session:
    """Put an item into the programme that no proposal asked for."""
    edition = locked(Edition, edition)
    only_arrangers(by, edition, facts.get("track"), at)
    _check(edition, {"title": Translated(), **facts})
    session = Session.objects.create(
        edition=edition, code=new_code(), created_at=at, title_text=_plain(facts.get("title")), **facts
    )
    record("session.added", subject=session, actor=by, at=at, scope=edition.path)
    return session


@write
def take_up(*, proposal: Proposal, by: Person, at: datetime) -> Session:
    """Make an accepted proposal a session, with its people and the contributions inside it."""
    proposal = locked(Proposal, proposal)
    edition = locked(Edition, proposal.edition)
    if not may_take_up(by, proposal, at=at):
        raise NotAllowed(_("Only those who arrange this part of the programme may do this."))
    if not accepted_without_session(edition).filter(pk=proposal.pk).exists():
        raise NotAccepted(
            _("Only a proposal whose acceptance was released enters the programme, and only once.")
        )
    session = Session.objects.create(
        edition=edition,
        code=proposal.code,
        proposal=proposal,
        format=proposal.format,
        track=proposal.track,
        subtheme=proposal.subtheme,
        title=proposal.title,
        title_text=proposal.title_text,
        abstract=proposal.abstract,
        languages=[proposal.language],
        minutes=proposal.minutes,
        attendance=edition.attendance,
        created_at=at,
    )
    _bring_people(session, _bring_contributions(session))
    record("session.taken_up", subject=session, actor=by, at=at, scope=edition.path, proposal=proposal.code)
    return session


@write
def take_up_all(*, edition: Edition, by: Person, at: datetime) -> int:
    """Do so with every accepted proposal that ``by`` arranges and that is not in yet; gives how many."""
    waiting = list(waiting_for(by, edition, at).select_related("edition", "track", "subtheme"))
    for proposal in waiting:
        take_up(proposal=proposal, by=by, at=at)
    return len(waiting)


@write
def change_session(*, session: Session, by: Person, at: datetime, **facts: Unpack[SessionFacts]) -> Session:
    """Change what the draft of the programme says of a session; readers see it in the next release."""
    session = held(session)
    only_arrangers_of(by, session, at)
    only_arrangers(by, session.edition, facts.get("track", session.track), at)
    _check(session.edition, facts)
    _check_places(session, facts)
    values: dict[str, Any] = dict(facts)
    if "title" in facts:
        values["title_text"] = _plain(facts["title"])
    if changed := put(session, values):
        record(
            "session.changed",
            subject=session,
            actor=by,
            at=at,
            scope=session.edition.path,
            fields=[name for name in changed if name != "title_text"],
            **proposal_of(session),
        )
    return session


@write
def remove_session(*, session: Session, by: Person, at: datetime) -> None:
    """Take a session out of the draft; one that was released can only be cancelled."""
    session = held(session)
    only_arrangers_of(by, session, at)
    if is_released(session):
        raise AlreadyReleased(
            _("People have read of this session: cancel it instead, so that they are told what became of it.")
        )
    if session.replaces.exists():
        raise NamedElsewhere(_("Another session says that it is replaced by this one."))
    if session.booked:
        raise FewerPlacesThanBooked(_("People have booked this session: cancel it instead."))
    record(
        "session.removed",
        subject=session,
        actor=by,
        at=at,
        scope=session.edition.path,
        **proposal_of(session),
    )
    forget_files(session.materials.all())
    session.delete()


def is_released(session: Session) -> bool:
    """Whether a release names ``session``."""
    releases = Release.objects.filter(edition=session.edition)
    # In canonical JSON, “format” follows the code of a session, and not that of a proposal in the compendium.
    return releases.filter(document__contains=f'"code":"{session.code}","format":').exists()


def _check(edition: Edition, facts: Mapping[str, Any]) -> None:
    if "title" in facts and not facts["title"]:
        raise TitleMissing(_("Please give the session a title."))
    for name in ("track", "subtheme"):
        part = facts.get(name)
        if part is not None and part.edition_id != edition.pk:
            raise OfAnotherEdition(_("This belongs to another edition."))
    spoken = [*facts.get("languages", []), *facts.get("interpretation", [])]
    if not set(spoken) <= set(LANGUAGES):
        raise Refused(_("Please choose among the six languages."))


def _check_places(session: Session, facts: Mapping[str, Any]) -> None:
    places = facts.get("places", session.places)
    if places is not None and places < session.booked:
        sentence = _("Places booked already: %(count)d. There cannot be fewer.")
        raise FewerPlacesThanBooked(sentence % {"count": session.booked})


def _plain(title: Translated | None) -> str:
    return title.in_(title.original_language).text[:300] if title else ""


def _bring_contributions(session: Session) -> dict[int, Item]:
    """The parts of the proposal, by the key of the contributor who presents each."""
    assert session.proposal is not None  # noqa: S101  # it was made of one
    items: dict[int, Item] = {}
    for number, part in enumerate(session.proposal.contributions.order_by("position")):
        item = Item.objects.create(
            session=session,
            position=number,
            title=part.title,
            abstract=part.abstract,
            minutes=part.minutes,
            contribution=part,
        )
        if part.presenter_id:
            items[part.presenter_id] = item
    return items


def _bring_people(session: Session, presents: Mapping[int, Item]) -> None:
    assert session.proposal is not None  # noqa: S101  # as above
    taking_part = Contributor.objects.taking_part().filter(proposal=session.proposal)
    coming = taking_part.exclude(role=ContributorRole.AUTHOR).order_by("position", "pk")
    Appearance.objects.bulk_create(
        Appearance(
            session=session,
            person_id=each.person_id,
            role=AppearanceRole(each.role),
            item=presents.get(each.pk),
            position=number,
            contributor=each,
            token=new_token(),
        )
        for number, each in enumerate(coming)
    )
