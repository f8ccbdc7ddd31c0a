"""Marks: sessions that somebody would like to go to, and notes on them, kept without asking who they are.

A list belongs to a person who signed in, or to whoever has its link, which carries the right to change it.
The log says when a person begins, takes over or deletes a list. It says nothing of single marks, which are
of no public interest, nor of lists that belong to nobody: anybody may begin one without saying who they are,
and what anybody may write must not fill a log that is kept for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.models import Edition
from convenor.kernel.codes import new_code
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.programme.actions.common import OfAnotherEdition, there
from convenor.programme.current import current_release
from convenor.programme.merging import Change, Changes, bounded, following, merged, with_notes
from convenor.programme.models import Mark, MarkList, Note, Session
from convenor.programme.queries import marks_in, notes_in
from convenor.programme.rules.rights import may_delete

MOST_MARKS = 200
TOKEN_LETTERS = 12  # 28**12 is 58 bits: short enough to write down, too many to try


class NotReleased(Refused):
    """Nobody can mark what the public does not read."""


class TooManyMarks(Refused):
    """More sessions than anybody goes to."""


@write
def begin_list(*, edition: Edition, by: Person | None, at: datetime) -> MarkList:
    """The list of ``by`` in ``edition``, begun where there is none; without a person, a new one."""
    if current_release(edition) is None:
        raise NotReleased(_("The programme is not published yet."))
    if by is None:
        return MarkList.objects.create(edition=edition, token=new_code(TOKEN_LETTERS), created_at=at)
    mine, is_new = MarkList.objects.get_or_create(
        edition=edition, person=by, defaults={"token": new_code(TOKEN_LETTERS), "created_at": at}
    )
    if is_new:
        _say("marks.begun", mine, by, at)
    return mine


@write
def mark(*, session: Session, mark_list: MarkList | None, by: Person | None, at: datetime) -> MarkList:
    """Put ``session`` on a list: the one given, else the person's own, else a new one."""
    return set_marks(
        edition=session.edition, mark_list=mark_list, marked=[session], unmarked=[], by=by, at=at
    )


@write
def unmark(*, session: Session, mark_list: MarkList | None, by: Person | None, at: datetime) -> MarkList:
    """Take it off again."""
    return set_marks(
        edition=session.edition, mark_list=mark_list, marked=[], unmarked=[session], by=by, at=at
    )


@write
def set_marks(
    *,
    edition: Edition,
    mark_list: MarkList | None,
    marked: Collection[Session],
    unmarked: Collection[Session],
    by: Person | None,
    at: datetime,
) -> MarkList:
    """Several at once: what changed since somebody looked, so that what changed elsewhere meanwhile stays."""
    held = _held(mark_list or begin_list(edition=edition, by=by, at=at))
    _refuse_strange(held.edition, marked)
    known = marks_in(held)
    asked = {session.code: False for session in unmarked} | {session.code: True for session in marked}
    changes = {
        code: following(known.get(code), value, at)
        for code, value in asked.items()
        if value != (code in known and known[code].value)
    }
    _put(held, known, merged(known, changes), most=MOST_MARKS)
    return held


@write
def merge_marks(
    *,
    edition: Edition,
    mark_list: MarkList | None,
    marks: Changes,
    notes: Changes,
    by: Person | None,
    at: datetime,
) -> MarkList:
    """Put in what a device changed while it was away; sessions that the public does not read are left out."""
    held = _held(mark_list or begin_list(edition=edition, by=by, at=at))
    known, written = marks_in(held), notes_in(held)
    _put(held, known, merged(known, _told(held, marks, known, at)), most=MOST_MARKS)
    _write(held, written, with_notes(written, _told(held, notes, written, at)))
    return held


@write
def write_note(
    *,
    session: Session,
    mark_list: MarkList,
    text: str,
    seen: datetime | None,
    by: Person | None,
    at: datetime,
) -> MarkList:
    """A few words of one's own about ``session``, instead of those of ``seen``; newer ones stay."""
    held = _held(mark_list)
    written = notes_in(held)
    if session.code not in written:
        _refuse_strange(held.edition, [session])
    if text != (written[session.code].value if session.code in written else ""):
        new = replace(following(written.get(session.code), text, at), seen=seen)
        _write(held, written, with_notes(written, {session.code: new}))
    return held


