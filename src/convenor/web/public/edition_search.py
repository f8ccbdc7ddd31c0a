"""What a visitor asks of a list of editions: words, and an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.editions.queries import Standing, upcoming_and_past
from convenor.kernel.text import one_line
from convenor.web.request import Request
from convenor.web.templatetags.convenor import country

ORDERS: Mapping[str, str | Promise] = {
    "": _("the next first"),
    "newest": _("the latest first"),
    "oldest": _("the earliest first"),
    "name": _("by name"),
}


@dataclass(frozen=True, slots=True)
class Search:
    words: str
    order: str

    @property
    def is_asked(self) -> bool:
        return bool(self.words or self.order)

    @property
    def orders(self) -> Iterable[tuple[str, str | Promise]]:
        return ORDERS.items()

    def among(self, editions: Iterable[Edition], *, at: datetime) -> list[Standing]:
        """Those of ``editions`` in which every word stands, in whatever language, in the order asked for."""
        wanted = self.words.casefold().split()
        upcoming, past = upcoming_and_past(editions, at=at)
        found = [each for each in [*upcoming, *past] if _holds(each.edition, wanted)]
        if self.order == "name":
            found.sort(key=lambda standing: str(standing.edition.name).casefold())
        elif self.order:
            found.sort(key=lambda standing: standing.edition.starts_on, reverse=self.order == "newest")
        return found


def search_of(request: Request) -> Search:
    order = request.GET.get("sort", "")
    return Search(one_line(request.GET.get("q", "")[:200]), order if order in ORDERS else "")


def _holds(edition: Edition, wanted: Iterable[str]) -> bool:
    said = " ".join(_said_of(edition)).casefold()
    return all(word in said for word in wanted)


def _said_of(edition: Edition) -> Iterator[str]:
    for text in (edition.name, edition.theme, edition.venue, edition.series.name):
        yield from (version for version, _status in text.versions.values())
    yield from (edition.slug, str(edition.year), country(edition.country))
