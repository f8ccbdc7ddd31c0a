"""What each published number counts. No page shows one without saying so."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.registration.queries import FEWEST_SHOWN, Numbers

_MEANINGS: dict[str, tuple[Promise | str, Promise | str]] = {
    "registered": (
        _("Registered"),
        _("People who hold a place now, in person or online; not those who cancelled or wait for approval."),
    ),
    "confirmed": (_("Confirmed"), _("Of these, people who confirmed their mail address.")),
    "badged": (_("Badges"), _("Of these, people for whom a badge was made.")),
    "checked_in": (_("Checked in"), _("People whom the desk received in person, each once.")),
    "online": (
        _("Online"),
        _("People registered to take part online who said, on a day of the conference, that they are here."),
    ),
}


class Number(NamedTuple):
    """A count with its meaning; ``many`` is nothing where it is too small to be shown."""

    label: Promise | str
    meaning: Promise | str
    many: int | None


def in_words(numbers: Numbers, *, fewest: int = 0) -> list[Number]:
    """Every count of ``numbers``; those under ``fewest``, but not zero, are kept back."""
    counted = ((label, meaning, getattr(numbers, name)) for name, (label, meaning) in _MEANINGS.items())
    return [Number(label, meaning, None if 0 < many < fewest else many) for label, meaning, many in counted]


def for_the_public(numbers: Numbers) -> list[Number]:
    return in_words(numbers, fewest=FEWEST_SHOWN)
