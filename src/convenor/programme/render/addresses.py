"""Where things of a release stand. Paths begin at the root of the site, without a slash.

A page ends in a slash; its twins are the same address without it and with ``.txt`` or ``.ics``.
"""

from __future__ import annotations

from datetime import date

from convenor.programme.frozen import Frozen, Left


def programme(release: Frozen, language: str) -> str:
    """The page of the whole programme, below which all others stand."""
    return f"{language}/{release.path}/programme/"


def twin(page: str, suffix: str) -> str:
    """``…/sessions/K7TQXM/`` -> ``…/sessions/K7TQXM.ics``."""
    return f"{page.removesuffix('/')}.{suffix}"


def session(code: str) -> str:
    """Below the programme, as all of these."""
    return f"sessions/{code}/"


def day(of: date) -> str:
    return f"{of.isoformat()}/"


def track(slug: str) -> str:
    return f"tracks/{slug}/"


def subtheme(slug: str) -> str:
    return f"subthemes/{slug}/"


def room(slug: str) -> str:
    return f"rooms/{slug}/"


def guest(code: str) -> str:
    return f"people/{code}/"


def of_number(release: Frozen, number: int) -> str:
    """Below which a release stays for ever with its own addresses."""
    return f"releases/{release.path}/{number}/"


def absolute(release: Frozen, path: str) -> str:
    """As people elsewhere reach it."""
    return f"{release.site}/{path}"


def material(release: Frozen, left: Left) -> str:
    """Where what a session left behind is: elsewhere, or at the edition's own address."""
    return f"{release.site}{left.url}" if left.url.startswith("/") else left.url
