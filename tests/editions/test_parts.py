"""Tracks, subthemes, rooms and partners."""

from datetime import date
from typing import Any

import pytest

from convenor.audit.models import Entry
from convenor.editions import actions
from convenor.editions.actions.common import BadSlug, SlugTaken, WrongDays
from convenor.editions.actions.parts import InUse, NoFormat
from convenor.editions.models import Access, Format, PartnerRole, Role, Room, Subtheme, Track
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


def facts_of(noun):
    own: dict[str, dict[str, Any]] = {
        "track": {"slug": "one"},
        "subtheme": {"slug": "one"},
        "room": {"slug": "one", "seats": 40},
        "partner": {"role": PartnerRole.HOST},
    }
    return {"name": make.english("One"), **own[noun]}


def does(verb, noun):
    return getattr(actions, f"{verb}_{noun}")


NOUNS = pytest.mark.parametrize("noun", ["track", "subtheme", "room", "partner"])


@NOUNS
def test_a_part_is_added_changed_and_removed_by_the_secretariat_and_the_log_says_so(noun, edition, secretary):
    part = does("add", noun)(edition=edition, **facts_of(noun), by=secretary, at=make.NOON)

    does("change", noun)(**{noun: part}, name=make.english("Two"), by=secretary, at=make.LATER)
    does("change", noun)(**{noun: part}, name=make.english("Two"), by=secretary, at=make.LATER)
    does("remove", noun)(**{noun: part}, by=secretary, at=make.NEXT_DAY)

    assert [(entry.action, entry.actor, entry.scope) for entry in Entry.objects.order_by("seq")] == [
        (f"{noun}.{verb}", secretary, edition.path) for verb in ("added", "changed", "removed")
    ]
    assert not type(part).objects.exists()


@NOUNS
def test_others_do_not(noun, edition, secretary):
    chair = make.person("Chair")
    make.office(edition, chair, Role.CHAIR)
    part = does("add", noun)(edition=edition, **facts_of(noun), by=secretary, at=make.NOON)

    for verb, target in (("add", {"edition": edition}), ("change", {noun: part}), ("remove", {noun: part})):
        facts = {} if verb == "remove" else facts_of(noun)
        with pytest.raises(NotAllowed):
            does(verb, noun)(**target, **facts, by=chair, at=make.NOON)

    assert type(part).objects.count() == 1


@pytest.mark.parametrize("noun", ["track", "subtheme", "room"])
def test_short_names_are_addresses_and_belong_to_one_part(noun, edition, secretary):
    does("add", noun)(edition=edition, **facts_of(noun), by=secretary, at=make.NOON)

    with pytest.raises(SlugTaken):
        does("add", noun)(edition=edition, **facts_of(noun), by=secretary, at=make.NOON)
    with pytest.raises(BadSlug):
        does("add", noun)(
            edition=edition, **{**facts_of(noun), "slug": "No slug"}, by=secretary, at=make.NOON
        )


def test_a_part_without_a_place_comes_last_and_keeps_its_place_when_changed(edition, secretary):
    first = actions.add_subtheme(
        edition=edition, slug="a", name=make.english("A"), by=secretary, at=make.NOON
    )
    second = actions.add_subtheme(
        edition=edition, slug="b", name=make.english("B"), by=secretary, at=make.NOON
    )

    actions.change_subtheme(subtheme=first, name=make.english("Z"), by=secretary, at=make.NOON)
    assert list(Subtheme.objects.order_by("position")) == [first, second]
    actions.change_subtheme(subtheme=first, position=None, by=secretary, at=make.NOON)
    assert list(Subtheme.objects.order_by("position")) == [second, first]
    actions.change_subtheme(subtheme=first, position=0, by=secretary, at=make.NOON)
    assert list(Subtheme.objects.order_by("position")) == [first, second]


