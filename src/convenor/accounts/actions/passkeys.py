"""Adding and removing passkeys."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from convenor.accounts import passkeys
from convenor.accounts.models import Passkey
from convenor.audit.actions import locked, record, write
from convenor.kernel.links import absolute
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.outbox.actions import queue
from convenor.people.models import Person

MOST_PASSKEYS = 10


class TooManyPasskeys(Refused):
    """More than anybody needs."""


@write
def add_passkey(*, name: str, answer: str, by: Person, at: datetime) -> Passkey:
    """Keep the passkey that ``answer`` proves, and tell its owner by mail."""
    by = locked(Person, by)
    challenge = passkeys.challenge_in(answer)
    passkeys.made_at(challenge, passkeys.adding_for(by), at=at)
    if by.passkeys.count() >= MOST_PASSKEYS:
        raise TooManyPasskeys(_("You have enough passkeys. Remove one that you no longer use."))
    verified = passkeys.verified_addition(answer, challenge=challenge)
    if Passkey.objects.filter(credential_id=verified.credential_id).exists():
        raise passkeys.refusal()
    passkey = Passkey.objects.create(
        person=by,
        name=one_line(name)[:80],
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        added_at=at,
    )
    record("person.added_passkey", subject=by, actor=by, at=at, about=[by])
    _tell_of(passkey, at)
    return passkey


@write
def remove_passkey(*, passkey: Passkey, by: Person, at: datetime) -> None:
    """Nobody signs in with ``passkey`` any more."""
    if passkey.person_id != by.pk:
        raise NotAllowed(_("Only its owner may remove a passkey."))
    if Passkey.objects.filter(pk=passkey.pk).delete()[0]:
        record("person.removed_passkey", subject=by, actor=by, at=at, about=[by])


def _tell_of(passkey: Passkey, at: datetime) -> None:
    person = passkey.person
    with override(person.language):
        queue(
            kind="passkey-added",
            key=f"passkey-added:{passkey.pk}",
            person=person,
            subject=_("A passkey was added"),
            body=_(
                "You can now sign in with the passkey “%(name)s”.\n\n"
                "If it was not you who added it, remove it here:\n%(link)s"
            )
            % {"name": passkey.name, "link": absolute(reverse("me:passkeys"))},
            language=person.language,
            at=at,
        )
