"""Who may do what with registrations. Whether it is still possible is the actions' to say."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition, Role
from convenor.editions.queries import holds
from convenor.people.models import Person
from convenor.registration.models import InvitationCode, Registration


def may_manage(person: Person, registration: Registration) -> bool:
    """Confirm it and ask for what it can carry: the person themselves."""
    return registration.person_id == person.pk


def may_change(person: Person, registration: Registration, *, at: datetime) -> bool:
    """Say who it is of and as what they take part: the person themselves and the secretariat."""
    return may_manage(person, registration) or may_answer(person, registration.edition, at=at)


def may_answer(person: Person, edition: Edition, *, at: datetime) -> bool:
    """Approve, refuse, cancel, reinstate and invite: the secretariat."""
    return holds(person, edition, Role.SECRETARY, at=at)


def may_cancel(person: Person, registration: Registration, *, at: datetime) -> bool:
    return may_manage(person, registration) or may_answer(person, registration.edition, at=at)


def may_check_in(person: Person, edition: Edition, *, at: datetime) -> bool:
    """Receive people and make their badges: the desk and the secretariat."""
    return holds(person, edition, Role.DESK, Role.SECRETARY, at=at)


def may_use(person: Person, code: InvitationCode) -> bool:
    """A personal code serves its person only."""
    return code.person_id in {None, person.pk}