def test_a_track_has_both_days_or_none(edition, secretary):
    facts: dict[str, Any] = {"slug": "labs", "name": make.english("Labs"), "by": secretary, "at": make.NOON}
    half: dict[str, Any] = {"starts_on": date(2027, 3, 2)}
    for days in (half, {**half, "ends_on": date(2027, 3, 1)}):
        with pytest.raises(WrongDays):
            actions.add_track(edition=edition, **facts, **days)
    track = actions.add_track(edition=edition, **facts, starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 2))

    with pytest.raises(WrongDays):
        actions.change_track(track=track, ends_on=date(2027, 3, 1), by=secretary, at=make.NOON)

    assert Track.objects.get().access == Access.OPEN


def in_a_call(track):
    make.call(track.edition, track)


def in_a_proposal(track):
    make.proposal(track=track)


def with_a_chair(track):
    make.office(track.edition, make.person(), Role.TRACK_CHAIR, track)


@pytest.mark.parametrize("named", [in_a_call, in_a_proposal, with_a_chair])
def test_a_track_that_something_names_stays(named, edition, secretary):
    track = make.track(edition)
    named(track)

    with pytest.raises(InUse):
        actions.remove_track(track=track, by=secretary, at=make.NOON)

    assert list(Track.objects.all()) == [track]


def test_a_subtheme_that_a_call_names_stays(edition, secretary):
    subtheme = make.subtheme(edition)
    make.call(edition, make.track(edition))

    with pytest.raises(InUse):
        actions.remove_subtheme(subtheme=subtheme, by=secretary, at=make.NOON)


def test_a_room_says_what_matters_to_those_who_come(edition, secretary):
    room = actions.add_room(
        edition=edition,
        slug="hall",
        name=make.english("Hall"),
        seats=800,
        is_step_free=True,
        booths=6,
        equipment=make.english("Hearing loop"),
        by=secretary,
        at=make.NOON,
    )

    assert list(Room.objects.values_list("pk", "seats", "is_step_free", "booths")) == [
        (room.pk, 800, True, 6)
    ]


@pytest.mark.parametrize("noun", ["track", "subtheme", "room"])
def test_a_short_name_that_is_left_empty_is_made_and_taken_once(noun, edition, secretary):
    facts = {**facts_of(noun), "slug": "", "name": Translated.of("Лаборатории", "ru")}

    made = [does("add", noun)(edition=edition, **facts, by=secretary, at=make.NOON) for _ in range(3)]
    elsewhere = make.edition(secretaries=(secretary,))
    other = does("add", noun)(edition=elsewhere, **facts, by=secretary, at=make.NOON)

    assert [part.slug for part in made] == ["laboratorii", "laboratorii-2", "laboratorii-3"]
    assert other.slug == "laboratorii"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        (Translated.of("Labs", "en").plus("Лаборатории", "ru"), "labs"),
        (Translated.of("New", "en"), "new-2"),  # which is the address of a form
        (Translated.of("…", "en"), "track"),
        (
            Translated.of("Very long names of tracks are cut between their words", "en"),
            "very-long-names-of-tracks-are-cut",
        ),
    ],
)
def test_a_short_name_is_made_of_the_english_name_and_can_stand_in_an_address(edition, secretary, name, slug):
    made = actions.add_track(edition=edition, name=name, by=secretary, at=make.NOON)

    assert made.slug == slug


def test_a_track_says_which_formats_it_takes(edition, secretary):
    facts = {"name": make.english("Labs"), "by": secretary, "at": make.NOON}

    every = actions.add_track(edition=edition, **facts)
    some = actions.add_track(edition=edition, formats=["panel", "talk"], **facts)
    kept = list(some.formats)
    changed = actions.change_track(track=some, formats=["poster"], by=secretary, at=make.LATER)

    assert (every.formats, kept, changed.formats) == (Format.values, ["talk", "panel"], ["poster"])


@pytest.mark.parametrize("formats", [[], ["song"], ["talk", "song"]])
def test_a_track_takes_at_least_one_format_and_none_that_we_do_not_know(edition, secretary, formats):
    track = make.track(edition)

    with pytest.raises(NoFormat):
        actions.add_track(
            edition=edition, name=make.english("Labs"), formats=formats, by=secretary, at=make.NOON
        )
    with pytest.raises(NoFormat):
        actions.change_track(track=track, formats=formats, by=secretary, at=make.NOON)
