"""What the writes of this package share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.editions.models import Edition, Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.programme.models import Session
from convenor.programme.rules.rights import may_arrange


class OfAnotherEdition(Refused):
    """A track, room or person that belongs elsewhere."""


def only_arrangers(person: Person, edition: Edition, track: Track | None, at: datetime) -> None:
    if not may_arrange(person, edition, track, at=at):
        raise NotAllowed(_("Only those who arrange this part of the programme may do this."))


def proposal_of(session: Session) -> dict[str, Any]:
    """What the log says of a session born of a proposal, so that those in conflict do not read it there."""
    return {"proposal": session.proposal.code} if session.proposal else {}


def only_arrangers_of(person: Person, session: Session, at: datetime) -> None:
    only_arrangers(person, session.edition, session.track, at)
