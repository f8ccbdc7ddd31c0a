"""Every country lies in one region; the groups have as many members as the United Nations say."""

from collections import Counter

import pycountry
import pytest

from convenor.kernel.regions import COUNTRIES_OF, CountryGroup, Region, groups_of, region_of

pytestmark = pytest.mark.once


def test_every_country_lies_in_one_region():
    counted = Counter(country for region in Region for country in COUNTRIES_OF[region])

    assert counted == Counter(country.alpha_2 for country in pycountry.countries if country.alpha_2 != "AQ")


def test_the_groups_are_those_of_their_year():
    known = {country.alpha_2 for country in pycountry.countries}

    assert {group.value: len(COUNTRIES_OF[group]) for group in CountryGroup} == {"ldc": 44, "sids": 39}
    assert [COUNTRIES_OF[group] - known for group in CountryGroup] == [set(), set()]


def test_a_country_is_placed():
    assert [(region_of(country), groups_of(country)) for country in ("HT", "KE", "FR", "SG", "")] == [
        (Region.LATIN_AMERICA, [CountryGroup.LEAST_DEVELOPED, CountryGroup.SMALL_ISLANDS]),
        (Region.SUB_SAHARAN_AFRICA, []),
        (Region.EUROPE, []),
        (Region.SOUTH_EASTERN_ASIA, [CountryGroup.SMALL_ISLANDS]),
        ("", []),
    ]
