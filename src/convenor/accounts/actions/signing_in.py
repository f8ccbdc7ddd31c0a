"""Signing in by what a mail carries or by a passkey, and signing out."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from convenor.accounts import passkeys, throttle
from convenor.accounts.actions.people import person_at
from convenor.accounts.addresses import checked
from convenor.accounts.codes import hash_of, is_hash_of, new_digits
from convenor.accounts.models import Passkey, SignInCode
from convenor.audit.actions import locked, record, write
from convenor.kernel.codes import new_token
from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.outbox.actions import queue
from convenor.outbox.models import Message
from convenor.people.models import ContactPoint, Person

MAIL = "sign-in"
CODE_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(hours=24)
TRIES = 5
SENT_AGAIN_WITHIN = timedelta(minutes=1)
CODES_ARE_KEPT = timedelta(days=8)  # longer than a form may be open, which leads to its code


class CodeUsed(Refused):
    """It worked once already."""


class CodeTooOld(Refused):
    """Its time is over."""


class CodeTriedTooOften(Refused):
    """Too many wrong digits; the link of its mail still works."""


class NewerCodeSent(Refused):
    """Only the newest mail to an address counts."""


class NoSuchLink(Refused):
    """Nothing was sent that ends in this token."""


@write
def send_code(*, address: str, language: str, onward: str = "", at: datetime) -> SignInCode:
    """Send six digits and a link to ``address``. Whether we know anybody there is not even looked up."""
    address, digits, token, uid = checked(address), new_digits(), new_token(), uuid4()
    code = SignInCode.objects.create(
        uid=uid,
        address=address,
        address_key=ContactPoint.key_of(address),
        language=language,
        onward=onward,
        digits_hash=hash_of(uid, digits),
        token_hash=hash_of(uid, token),
        sent_at=at,
        expires_at=at + CODE_LASTS,
    )
    with override(language):
        body = _(
            "Your code to sign in is %(digits)s\n\n"
            "It works once, for %(minutes)d minutes. Or open this page and press its button:\n%(link)s\n\n"
            "If you did not ask to sign in, do nothing: without this mail nobody can sign in as you."
        )
        link = absolute(reverse("me:sign_in_link", args=[uid, token]))
        values = {"digits": digits, "minutes": CODE_LASTS // timedelta(minutes=1), "link": link}
        subject = _("Your code to sign in")
        queue(
            kind=MAIL,
            key=f"sign-in:{uid}",
            address=address,
            subject=subject,
            body=body % values,
            language=language,
            at=at,
        )
    return code


@write
def sign_in_with_digits(*, sent: SignInCode, digits: str, key: UUID, at: datetime) -> Person | None:
    """Who reads the mail at the address that ``sent`` went to; ``None`` for wrong digits, which cost a try.

    The digits are those of the newest mail there. Repeated under the same ``key`` (a thumb, a lost answer) it
    gives the same person for a minute; under another key a used code is refused.
    """
    newest = SignInCode.objects.select_for_update().filter(address_key=sent.address_key).latest("pk")
    if newest.tries >= TRIES:
        raise CodeTriedTooOften(_("Wrong codes were typed too often. Please ask for a new one."))
    _refuse_spent(newest, key, at)
    if not is_hash_of(newest.digits_hash, newest.uid, digits):
        newest.tries += 1
        newest.save(update_fields=["tries"])
        return None
    return _admitted(newest, "code", key, at)


@write
def sign_in_with_link(*, code: SignInCode, token: str, key: UUID, at: datetime) -> Person:
    """The person whom the link that ends in ``token`` was sent or given to."""
    code = locked(SignInCode, code)
    if not is_hash_of(code.token_hash, code.uid, token):
        raise NoSuchLink(_("This link is not one of ours. Please ask for a new one."))
    if code.person is None and _newer_than(code):
        raise NewerCodeSent(_("A newer mail was sent to this address. Please use the newest one."))
    _refuse_spent(code, key, at)
    return _admitted(code, "link", key, at)


@write
def sign_in_with_passkey(*, answer: str, at: datetime) -> Person:
    """The owner of the passkey that answered one of our challenges."""
    challenge = passkeys.challenge_in(answer)
    made_at = passkeys.made_at(challenge, passkeys.SIGNING_IN, at=at)
    credential = passkeys.parsed(answer)
    passkey = Passkey.objects.select_for_update().filter(credential_id=credential.raw_id).first()
    if passkey is None:
        raise passkeys.refusal()
    if passkey.used_at is not None and made_at <= passkey.used_at:
        raise passkeys.ChallengeOver(_("This page was used already. Please try again."))
    passkey.sign_count = passkeys.verified_use(credential, passkey, challenge=challenge).new_sign_count
    passkey.used_at = at
    passkey.save(update_fields=["sign_count", "used_at"])
    _record_sign_in(passkey.person, "passkey", at)
    return passkey.person


@write
def sign_in_link(*, person: Person, at: datetime) -> str:
    """The path of a link by which ``person`` signs in once within 24 hours, for who runs the installation."""
    token, uid = new_token(), uuid4()
    SignInCode.objects.create(
        uid=uid,
        person=person,
        language=person.language,
        token_hash=hash_of(uid, token),
        sent_at=at,
        expires_at=at + LINK_LASTS,
    )
    record("person.given_link", subject=person, actor=None, at=at, about=[person])
    with override(person.language):
        return reverse("me:sign_in_link", args=[uid, token])


@write
def sign_out(*, by: Person, at: datetime) -> None:
    """Say in the log that ``by`` signed out; the door closes the session."""
    record("person.signed_out", subject=by, actor=by, at=at, about=[by])


@write
def forget_what_is_over(*, at: datetime) -> int:
    """Forget codes, their mails, sessions and buckets that are over; how many. Nothing of it is recorded."""
    over = [
        SignInCode.objects.filter(expires_at__lt=at - CODES_ARE_KEPT),
        Message.objects.filter(kind=MAIL, queued_at__lt=at - CODES_ARE_KEPT),
        Session.objects.filter(expire_date__lt=at),
    ]
    return sum(rows.delete()[0] for rows in over) + throttle.forget(before=at - timedelta(days=1))


def _newer_than(code: SignInCode) -> bool:
    return SignInCode.objects.filter(address_key=code.address_key, pk__gt=code.pk).exists()


def _refuse_spent(code: SignInCode, key: UUID, at: datetime) -> None:
    if code.used_at is not None:
        if code.used_with == key and at < code.used_at + SENT_AGAIN_WITHIN:
            return
        raise CodeUsed(_("This was used already. Please ask for a new code."))
    if at >= code.expires_at:
        raise CodeTooOld(_("This is too old. Please ask for a new code."))


def _admitted(code: SignInCode, way: str, key: UUID, at: datetime) -> Person:
    person = code.person or person_at(code.address, language=code.language, at=at)
    if code.used_at is None:
        code.used_at, code.used_with = at, key
        code.save(update_fields=["used_at", "used_with"])
        person.contact_points.filter(key=code.address_key, confirmed_at=None).update(confirmed_at=at)
        _record_sign_in(person, way, at)
    return person


def _record_sign_in(person: Person, way: str, at: datetime) -> None:
    record("person.signed_in", subject=person, actor=person, at=at, about=[person], way=way)
