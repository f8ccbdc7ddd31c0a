"""What the writes of this package share."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from convenor.audit.actions import locked
from convenor.editions.models import Edition, Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.programme.models import Session
from convenor.programme.rules.rights import may_arrange, may_change

M = TypeVar("M", bound=models.Model)


class OfAnotherEdition(Refused):
    """A track, room or person that belongs elsewhere."""


class Gone(Refused):
    """Somebody removed it meanwhile."""


def held(session: Session) -> Session:
    """``session`` read again; its edition is held too, so that a release is frozen between two writes."""
    locked(Edition, session.edition)
    return there(Session, session)


def there(model: type[M], row: M) -> M:
    """``row`` read again and held, if it is still there."""
    try:
        return locked(model, row)
    except ObjectDoesNotExist as problem:
        raise Gone(_("Somebody removed this in the meantime.")) from problem


def only_arrangers(person: Person, edition: Edition, track: Track | None, at: datetime) -> None:
    if not may_arrange(person, edition, track, at=at):
        raise NotAllowed(_("Only those who arrange this part of the programme may do this."))


def only_arrangers_of(person: Person, session: Session, at: datetime) -> None:
    if not may_change(person, session, at=at):
        raise NotAllowed(_("Only those who arrange this part of the programme may do this."))


def proposal_of(session: Session) -> dict[str, Any]:
    """What the log says of a session born of a proposal, so that those in conflict do not read it there."""
    return {"proposal": session.proposal.code} if session.proposal else {}
