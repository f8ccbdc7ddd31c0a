"""Who exists: people are found at their address however it is written, organizations by their name."""

import pytest
from django.db import IntegrityError, transaction

from convenor.people.models import ContactPoint, Organization, Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["ada@people.example", " Ada@PEOPLE.example ", "ＡＤＡ@people.example"])
def test_a_person_is_found_at_their_address_however_it_is_written(written):
    ada = make.person("Ada", address="Ada@people.example")

    assert Person.objects.at_address(written) == ada


def test_nobody_is_at_an_unknown_address():
    make.person("Ada", address="ada@people.example")

    assert Person.objects.at_address("ad@people.example") is None


def test_an_address_belongs_to_one_person():
    make.person("Ada", address="ada@people.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        make.person("Bo", address="ADA@people.example")


def test_a_person_has_one_first_address():
    ada = make.person("Ada")

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPoint.objects.create(person=ada, address="b@people.example", key="b@people.example")


@pytest.mark.parametrize("written", ["École  normale", "ÉCOLE NORMALE", "École normale\u202e"])
def test_two_spellings_that_fold_alike_are_one_organization(written):
    assert Organization.key_of(written) == Organization.key_of("École normale")
