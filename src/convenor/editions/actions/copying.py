"""Make the next edition like this one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from convenor.audit.actions import record, write
from convenor.editions.actions.common import only_secretaries, short_name
from convenor.editions.actions.founding import create_edition
from convenor.editions.models import Edition, Letter, Partner, Room, Subtheme, Track
from convenor.kernel.translated import Translated
from convenor.people.models import Person

Row = TypeVar("Row", Track, Subtheme, Room, Partner, Letter)


@write
def copy_edition(
    *, source: Edition, slug: str = "", year: int, starts_on: date, ends_on: date, by: Person, at: datetime
) -> Edition:
    """A new edition set up like ``source``, its tracks as far from its first day as they were.

    Without a ``slug`` it is called by its year.

    Nobody comes along but ``by``, who becomes its secretary; theme, registration and events are its own.
    """
    only_secretaries(by, source, at)
    others = Edition.objects.filter(series=source.series)
    edition = create_edition(
        series=source.series,
        slug=short_name(others, slug, str(year), "edition"),
        year=year,
        name=_in_year(source.name, source.year, year),
        description=source.description,
        starts_on=starts_on,
        ends_on=ends_on,
        zone=source.zone,
        venue=source.venue,
        address=source.address,
        country=source.country,
        attendance=source.attendance,
        languages=source.languages,
        contact=source.contact,
        is_fictional=source.is_fictional,
        by=by,
        at=at,
    )
    _copy(Track, _shifted(source.tracks.all(), starts_on - source.starts_on), edition)
    _copy(Subtheme, source.subthemes.all(), edition)
    _copy(Room, source.rooms.all(), edition)
    _copy(Partner, source.partners.all(), edition)
    _copy(Letter, source.letters.all(), edition)
    for path in settings.COPIERS:
        import_string(path)(source=source, target=edition, at=at)
    record("edition.copied", subject=edition, actor=by, at=at, scope=edition.path, source=source.path)
    return edition


def _copy(kind: type[Row], rows: Iterable[Row], edition: Edition) -> None:
    copies = list(rows)
    for row in copies:
        row.pk, row.edition = None, edition
    kind.objects.bulk_create(copies)


def _shifted(tracks: Iterable[Track], by: timedelta) -> list[Track]:
    shifted = list(tracks)
    for track in shifted:
        if track.starts_on and track.ends_on:
            track.starts_on, track.ends_on = track.starts_on + by, track.ends_on + by
    return shifted


def _in_year(name: Translated, before: int, year: int) -> Translated:
    versions = name.versions.items()
    return Translated(
        {language: (text.replace(str(before), str(year)), status) for language, (text, status) in versions}
    )
