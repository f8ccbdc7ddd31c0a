"""Countries are named in the reader's language."""

import pytest

from convenor.kernel.countries import names_in


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_no_country_keeps_its_english_name_in_another_script(language):
    assert not set(names_in(language).values()) & set(names_in("en").values())
