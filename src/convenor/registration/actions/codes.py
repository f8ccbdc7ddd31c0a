"""Invitation codes: made, mailed, used, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from convenor.accounts.actions import person_at
from convenor.accounts.addresses import checked
from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import only_secretaries
from convenor.editions.models import Edition, Track
from convenor.kernel.codes import new_code
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean, one_line
from convenor.people.models import Person
from convenor.registration import rules
from convenor.registration.actions.telling import tell_code
from convenor.registration.models import Category, InvitationCode, Redemption

LETTERS = 10
MOST_AT_ONCE = 200


class NoSuchCode(Refused):
    """Nobody made this code for this edition, or it no longer works."""


class UsedUp(Refused):
    """As many people used the code as may."""


class OpensNothing(Refused):
    """A code opens a category, a track, or both."""


class TooMany(Refused):
    """More at once than anybody needs."""


@write
def make_codes(
    *,
    edition: Edition,
    count: int,
    uses: int,
    until: datetime,
    by: Person,
    at: datetime,
    category: Category | None = None,
    track: Track | None = None,
    note: str = "",
) -> list[InvitationCode]:
    """Make codes to hand over, each for ``uses`` people."""
    _refuse_odd(edition, count, until, category, track, by=by, at=at)
    made = [
        _made(edition, category, track, until, uses=uses, note=note, by=by, at=at) for _each in range(count)
    ]
    record("codes.made", subject=edition, actor=by, at=at, scope=edition.path, count=count)
    return made


@write
def invite(
    *,
    edition: Edition,
    addresses: Sequence[str],
    until: datetime,
    by: Person,
    at: datetime,
    category: Category | None = None,
    track: Track | None = None,
    note: str = "",
) -> list[InvitationCode]:
    """Send a personal code to whoever is reached at each of ``addresses``."""
    addresses = [checked(address) for address in addresses]
    _refuse_odd(edition, len(addresses), until, category, track, by=by, at=at)
    people = {person.pk: person for person in (person_at(each, at=at) for each in addresses)}
    made = []
    for person in people.values():
        code = _made(edition, category, track, until, person=person, by=by, at=at)
        tell_code(code, at=at, note=clean(note)[:2000])
        made.append(code)
    record(
        "codes.sent",
        subject=edition,
        actor=by,
        at=at,
        scope=edition.path,
        about=people.values(),
        count=len(made),
    )
    return made


@write
def withdraw_code(*, invitation: InvitationCode, by: Person, at: datetime) -> InvitationCode:
    """Let a code open nothing more; who used it keeps what they have."""
    invitation = locked(InvitationCode, invitation)
    edition = invitation.edition
    only_secretaries(by, edition, at)
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        record("code.withdrawn", subject=edition, actor=by, at=at, scope=edition.path)
    return invitation


def code_that_works(edition: Edition, typed: str, at: datetime) -> InvitationCode:
    """The code that somebody typed; ``NoSuchCode`` where it opens nothing here and now."""
    found = InvitationCode.objects.filter(
        edition=edition, code=spelled(typed), until__gt=at, withdrawn_at=None
    )
    invitation = found.select_related("category", "track").first()
    if invitation is None:
        raise NoSuchCode(_("This invitation code does not work: please check it, or ask who gave it to you."))
    return invitation


def spelled(typed: str) -> str:
    """A code as we write it, however it is typed."""
    return "".join(sign for sign in typed if sign.isalnum()).upper()[:12]


def use(invitation: InvitationCode, person: Person, at: datetime) -> None:
    """Count a use by ``person``, unless they used it before. For use inside actions."""
    if not rules.may_use(person, invitation):
        raise NotAllowed(_("This invitation code is personal: it was made for somebody else."))
    # Counted first, which holds the code, so that two at once cannot both be its last.
    free = InvitationCode.objects.filter(pk=invitation.pk, used__lt=F("uses"))
    is_free = free.update(used=F("used") + 1)
    _redemption, is_new = Redemption.objects.get_or_create(
        code=invitation, person=person, defaults={"at": at}
    )
    if not is_free and is_new:
        raise UsedUp(_("This invitation code has been used as often as it may."))
    if is_free and not is_new:
        InvitationCode.objects.filter(pk=invitation.pk).update(used=F("used") - 1)


def take_back_use(invitation: InvitationCode, person: Person) -> None:
    """Whoever it was never answered: let somebody else use it. For use inside actions."""
    if Redemption.objects.filter(code=invitation, person=person).delete()[0]:
        InvitationCode.objects.filter(pk=invitation.pk).update(used=F("used") - 1)


def _refuse_odd(
    edition: Edition,
    count: int,
    until: datetime,
    category: Category | None,
    track: Track | None,
    *,
    by: Person,
    at: datetime,
) -> None:
    only_secretaries(by, edition, at)
    if category is None and track is None:
        raise OpensNothing(_("Choose what the code opens: a category, a track, or both."))
    if until <= at:
        raise Refused(_("Please give the code an end that is still to come."))
    if not 0 < count <= MOST_AT_ONCE:
        raise TooMany(_("Between 1 and %(most)d at once, please.") % {"most": MOST_AT_ONCE})


def _made(
    edition: Edition,
    category: Category | None,
    track: Track | None,
    until: datetime,
    *,
    by: Person,
    at: datetime,
    uses: int = 1,
    note: str = "",
    person: Person | None = None,
) -> InvitationCode:
    return InvitationCode.objects.create(
        edition=edition,
        code=new_code(LETTERS),
        category=category,
        track=track,
        person=person,
        note=one_line(note)[:200],
        uses=uses,
        until=until,
        made_by=by,
        made_at=at,
    )
