"""The parts of a session: set, changed, put in order, removed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.actions.common import OfAnotherEdition, held, only_arrangers_of, proposal_of, there
from convenor.programme.models import Item, Session

MOST_ITEMS = 30


class TitleMissing(Refused):
    """A part needs a title."""


class TooManyParts(Refused):
    """More parts than a session can show."""


@write
def set_item(
    *,
    session: Session,
    title: Translated,
    abstract: Translated,
    minutes: int | None,
    by: Person,
    at: datetime,
    item: Item | None = None,
) -> Item:
    """Add a part to ``session``, or change ``item``."""
    session = held(session)
    only_arrangers_of(by, session, at)
    if not title:
        raise TitleMissing(_("Please give this part a title."))
    if item is not None:
        item = there(Item, item)
    else:
        if session.items.count() >= MOST_ITEMS:
            raise TooManyParts(_("There are too many here already."))
        item = Item(session=session, position=_next_position(session))
    if item.session_id != session.pk:
        raise OfAnotherEdition(_("This part belongs to another session."))
    item.title, item.abstract, item.minutes = title, abstract, minutes
    item.save()
    _say(session, by, at)
    return item


@write
def remove_item(*, item: Item, by: Person, at: datetime) -> Session:
    """Take a part out; who appears in it stays in the session."""
    session = held(item.session)
    only_arrangers_of(by, session, at)
    there(Item, item).delete()
    _say(session, by, at)
    return session


def _next_position(session: Session) -> int:
    last = session.items.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _say(session: Session, by: Person, at: datetime) -> None:
    about = proposal_of(session)
    record("session.parts_set", subject=session, actor=by, at=at, scope=session.edition.path, **about)
