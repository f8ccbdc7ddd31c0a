"""Reads of what is kept of editions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from convenor.archive.kept import Group, grouped
from convenor.archive.kinds import Counted
from convenor.archive.models import Figure, Remark, Source
from convenor.editions.models import Edition


def editions_beside(edition: Edition) -> QuerySet[Edition]:
    """The announced editions of its series, and itself, the newest first, with how much is kept of each."""
    of_series = Edition.objects.filter(series=edition.series_id)
    shown = of_series.filter(Q(pk=edition.pk) | Q(pk__in=of_series.announced().values("pk")))
    many = {name: Count(name, distinct=True) for name in ("figures", "sources")}
    return shown.annotate(**{f"many_{name}": count for name, count in many.items()}).newest_first()


def sources_of(edition: Edition) -> QuerySet[Source]:
    return edition.sources.order_by("position")


def figures_of(edition: Edition) -> QuerySet[Figure]:
    return edition.figures.select_related("track", "source").order_by("position")


def remarks_of(edition: Edition) -> QuerySet[Remark]:
    sources = Prefetch("sources", Source.objects.order_by("position"))
    return edition.remarks.prefetch_related(sources).order_by("position")


HEADLINES = (Counted.PARTICIPANTS, Counted.ONLINE, Counted.COUNTRIES)


def headlines_of(editions: Iterable[Edition]) -> dict[int, list[Group]]:
    """Who and from how many countries came to each edition as a whole, one query for all of them."""
    found = Figure.objects.filter(edition__in=list(editions), counted__in=HEADLINES, track=None)
    of_each: dict[int, list[dict[str, Any]]] = {}
    for each in found.order_by("position"):
        figure = {
            "counted": each.counted,
            "track": {},
            "value": each.value,
            "precision": each.precision,
            "words": {} if each.value else each.words.to_json(),
            "source": None,
        }
        of_each.setdefault(each.edition_id, []).append(figure)
    return {edition: grouped(figures, ()) for edition, figures in of_each.items()}
