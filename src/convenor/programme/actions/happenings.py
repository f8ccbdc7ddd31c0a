"""What becomes of a session that was announced: told to everybody with the next release."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.actions.common import OfAnotherEdition, held, only_arrangers_of, proposal_of
from convenor.programme.models import Happening, Session, SessionEvent


class AlreadySo(Refused):
    """This is how the session stands."""


class ReplacementMissing(Refused):
    """A session that is replaced names another one."""


@write
def tell(
    *,
    session: Session,
    kind: Happening,
    note: Translated,
    by: Person,
    at: datetime,
    replaced_by: Session | None = None,
) -> SessionEvent:
    """Cancel, postpone, move online, replace or restore ``session``, which stays visible all the same."""
    session = held(session)
    only_arrangers_of(by, session, at)
    last = session.events.order_by("-at", "-pk").first()
    standing = last.kind if last else Happening.RESTORED
    if kind == standing and kind != Happening.REPLACED:
        raise AlreadySo(_("This is how the session stands already."))
    if kind == Happening.REPLACED:
        _check_replacement(session, replaced_by)
    event = SessionEvent.objects.create(
        session=session,
        kind=kind,
        note=note,
        replaced_by=replaced_by if kind == Happening.REPLACED else None,
        by=by,
        at=at,
    )
    record(
        "session.told",
        subject=session,
        actor=by,
        at=at,
        scope=session.edition.path,
        happening=str(kind),
        **proposal_of(session),
    )
    return event


def _check_replacement(session: Session, other: Session | None) -> None:
    if other is None or other.pk == session.pk:
        raise ReplacementMissing(_("Please name the other session that is held in its place."))
    if other.edition_id != session.edition_id:
        raise OfAnotherEdition(_("This belongs to another edition."))
