"""What becomes of an edition is told, and stays visible."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from convenor.audit.models import Entry
from convenor.editions.actions import (
    announce,
    archive,
    change_note,
    mark_held,
    move_online,
    postpone,
    replace,
)
from convenor.editions.actions.standing import AlreadySo, IsOver, NotAnnounced, NotYetOver
from convenor.editions.models import Attendance, EditionEvent, EventKind, Office, Role
from convenor.editions.queries import editions_for_the_public, standing_of, upcoming_and_past
from convenor.kernel.refusals import NotAllowed, Refused
from tests import make

pytestmark = pytest.mark.django_db

AFTERWARDS = datetime(2027, 3, 6, 12, tzinfo=UTC)
NEW_DATES: dict[str, Any] = {"starts_on": date(2027, 5, 3), "ends_on": date(2027, 5, 7)}


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


def test_an_announced_edition_is_public_and_announced_once(secretary):
    edition = make.edition(secretaries=(secretary,), is_announced=False)
    assert list(editions_for_the_public()) == []

    announce(edition=edition, note=make.english("Save the date"), by=secretary, at=make.NOON)
    with pytest.raises(AlreadySo):
        announce(edition=edition, by=secretary, at=make.LATER)

    assert list(editions_for_the_public()) == [edition]
    assert [(entry.action, entry.detail) for entry in Entry.objects.all()] == [
        ("edition.announced", {"days": ["2027-03-01", "2027-03-05"]})
    ]


def test_postponed_it_keeps_the_old_dates_visible_and_takes_tracks_and_offices_along(edition, secretary):
    track = make.track(edition, starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 3))
    timeless = make.track(edition)

    event = postpone(edition=edition, **NEW_DATES, by=secretary, at=make.NOON)

    for row in (edition, track, timeless):
        row.refresh_from_db()
    assert (edition.starts_on, edition.ends_on) == (date(2027, 5, 3), date(2027, 5, 7))
    assert (event.starts_on_before, event.ends_on_before) == (date(2027, 3, 1), date(2027, 3, 5))
    assert (track.starts_on, track.ends_on, timeless.starts_on) == (date(2027, 5, 4), date(2027, 5, 5), None)
    assert Office.objects.get().until_date == date(2027, 5, 7) + timedelta(days=92)


def test_postponed_to_nobody_knows_when_it_is_off_until_dates_are_told(edition, secretary):
    postpone(edition=edition, by=secretary, at=make.NOON)
    assert (standing_of(edition).dates_are_open, standing_of(edition).is_off) == (True, True)
    unknown: dict[str, Any] = {}
    for dates in (unknown, {"starts_on": edition.starts_on, "ends_on": edition.ends_on}):
        with pytest.raises(AlreadySo):
            postpone(edition=edition, **dates, by=secretary, at=make.LATER)

    postpone(edition=edition, **NEW_DATES, by=secretary, at=make.NEXT_DAY)

    edition.refresh_from_db()
    assert (standing_of(edition).dates_are_open, standing_of(edition).is_off) == (False, False)


@pytest.mark.parametrize(
    "dates",
    [
        {"starts_on": date(2027, 5, 3)},
        {"starts_on": date(2027, 5, 3), "ends_on": date(2027, 5, 2)},
        {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 3, 5)},
    ],
)
def test_it_is_not_postponed_to_half_a_date_or_its_own(edition, secretary, dates):
    with pytest.raises(Refused):
        postpone(edition=edition, **dates, by=secretary, at=make.NOON)

    assert edition.events.count() == 1


def test_it_moves_online_once(edition, secretary):
    move_online(edition=edition, by=secretary, at=make.NOON)
    with pytest.raises(AlreadySo):
        move_online(edition=edition, by=secretary, at=make.LATER)

    edition.refresh_from_db()
    assert edition.attendance == Attendance.ONLINE


def test_another_announced_edition_of_the_series_takes_its_place(edition, secretary):
    other = make.edition(slug="2027-online", of=edition.series)
    secret = make.edition(slug="secret", of=edition.series, is_announced=False)
    foreign = make.edition()

    for wrong in (edition, secret, foreign):
        with pytest.raises(Refused):
            replace(edition=edition, replaced_by=wrong, by=secretary, at=make.NOON)
    replace(edition=edition, replaced_by=other, by=secretary, at=make.NOON)

    upcoming, past = upcoming_and_past(editions_for_the_public().filter(series=edition.series), at=make.NOON)
    assert [[each.edition for each in half] for half in (upcoming, past)] == [[other], [edition]]


def test_it_is_held_when_its_last_day_is_over_where_it_is_held(secretary):
    # 6 March begins in Kiritimati fourteen hours before it begins in UTC.
    edition = make.edition(secretaries=(secretary,), zone="Pacific/Kiritimati")

    with pytest.raises(NotYetOver):
        mark_held(edition=edition, by=secretary, at=datetime(2027, 3, 5, 9, 59, tzinfo=UTC))
    mark_held(edition=edition, by=secretary, at=datetime(2027, 3, 5, 10, 0, tzinfo=UTC))

    assert standing_of(edition).is_held


def test_nothing_becomes_of_it_after_that_but_the_archive(edition, secretary):
    with pytest.raises(NotYetOver):
        archive(edition=edition, by=secretary, at=AFTERWARDS)
    mark_held(edition=edition, by=secretary, at=AFTERWARDS)

    with pytest.raises(IsOver):
        postpone(edition=edition, **NEW_DATES, by=secretary, at=AFTERWARDS)
    archive(edition=edition, by=secretary, at=AFTERWARDS)
    with pytest.raises(AlreadySo):
        archive(edition=edition, by=secretary, at=AFTERWARDS)

    assert [event.kind for event in edition.events.order_by("pk")] == ["announced", "held", "archived"]


def test_an_unannounced_edition_is_only_announced(secretary):
    edition = make.edition(secretaries=(secretary,), is_announced=False)

    for action in (postpone, move_online, mark_held):
        with pytest.raises(NotAnnounced):
            action(edition=edition, by=secretary, at=AFTERWARDS)

    assert not EditionEvent.objects.exists()


def test_a_note_is_translated_later(edition, secretary):
    event = postpone(edition=edition, note=make.english("Later"), by=secretary, at=make.NOON)

    change_note(event=event, note=event.note.plus("Plus tard", "fr"), by=secretary, at=make.LATER)

    event.refresh_from_db()
    assert (event.note.in_("fr").text, event.note.in_("en").text) == ("Plus tard", "Later")


def test_a_chair_does_not_speak_for_the_edition(edition):
    chair = make.person("Chair")
    make.office(edition, chair, Role.CHAIR)

    for action in (announce, postpone, move_online, mark_held, archive):
        with pytest.raises(NotAllowed):
            action(edition=edition, by=chair, at=AFTERWARDS)


PATHS = [
    (),
    (EventKind.ANNOUNCED,),
    (EventKind.ANNOUNCED, EventKind.POSTPONED),
    (EventKind.ANNOUNCED, EventKind.MOVED_ONLINE),
    (EventKind.ANNOUNCED, EventKind.REPLACED),
    (EventKind.ANNOUNCED, EventKind.HELD),
    (EventKind.ANNOUNCED, EventKind.HELD, EventKind.ARCHIVED),
]


@pytest.mark.parametrize("at", [make.NOON, AFTERWARDS])
@pytest.mark.parametrize("path", PATHS)
def test_what_the_page_offers_is_what_the_actions_do(path, at, secretary):
    def tell(edition, kind, at):
        told = edition.events.count()
        other = make.edition(slug=f"other-{told}", of=edition.series)
        may = date(2027, 5, 3 + told)
        return {
            EventKind.ANNOUNCED: lambda: announce(edition=edition, by=secretary, at=at),
            EventKind.POSTPONED: lambda: postpone(
                edition=edition, starts_on=may, ends_on=may, by=secretary, at=at
            ),
            EventKind.MOVED_ONLINE: lambda: move_online(edition=edition, by=secretary, at=at),
            EventKind.REPLACED: lambda: replace(edition=edition, replaced_by=other, by=secretary, at=at),
            EventKind.HELD: lambda: mark_held(edition=edition, by=secretary, at=at),
            EventKind.ARCHIVED: lambda: archive(edition=edition, by=secretary, at=at),
        }[kind]()

    possible = set()
    for kind in EventKind:
        edition = make.edition(secretaries=(secretary,), is_announced=False)
        for earlier in path:
            tell(edition, earlier, AFTERWARDS)
            edition.refresh_from_db()
        offered = set(standing_of(edition).can_become(at))
        try:
            tell(edition, kind, at)
        except Refused:
            continue
        possible.add(kind)

    assert offered == possible


@pytest.mark.parametrize("many", [1, 3])
def test_how_editions_stand_costs_two_queries_however_many(django_assert_num_queries, many):
    for number in range(many):
        make.edition(slug=f"e-{number}")

    with django_assert_num_queries(2):
        upcoming, past = upcoming_and_past(editions_for_the_public(), at=make.NOON)

    assert (len(upcoming), len(past)) == (many, 0)


def test_the_next_edition_comes_first_and_the_latest_of_those_that_were(secretary):
    starts = [date(2027, 6, 1), date(2027, 2, 1), date(2025, 6, 1), date(2026, 6, 1)]
    for start in starts:
        make.edition(slug=str(start), starts_on=start, ends_on=start)

    upcoming, past = upcoming_and_past(editions_for_the_public(), at=make.NOON)

    assert [each.edition.slug for each in upcoming] == ["2027-02-01", "2027-06-01"]
    assert [each.edition.slug for each in past] == ["2026-06-01", "2025-06-01"]


def test_it_is_past_when_the_day_after_its_last_begins_there():
    make.edition(
        slug="west", zone="America/Los_Angeles", starts_on=date(2027, 1, 14), ends_on=date(2027, 1, 14)
    )
    make.edition(slug="east", zone="Asia/Tokyo", starts_on=date(2027, 1, 14), ends_on=date(2027, 1, 14))
    midnight_in_utc = datetime(2027, 1, 15, 0, 0, tzinfo=UTC)

    upcoming, past = upcoming_and_past(editions_for_the_public(), at=midnight_in_utc)

    assert ([each.edition.slug for each in upcoming], [each.edition.slug for each in past]) == (
        ["west"],
        ["east"],
    )
