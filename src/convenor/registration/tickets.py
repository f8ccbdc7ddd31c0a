"""What a QR code says: an address of ours with a registration's code and a seal that only we can make."""

from __future__ import annotations

import re
from dataclasses import dataclass

import segno
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from convenor.kernel.links import absolute
from convenor.registration.models import Registration

SEAL_CHARACTERS = 16  # of 4 bits each
_SEALED = re.compile(r"(?:^|/s/t/)([A-Z0-9]{6,8})-([0-9A-F]{16})/?$", re.IGNORECASE)
_CODE = re.compile(r"[A-Z0-9]{6,8}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What somebody scanned or typed: a code, and whether a seal came with it and is ours."""

    code: str
    has_seal: bool = False
    is_ours: bool = False


def ticket_of(registration: Registration) -> str:
    """``K7TQXM-0123456789ABCDEF``: the last part of the address in the QR code."""
    return f"{registration.code}-{_seal(registration.code)}"


def address_of(registration: Registration) -> str:
    return absolute(reverse("files:ticket", args=[ticket_of(registration)]))


def drawing_of(registration: Registration) -> str:
    """The QR code as SVG, to stand in a page: dark on light, whatever the page's colours are."""
    drawing: str = segno.make(address_of(registration), error="m", micro=False).svg_inline(
        border=4, light="#fff", dark="#000", omitsize=True, svgclass="qr", lineclass=None
    )
    return drawing


def read(text: str) -> Read | None:
    """What ``text``, scanned or typed at the desk, says; ``None`` where it is neither a ticket nor a code."""
    text = text.strip()
    if found := _SEALED.search(text):
        code, seal = found[1].upper(), found[2].upper()
        return Read(code, has_seal=True, is_ours=constant_time_compare(seal, _seal(code)))
    return Read(text.upper()) if _CODE.fullmatch(text) else None


def _seal(code: str) -> str:
    return (
        salted_hmac("convenor.registration.tickets", code, algorithm="sha256")
        .hexdigest()[:SEAL_CHARACTERS]
        .upper()
    )
