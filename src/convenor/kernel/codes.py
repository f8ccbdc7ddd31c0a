"""Public codes: short, sayable over a bad line, and telling nothing about order or time."""

import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels, so no words; no 0/O and 1/I to confuse


def new_code(length: int = 6) -> str:
    """A random code such as ``K7TQXM``; 28**6 is about 480 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def new_token() -> str:
    """An unguessable token of 128 bits for links that carry a right."""
    return secrets.token_urlsafe(16)
