"""Found a series, make an edition of it, change what it says of itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions import rules
from convenor.editions.actions.common import check_days, check_free, check_slug, only_secretaries, put
from convenor.editions.actions.offices import access_until, extend_offices
from convenor.editions.models import Edition, EventKind, Office, Role, Series
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.people.models import Person


class NoSuchZone(Refused):
    """The zone is not in the IANA list."""


class NoLanguage(Refused):
    """An edition speaks at least one of our languages, and no others."""


class DatesArePublic(Refused):
    """People have noted the dates: they change by postponing, which is told."""


class EditionFacts(TypedDict, total=False):
    """What an edition says of itself besides its dates."""

    year: int
    name: Translated
    theme: Translated
    description: Translated
    venue: Translated
    address: str
    country: str
    attendance: str
    languages: list[str]
    contact: str
    registration_url: str
    is_fictional: bool


@write
def create_series(
    *, slug: str, name: Translated, by: Person, at: datetime, description: Translated | None = None
) -> Series:
    """Found a recurring conference. Asked for on the command line only, by those who run the installation."""
    check_slug(slug)
    check_free(Series.objects.all(), slug)
    series = Series.objects.create(slug=slug, name=name, description=description or Translated())
    record("series.created", subject=series, actor=by, at=at)
    return series


@write
def change_series(
    *, series: Series, name: Translated, description: Translated, by: Person, at: datetime
) -> Series:
    """Say what the series is, in more languages or in other words."""
    series = locked(Series, series)
    if not rules.may_make_edition_of(by, series):
        raise NotAllowed(_("Only a secretary of an edition of this series may do this."))
    changed = put(series, {"name": name, "description": description})
    if changed:
        record("series.changed", subject=series, actor=by, at=at, fields=changed)
    return series


@write
def create_edition(
    *,
    series: Series,
    slug: str,
    starts_on: date,
    ends_on: date,
    zone: str,
    by: Person,
    at: datetime,
    **facts: Unpack[EditionFacts],
) -> Edition:
    """Make an edition, not yet announced, of which ``by`` is the first secretary."""
    series = locked(Series, series)
    if not rules.may_make_edition_of(by, series):
        raise NotAllowed(_("Only a secretary of an edition of this series may make another one."))
    check_slug(slug)
    check_free(Edition.objects.filter(series=series), slug)
    check_days(starts_on, ends_on)
    _check_zone(zone)
    facts.setdefault("languages", list(LANGUAGES))
    facts.setdefault("year", starts_on.year)
    _check_languages(facts["languages"])

    edition = Edition.objects.create(
        series=series,
        slug=slug,
        path=f"{series.slug}/{slug}",
        starts_on=starts_on,
        ends_on=ends_on,
        zone=zone,
        created_at=at,
        **facts,
    )
    Office.objects.create(
        edition=edition,
        person=by,
        role=Role.SECRETARY,
        given_by=by,
        given_at=at,
        until_date=access_until(edition, at),
    )
    record("edition.created", subject=edition, actor=by, at=at, scope=edition.path)
    return edition


@write
def change_edition(
    *,
    edition: Edition,
    by: Person,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    zone: str | None = None,
    **facts: Unpack[EditionFacts],
) -> Edition:
    """Change what is given, leave the rest. The dates of an announced edition change by ``postpone`` only."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    starts_on, ends_on = starts_on or edition.starts_on, ends_on or edition.ends_on
    zone = zone or edition.zone
    check_days(starts_on, ends_on)
    _check_zone(zone)
    _check_languages(facts.get("languages", edition.languages))
    has_other_dates = (starts_on, ends_on) != (edition.starts_on, edition.ends_on)
    if has_other_dates and edition.events.filter(kind=EventKind.ANNOUNCED).exists():
        raise DatesArePublic(
            _("The dates have been announced. Postpone the edition, so that everybody is told.")
        )

    changed = put(edition, {**facts, "starts_on": starts_on, "ends_on": ends_on, "zone": zone})
    if has_other_dates:
        extend_offices(edition, at)
    if changed:
        record("edition.changed", subject=edition, actor=by, at=at, scope=edition.path, fields=changed)
    return edition


def _check_zone(zone: str) -> None:
    if zone not in available_timezones():
        raise NoSuchZone(_("“%(zone)s” is not a time zone; an example is Europe/Paris.") % {"zone": zone})


def _check_languages(languages: list[str]) -> None:
    if not languages or not set(languages) <= set(LANGUAGES):
        raise NoLanguage(_("Choose at least one of the languages offered."))
