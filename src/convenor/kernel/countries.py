"""Names of countries by ISO 3166, which follows the United Nations' terminology, in our six languages."""

import gettext
import re
from functools import cache

import pycountry

_CATALOGUES = {"zh": "zh_CN"}
_VOWEL_MARKS = re.compile("[\u064b-\u0652]")  # the Arabic catalogue writes them, our Arabic does not

# Where those catalogues are wrong, or older than the name.
_CORRECTED = {
    "ar": {"TR": "تركيا"},
    "fr": {"MM": "Myanmar", "MO": "Macao"},
    "es": {"CI": "Côte d’Ivoire", "DZ": "Argelia", "MM": "Myanmar"},
}


@cache
def names_in(language: str) -> dict[str, str]:
    """The name of each country by its two letters, as ``language`` has it."""
    catalogue = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[_CATALOGUES.get(language, language)], fallback=True
    )
    names = {each.alpha_2: _VOWEL_MARKS.sub("", catalogue.gettext(each.name)) for each in pycountry.countries}
    return names | _CORRECTED.get(language, {})
