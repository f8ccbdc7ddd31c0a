"""Knowing people by their address, and what they may say of themselves by whichever door."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from convenor.accounts.actions import change_profile, organization_named, organization_told, person_at
from convenor.accounts.actions.people import NotAProfile
from convenor.accounts.addresses import NotAnAddress
from convenor.audit.actions import write
from convenor.audit.models import Entry
from convenor.people.models import ContactPoint, Organization, Person
from tests import make

pytestmark = pytest.mark.django_db

SAID = {"language": "en", "zone": "", "country": "", "organization": "", "biography": ""}


@write
def meet(*, address, at=make.NOON, **facts):
    return person_at(address, at=at, **facts)


def test_an_address_is_one_person_however_it_is_written():
    people = [
        meet(address=address)
        for address in ("Ada@People.example", " ada@people.example", "ADA@PEOPLE.EXAMPLE")
    ]

    assert people == [Person.objects.get()] * 3
    assert ContactPoint.objects.get().address == "Ada@People.example"
    assert [(each.action, each.actor) for each in Entry.objects.all()] == [("person.met", None)]


def test_what_is_no_address_is_refused_behind_every_door():
    with pytest.raises(NotAnAddress):
        meet(address="ada@people.example\nBcc: eve@people.example")

    assert Person.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_address_met_by_six_at_once_is_one_person():
    def meeting(_number):
        try:
            return meet(address="ada@people.example")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        people = list(pool.map(meeting, range(6)))

    assert people == [Person.objects.get()] * 6


def test_an_organization_is_one_however_it_is_written():
    named = [organization_named(name) for name in ("The Society", "the  society ", "ＴＨＥ Society")]

    assert named == [Organization.objects.get()] * 3
    assert organization_named(" ") is None


def test_the_first_says_what_an_organization_is_and_its_people_correct_it():
    named = organization_told("The Society", "school", before=None)

    joined = organization_told("the society", "company", before=None)
    kinds = [organization_told("the society", kind, before=named).kind for kind in (None, "university", "")]

    assert joined.kind == "school"
    assert kinds == ["school", "university", ""]
    assert organization_told("the society", "other", before=None).kind == "other"
    assert organization_told("", "other", before=named) is None


@pytest.mark.parametrize(
    "said",
    [
        {"organization": "The Society", "organization_kind": "guild"},
        {"name": ""},
        {"name": "\u200b"},
        {"language": "de"},
        {"zone": "Mars/Olympus"},
        {"country": "XX"},
        {"country": "fr"},
    ],
    ids=str,
)
def test_a_profile_with_something_unknown_is_refused_behind_every_door(said):
    ada = make.person("Ada")

    with pytest.raises(NotAProfile):
        change_profile(**{"name": "Ada", **SAID, **said}, by=ada, at=make.NOON)


def test_a_profile_that_stays_the_same_is_not_in_the_log():
    ada = make.person("Ada")

    change_profile(name=" Ada ", **SAID, by=ada, at=make.NOON)

    assert Entry.objects.count() == 0


def test_the_log_names_what_an_organization_is_as_changed_though_only_that_was():
    ada = make.person("Ada", organization=make.organization("The Society"))
    said = {**SAID, "organization": "The Society", "organization_kind": "school"}

    for _ in range(2):
        change_profile(name="Ada", **said, by=ada, at=make.NOON)

    assert [entry.detail for entry in Entry.objects.all()] == [{"fields": ["organization_kind"]}]
