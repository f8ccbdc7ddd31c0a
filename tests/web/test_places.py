"""Countries and zones to choose from."""

from zoneinfo import available_timezones

import pytest
from django.utils.translation import override

from convenor.web.places import countries, zone_meant_by, zones


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "China"), ("fr", "Chine"), ("es", "China"), ("ar", "الصين"), ("ru", "Китай"), ("zh", "中国")],
)
def test_countries_are_named_in_the_readers_language(language, name):
    with override(language):
        assert dict(countries())["CN"] == name


def test_a_country_has_its_name_of_today():
    with override("es"):
        assert [dict(countries())[code] for code in ("DZ", "MM")] == ["Argelia", "Myanmar"]


@pytest.mark.parametrize(
    ("language", "codes"),
    [
        ("fr", ["BY", "BE", "BZ", "BJ", "BM"]),
        ("es", ["BE", "BZ", "BJ", "BY"]),
        ("ru", ["IL", "IN", "YE", "KZ"]),
    ],
)
def test_accents_do_not_put_countries_out_of_order(language, codes):
    with override(language):
        told = [code for code, _ in countries() if code in codes]

    assert told == codes


def test_every_zone_that_is_suggested_exists_and_is_meant_by_its_name():
    assert set(zones()) <= available_timezones()
    assert [zone_meant_by(zone) for zone in zones()] == list(zones())


@pytest.mark.parametrize("typed", ["", "Mars", "../UTC", "\0", "Europe/"])
def test_what_spells_no_zone_means_none(typed):
    assert zone_meant_by(typed) == ""
