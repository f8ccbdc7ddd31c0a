"""Regions of the world and groups of countries, as the United Nations draw them; looked at in November 2026.

- Regions: the Statistics Division's “Standard country or area codes for statistical use” (M49, 2024), Africa
  and the Americas in two parts and Asia in five.
- Least developed countries: the 44 on the list of the Committee for Development Policy of 13 December 2024,
  the day on which São Tomé and Príncipe left it. The General Assembly (resolution 76/8) set 24 November 2026
  for Bangladesh, the Lao People's Democratic Republic and Nepal to leave. Bangladesh asked for 2029, which
  the Committee supported in June 2026, and Nepal said that it would ask; what the Assembly decided could not
  be read here, so the three stay until a newer list is before whoever changes this one.
- Small island developing States: the 39 that the Office of the High Representative (UN-OHRLLS) listed in
  2024, without associate members of regional commissions. The Statistics Division counts some of those too.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Region(TextChoices):
    """By its number in M49."""

    NORTHERN_AFRICA = "015", _("Northern Africa")
    SUB_SAHARAN_AFRICA = "202", _("Sub-Saharan Africa")
    LATIN_AMERICA = "419", _("Latin America and the Caribbean")
    NORTHERN_AMERICA = "021", _("Northern America")
    CENTRAL_ASIA = "143", _("Central Asia")
    EASTERN_ASIA = "030", _("Eastern Asia")
    SOUTH_EASTERN_ASIA = "035", _("South-eastern Asia")
    SOUTHERN_ASIA = "034", _("Southern Asia")
    WESTERN_ASIA = "145", _("Western Asia")
    EUROPE = "150", _("Europe")
    OCEANIA = "009", _("Oceania")


class CountryGroup(TextChoices):
    LEAST_DEVELOPED = "ldc", _("least developed countries")
    SMALL_ISLANDS = "sids", _("small island developing States")


def _countries(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


COUNTRIES_OF: dict[str, frozenset[str]] = {
    Region.NORTHERN_AFRICA: _countries("DZ EG EH LY MA SD TN"),
    Region.SUB_SAHARAN_AFRICA: _countries(
        "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW IO KE KM LR LS MG ML MR MU MW MZ NA "
        "NE NG RE RW SC SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA ZM ZW"
    ),
    Region.LATIN_AMERICA: _countries(
        "AG AI AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY "
        "LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
    ),
    Region.NORTHERN_AMERICA: _countries("BM CA GL PM US"),
    Region.CENTRAL_ASIA: _countries("KG KZ TJ TM UZ"),
    Region.EASTERN_ASIA: _countries("CN HK JP KP KR MN MO TW"),
    Region.SOUTH_EASTERN_ASIA: _countries("BN ID KH LA MM MY PH SG TH TL VN"),
    Region.SOUTHERN_ASIA: _countries("AF BD BT IN IR LK MV NP PK"),
    Region.WESTERN_ASIA: _countries("AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE"),
    Region.EUROPE: _countries(
        "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV "
        "MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA"
    ),
    Region.OCEANIA: _countries(
        "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS"
    ),
    CountryGroup.LEAST_DEVELOPED: _countries(
        "AF AO BD BF BI BJ CD CF DJ ER ET GM GN GW HT KH KI KM LA LR LS MG ML MM MR MW MZ NE NP RW SB SD "
        "SL SN SO SS TD TG TL TV TZ UG YE ZM"
    ),
    CountryGroup.SMALL_ISLANDS: _countries(
        "AG BB BS BZ CK CU CV DM DO FJ FM GD GW GY HT JM KI KM KN LC MH MU MV NR NU PG PW SB SC SG SR ST "
        "TL TO TT TV VC VU WS"
    ),
}

_REGION_OF = {country: region for region in Region for country in COUNTRIES_OF[region]}


def region_of(country: str) -> str:
    """The region of a country by its two letters; nothing for none, and for Antarctica."""
    return _REGION_OF.get(country, "")


def groups_of(country: str) -> list[str]:
    """The groups that a country belongs to: none, one or both."""
    return [group for group in CountryGroup if country in COUNTRIES_OF[group]]
