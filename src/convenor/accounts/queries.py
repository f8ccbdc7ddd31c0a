"""Reads of codes."""

from __future__ import annotations

from uuid import UUID

from convenor.accounts.codes import is_hash_of
from convenor.accounts.models import SignInCode


def code_with_link(uid: UUID, token: str) -> SignInCode | None:
    """The code that the link of a mail, or one handed over, belongs to."""
    code = SignInCode.objects.select_related("person").filter(uid=uid).first()
    return code if code and is_hash_of(code.token_hash, code.uid, token) else None
