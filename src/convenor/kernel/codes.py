"""Public codes: short, sayable over a bad line, and telling nothing about order or time."""

import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels, so no words; no 0/O and 1/I to confuse


def new_code(length: int = 6) -> str:
    """A random code such as ``K7TQXM``; 28**6 is about 480 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def new_token() -> str:
    """An unguessable token of 128 bits for links that carry a right."""
    return secrets.token_urlsafe(16)


def spelled(typed: str) -> str:
    """A code as we write it, however somebody typed it."""
    return "".join(sign for sign in typed if sign.isalnum()).upper()


def in_groups(code: str) -> str:
    """``K7TQXMBD2PFW`` -> ``K7TQ-XMBD-2PFW``, which is easier to copy by hand."""
    return "-".join(code[first : first + 4] for first in range(0, len(code), 4))