@write
def see_changes(*, mark_list: MarkList, number: int, by: Person | None, at: datetime) -> MarkList:
    """Its reader has read what changed up to a release."""
    held = _held(mark_list)
    held.seen = max(held.seen, number)
    held.save(update_fields=["seen"])
    return held


def _told(held: MarkList, changes: Changes, known: Changes, at: datetime) -> Changes:
    release = current_release(held.edition)
    read = known.keys() | (release.by_code.keys() if release else set())
    return bounded({code: changes[code] for code in changes.keys() & read}, now=at)


@write
def adopt(*, mark_list: MarkList, by: Person, at: datetime) -> MarkList:
    """Make it the list of ``by``. If they have one, that takes over its marks, and its link leads there."""
    other = _held(mark_list)
    if other.person_id == by.pk:
        return other
    if other.person_id is not None:
        raise NotAllowed(_("This list belongs to somebody else."))
    mine = MarkList.objects.select_for_update().filter(edition=other.edition, person=by).first()
    if mine is None:
        mine, other.person = other, by
        other.save(update_fields=["person"])
    else:
        _merge(other, mine)
    _say("marks.adopted", mine, by, at)
    return mine


@write
def delete_list(*, mark_list: MarkList, by: Person | None, at: datetime) -> None:
    """Delete it with its marks. Of a person's list, the link is not enough for that."""
    held = _held(mark_list)
    if not may_delete(by, held):
        raise NotAllowed(_("This list belongs to somebody who signed in; only they may delete it."))
    if by is not None and held.person == by:
        _say("marks.deleted", held, by, at)
    held.delete()


def _held(mark_list: MarkList) -> MarkList:
    """Read again and held; or the one that took it over."""
    held = there(MarkList, mark_list)
    return there(MarkList, held.merged_into) if held.merged_into else held


def _merge(other: MarkList, mine: MarkList) -> None:
    known = marks_in(mine)
    _put(mine, known, merged(known, marks_in(other)))
    written = notes_in(mine)
    _write(mine, written, with_notes(written, notes_in(other)))
    other.marks.all().delete()
    other.notes.all().delete()
    other.merged_into = mine
    other.save(update_fields=["merged_into"])


def _put(held: MarkList, known: Changes, after: Changes, *, most: int | None = None) -> None:
    if most and _marked(after) > max(most, _marked(known)):
        raise TooManyMarks(_("A list holds at most %(most)d sessions. Take some off first.") % {"most": most})
    Mark.objects.bulk_create(
        [
            Mark(mark_list=held, session=session, code=code, is_marked=bool(change.value), at=change.at)
            for code, change, session in _new(held, known, after)
        ],
        update_conflicts=True,
        unique_fields=["mark_list", "code"],
        update_fields=["is_marked", "at"],
    )


def _write(held: MarkList, written: Changes, after: Changes) -> None:
    Note.objects.bulk_create(
        [
            Note(
                mark_list=held,
                session=session,
                code=code,
                text=str(change.value)[: Note.MOST_LETTERS],
                at=change.at,
            )
            for code, change, session in _new(held, written, after)
        ],
        update_conflicts=True,
        unique_fields=["mark_list", "code"],
        update_fields=["text", "at"],
    )


def _new(held: MarkList, known: Changes, after: Changes) -> Iterator[tuple[str, Change, Session | None]]:
    """What differs, with its session; that is ``None`` where it has left the programme."""
    new = {code: change for code, change in after.items() if known.get(code) != change}
    found = Session.objects.filter(edition=held.edition_id, code__in=new)
    sessions = {session.code: session for session in found}
    for code, change in sorted(new.items()):
        yield code, change, sessions.get(code)


def _marked(marks: Changes) -> int:
    return sum(1 for change in marks.values() if change.value)


def _say(what: str, mark_list: MarkList, by: Person, at: datetime) -> None:
    # Without a scope: organisers read in the log of their edition nothing of who marks what.
    record(what, subject=mark_list, actor=by, at=at, about=[by], edition=mark_list.edition.path)


def _refuse_strange(edition: Edition, sessions: Collection[Session]) -> None:
    release = current_release(edition)
    for session in sessions:
        if session.edition_id != edition.pk:
            raise OfAnotherEdition(_("This belongs to another edition."))
        if release is None or session.code not in release.by_code:
            raise NotReleased(_("This session is not in the published programme."))
