"""Writes: know people by their address, let them in, keep what they say of themselves."""

from convenor.accounts.actions.balance import set_gender
from convenor.accounts.actions.erasing import erase
from convenor.accounts.actions.passkeys import add_passkey, remove_passkey
from convenor.accounts.actions.people import (
    change_profile,
    organization_named,
    organization_told,
    person_at,
    person_named,
)
from convenor.accounts.actions.signing_in import (
    forget_what_is_over,
    send_code,
    sign_in_link,
    sign_in_with_digits,
    sign_in_with_link,
    sign_in_with_passkey,
    sign_out,
)

__all__ = [
    "add_passkey",
    "change_profile",
    "erase",
    "forget_what_is_over",
    "organization_named",
    "organization_told",
    "person_at",
    "person_named",
    "remove_passkey",
    "send_code",
    "set_gender",
    "sign_in_link",
    "sign_in_with_digits",
    "sign_in_with_link",
    "sign_in_with_passkey",
    "sign_out",
]
