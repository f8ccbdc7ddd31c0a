"""Who may do what with the programme. Whether it is still possible is the actions' to say."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition, Role, Track
from convenor.editions.queries import holds, offices_of
from convenor.people.models import Person
from convenor.programme.models import Appearance, AppearanceRole, MarkList, Material, Release, Session
from convenor.programme.queries import kept_from, sessions_kept_from
from convenor.proposals.models import Proposal
from convenor.proposals.rules import may_manage


def may_arrange(person: Person, edition: Edition, track: Track | None, *, at: datetime) -> bool:
    """Chairs and secretaries the whole programme; the chair of a track what belongs to it."""
    if holds(person, edition, Role.CHAIR, Role.SECRETARY, at=at):
        return True
    offices = offices_of(person, edition=edition, at=at).filter(role=Role.TRACK_CHAIR)
    return track is not None and offices.filter(track=track).exists()


def may_change(person: Person, session: Session, *, at: datetime) -> bool:
    """Who arranges its part of the programme, unless the session is kept from them."""
    if not may_arrange(person, session.edition, session.track, at=at):
        return False
    return not sessions_kept_from(person, session.edition).filter(pk=session.pk).exists()


def may_take_up(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Make it a session: who arranges its track, unless the proposal is kept from them."""
    if not may_arrange(person, proposal.edition, proposal.track, at=at):
        return False
    return not kept_from(person).filter(pk=proposal.pk).exists()


def may_plan(person: Person, edition: Edition, *, at: datetime) -> bool:
    """Have the whole programme worked out and adopt it: not the chair of one track."""
    return may_arrange(person, edition, None, at=at)


def may_publish(person: Person, edition: Edition, *, at: datetime) -> bool:
    return holds(person, edition, Role.SECRETARY, at=at)


def may_report(person: Person, session: Session, *, at: datetime) -> bool:
    """Its rapporteur, and who arranges it."""
    is_rapporteur = session.appearances.filter(
        person=person, role=AppearanceRole.RAPPORTEUR, refused_at=None
    ).exists()
    return is_rapporteur or may_change(person, session, at=at)


def may_add_material(person: Person, session: Session, *, at: datetime) -> bool:
    """Whoever appears in it, and who arranges it."""
    appears = Appearance.objects.standing().filter(session=session, person=person).exists()
    return appears or may_change(person, session, at=at)


def may_remove_material(person: Person, material: Material, *, at: datetime) -> bool:
    """Who added it, and who arranges its session."""
    return person.pk == material.by_id or may_change(person, material.session, at=at)


def may_read_file(person: Person | None, material: Material, *, at: datetime) -> bool:
    """Everybody, once a release that is out has it; before, those who might have added it."""
    released = Release.objects.published().filter(edition=material.session.edition, at__gte=material.at)
    if released.exists():
        return True
    return person is not None and may_add_material(person, material.session, at=at)


def may_license(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Its proposer; and the secretary, unless it is kept from them."""
    if may_manage(person, proposal):
        return True
    is_secretary = holds(person, proposal.edition, Role.SECRETARY, at=at)
    return is_secretary and not kept_from(person).filter(pk=proposal.pk).exists()


def may_delete(person: Person | None, mark_list: MarkList) -> bool:
    """Whoever has the link of a list that is nobody's; a person's list only that person."""
    return mark_list.person is None or mark_list.person == person
