"""Countries, kinds of organizations and time zones to choose from, as the reader's language names them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import get_language

from convenor.kernel.countries import names_in
from convenor.kernel.days import zone_name
from convenor.people.models import OrganizationKind

_ACCENT = re.compile("(?<=[a-z])[\u0300-\u036f]")


def countries() -> list[tuple[str, str]]:
    """Codes and names of all countries, by name; an empty choice first."""
    named = names_in((get_language() or "en")[:2])
    return [("", "—"), *sorted(named.items(), key=lambda country: _letters(country[1]))]


def organization_kinds() -> list[tuple[str, str]]:
    """The kinds of organizations, that of which it is not told first."""
    return [("", "—"), *((value, str(label)) for value, label in OrganizationKind.choices)]


def _letters(name: str) -> str:
    """``name`` for putting in order: Latin letters with accents stand where those without them do."""
    plain = _ACCENT.sub("", unicodedata.normalize("NFD", name.casefold()))
    return unicodedata.normalize("NFC", plain)


_NOT_SUGGESTED = (
    "Antarctica/",
    "America/Argentina/",
    "America/Indiana/",
    "America/Kentucky/",
    "America/North_Dakota/",
    *(f"Asia/{city}" for city in ("Aqtau", "Aqtobe", "Atyrau", "Oral", "Qostanay", "Qyzylorda")),
    *(f"America/{city}" for city in ("Cambridge_Bay", "Creston", "Dawson", "Glace_Bay", "Goose_Bay")),
    *(f"America/{city}" for city in ("Inuvik", "Iqaluit", "Moncton", "Rankin_Inlet", "Resolute")),
    *(f"America/{city}" for city in ("Bahia_Banderas", "Ciudad_Juarez", "Matamoros", "Ojinaga")),
    *(f"America/{city}" for city in ("Menominee", "Metlakatla", "Nome", "Sitka", "Yakutat")),
    *(f"Asia/{city}" for city in ("Khandyga", "Srednekolymsk", "Ust-Nera")),
)


@cache
def zones() -> tuple[str, ...]:
    """The time zones to suggest: one for each inhabited region that keeps its own time, by today's names.

    Parts of Argentina, Canada, Kazakhstan, Mexico, Russia and the USA keep the time of a city nearby; typed
    in full they are known as well.
    """
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    names = [line[2] for line in lines if not line[2].startswith(_NOT_SUGGESTED)]
    return ("UTC", *sorted(["America/Argentina/Buenos_Aires", *names]))


def zone_meant_by(typed: str) -> str:
    """The zone that ``typed`` spells, in whatever case, or that keeps the time of this city; else nothing."""
    spelling = _spelling(typed)
    return _by_spelling().get(spelling) or _by_city(get_language() or "en").get(spelling, "")


@cache
def _by_spelling() -> dict[str, str]:
    return {_spelling(name): name for name in available_timezones()}


@cache
def _by_city(_language: str) -> dict[str, str]:
    # Cities as English and the active language call them.
    in_english = {_spelling(name.rpartition("/")[2]): name for name in zones()}
    in_words = {_spelling(zone_name(ZoneInfo(name))): name for name in zones()}
    return in_english | in_words


def _spelling(name: str) -> str:
    return "_".join(name.casefold().split())
