"""Setting up: ten categories in six languages, rules, places; the next edition gets the same."""

from datetime import date, timedelta

import pytest

from convenor.editions.actions import copy_edition
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import LANGUAGES
from convenor.registration.actions.registering import cancel_registration
from convenor.registration.actions.setup import (
    ClosesTooEarly,
    InUse,
    SetUpAlready,
    TooFewPlaces,
    add_category,
    change_category,
    change_rules,
    remove_category,
    remove_quota,
    set_quota,
    set_up_registration,
)
from convenor.registration.models import Category, Quota
from tests import make
from tests.registration.filling import educator_of, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db


def set_up(edition, **facts):
    values = {"opens_at": make.NOON, "closes_at": make.NEXT_DAY, "by": secretary_of(edition), "at": make.NOON}
    return set_up_registration(edition=edition, **{**values, **facts})


def limit(edition, places, **facts):
    return set_quota(edition=edition, places=places, by=secretary_of(edition), at=make.NOON, **facts)


@pytest.fixture
def bare():
    return make.edition(secretaries=(make.person("Sela"),))


def test_registration_begins_with_ten_categories_in_all_languages(bare):
    set_up(bare)

    categories = Category.objects.order_by("position")
    assert [category.slug for category in categories] == [
        "policy-maker",
        "project-manager",
        "educator",
        "researcher",
        "ngo",
        "international-organization",
        "private-company",
        "learner",
        "press",
        "staff",
    ]
    assert {category.name.languages for category in categories} == {LANGUAGES}
    assert [each.slug for each in categories if each.needs_approval or not each.is_open] == ["press", "staff"]


def test_it_is_set_up_once_by_the_secretariat(bare):
    with pytest.raises(NotAllowed):
        set_up(bare, by=make.person())
    set_up(bare)

    with pytest.raises(SetUpAlready):
        set_up(bare)


def test_it_does_not_close_before_it_opens(bare):
    with pytest.raises(ClosesTooEarly):
        set_up(bare, closes_at=make.NOON)
    rules = set_up(bare)
    with pytest.raises(ClosesTooEarly):
        change_rules(rules=rules, by=secretary_of(bare), at=make.NOON, opens_at=make.NEXT_DAY)


def test_a_category_is_changed_and_removed_while_nobody_is_in_it():
    edition = open_edition()
    who = {"by": secretary_of(edition), "at": make.NOON}
    made = add_category(edition=edition, slug="guest", name=make.english("Guest"), **who)
    change_category(category=made, is_open=False, **who)
    shown = Category.objects.get(slug="guest")
    registered(edition)

    remove_category(category=made, **who)

    assert (shown.is_open, shown.position) == (False, 1)
    with pytest.raises(InUse):
        remove_category(category=educator_of(edition), **who)


def test_places_are_counted_when_they_are_limited():
    edition = open_edition()
    first, second = registered(edition), registered(edition)
    cancel_registration(registration=second, by=second.person, at=make.NOON)

    assert limit(edition, 1).taken == 1
    assert limit(edition, 5, category=first.category).taken == 1
    assert limit(edition, 3).pk == Quota.objects.get(category=None).pk


def test_fewer_places_than_are_taken_are_refused():
    edition = open_edition()
    registered(edition)

    with pytest.raises(TooFewPlaces) as refusal:
        limit(edition, 0)

    assert str(refusal.value) == "1 person holds a place already: give at least as many."


def test_a_limit_is_removed():
    edition = open_edition()
    quota = limit(edition, 1)

    remove_quota(quota=quota, by=secretary_of(edition), at=make.NOON)

    assert Quota.objects.count() == 0


def test_only_the_secretariat_limits_places():
    edition = open_edition()

    with pytest.raises(NotAllowed):
        set_quota(edition=edition, places=1, by=make.person(), at=make.NOON)


def test_the_next_edition_is_set_up_the_same_with_nobody_in_it():
    edition = open_edition()
    track = make.track(edition, "forum")
    limit(edition, 10)
    limit(edition, 5, category=educator_of(edition))
    limit(edition, 3, track=track)
    registered(edition)

    copy = copy_edition(
        source=edition,
        slug="2028",
        year=2028,
        starts_on=date(2028, 3, 6),
        ends_on=date(2028, 3, 10),
        by=secretary_of(edition),
        at=make.NOON,
    )

    shift = copy.starts_on - edition.starts_on
    assert copy.registration_rules.opens_at == edition.registration_rules.opens_at + shift
    assert [(category.slug, category.edition) for category in copy.categories.all()] == [("educator", copy)]
    assert [
        (each.places, each.taken, each.category and each.category.slug, each.track and each.track.slug)
        for each in copy.quotas.order_by("pk")
    ] == [(10, 0, None, None), (5, 0, "educator", None), (3, 0, None, "forum")]
    assert {each.edition for each in Category.objects.exclude(edition=edition)} == {copy}
    assert shift > timedelta()
