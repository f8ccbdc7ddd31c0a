"""The WebAuthn ceremonies: what the browser is asked, and whether its answer proves a passkey.

The challenge is signed, dated and bound to its purpose, so that nothing is stored, and no cookie set, before
somebody signs in. A passkey accepts only challenges made after its last use: an answer is never good twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    generate_challenge,
    parse_authentication_credential_json,
    parse_client_data_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from convenor.accounts.models import Passkey
from convenor.kernel.refusals import Refused
from convenor.people.models import Person

T = TypeVar("T")

CHALLENGE_LASTS = timedelta(minutes=10)
MOST_CHARACTERS = 8000
SIGNING_IN = "signing in"


class ChallengeOver(Refused):
    """The page was open for too long, or was used already."""


class PasskeyRefused(Refused):
    """The browser's answer does not prove a passkey of ours."""


def host() -> str:
    """The name that passkeys are bound to."""
    return urlsplit(settings.URL).hostname or ""


def origin() -> str:
    """How browsers write the address of our pages: no port where it is the usual one."""
    parts = urlsplit(settings.URL)
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = f":{parts.port}" if parts.port not in {None, usual} else ""
    return f"{parts.scheme}://{host()}{port}"


def are_possible() -> bool:
    """Browsers bind passkeys to names, never to bare addresses such as 127.0.0.1."""
    try:
        ip_address(host())
    except ValueError:
        return True
    return False


def adding_for(person: Person) -> str:
    """The purpose of a challenge by which ``person`` adds a passkey."""
    return f"adding for {person.uid}"


def new_challenge(purpose: str, *, at: datetime) -> str:
    nonce = bytes_to_base64url(generate_challenge()[:16])
    return Signer(salt=purpose).sign(f"{nonce} {at.isoformat()}")


def challenge_in(answer: str) -> str:
    """The challenge that ``answer`` answers, by its own words; ``made_at`` says whether it is one of ours."""

    def found() -> str:
        client_data = base64url_to_bytes(json.loads(answer[:MOST_CHARACTERS])["response"]["clientDataJSON"])
        return parse_client_data_json(client_data).challenge.decode()

    return _or_refused(found)


def made_at(challenge: str, purpose: str, *, at: datetime) -> datetime:
    """When we made ``challenge`` for ``purpose``; refused where we did not, or too long ago."""
    try:
        made = datetime.fromisoformat(Signer(salt=purpose).unsign(challenge).split(" ")[1])
    except BadSignature as problem:
        raise refusal() from problem
    if not made <= at < made + CHALLENGE_LASTS:
        raise ChallengeOver(_("This page was open for too long. Please try again."))
    return made


def question_to_add(person: Person, label: str, *, challenge: str) -> str:
    """What ``navigator.credentials.create`` is asked, as JSON. ``label`` is shown beside the passkey."""
    held = Passkey.objects.filter(person=person).values_list("credential_id", flat=True)
    options = webauthn.generate_registration_options(
        rp_id=host(),
        rp_name="Convenor",
        user_id=person.uid.bytes,
        user_name=label,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(each)) for each in held],
    )
    return webauthn.options_to_json(options)


def question_to_sign_in(*, challenge: str) -> str:
    """What ``navigator.credentials.get`` is asked: it names nobody, so it does not tell who has passkeys."""
    options = webauthn.generate_authentication_options(
        rp_id=host(),
        challenge=challenge.encode(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def verified_addition(answer: str, *, challenge: str) -> VerifiedRegistration:
    """The new credential; ``PasskeyRefused`` where ``answer`` does not prove one."""
    return _or_refused(
        lambda: webauthn.verify_registration_response(
            credential=answer[:MOST_CHARACTERS],
            expected_challenge=challenge.encode(),
            expected_rp_id=host(),
            expected_origin=origin(),
            require_user_verification=True,
        )
    )


def parsed(answer: str) -> AuthenticationCredential:
    return _or_refused(lambda: parse_authentication_credential_json(answer[:MOST_CHARACTERS]))


def verified_use(
    credential: AuthenticationCredential, passkey: Passkey, *, challenge: str
) -> VerifiedAuthentication:
    """How often it was used by now; ``PasskeyRefused`` where ``credential`` is not ``passkey`` at work."""
    handle = credential.response.user_handle
    if handle is not None and handle != passkey.person.uid.bytes:
        raise refusal()
    return _or_refused(
        lambda: webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=host(),
            expected_origin=origin(),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    )


def refusal() -> PasskeyRefused:
    return PasskeyRefused(_("This passkey was not accepted. A code by mail always works."))


def _or_refused(verify: Callable[[], T]) -> T:
    try:
        return verify()
    except (
        Exception
    ) as problem:  # a stranger wrote the answer: whatever it breaks in the parsers is a refusal
        raise refusal() from problem
