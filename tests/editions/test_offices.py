"""People are entrusted with offices, told so, and let go."""

from datetime import date

import pytest

from convenor.audit.models import Entry
from convenor.editions.actions import end_office, give_office
from convenor.editions.actions.offices import (
    AlreadyEnded,
    AlreadyHeld,
    LastSecretary,
    NameMissing,
    TrackMissing,
)
from convenor.editions.models import Office, Role
from convenor.editions.personal import own_data
from convenor.editions.queries import holds
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


def test_an_office_is_given_by_mail_address_to_somebody_new(edition, secretary):
    office = give_office(
        edition=edition, role=Role.CHAIR, address="Ada@x.example", name="Ada", by=secretary, at=make.NOON
    )

    ada = Person.objects.at_address("ada@x.example")
    assert (office.person, office.until_date) == (ada, date(2027, 6, 5))
    assert holds(office.person, edition, Role.CHAIR, at=make.LATER)
    assert [(message.kind, message.person) for message in Message.objects.all()] == [("office-given", ada)]
    entry = Entry.objects.get(action="office.given")
    assert (entry.actor, entry.detail) == (secretary, {"role": "chair", "track": None})


def test_a_reviewer_is_told_the_track_in_their_own_language(edition, secretary):
    reviewer = make.person("Zoé", address="zoe@x.example", language="fr")
    track = make.track(edition, name=make.english("Labs").plus("Laboratoires", "fr"))

    give_office(
        edition=edition, role=Role.REVIEWER, track=track, address="zoe@x.example", by=secretary, at=make.NOON
    )

    message = Message.objects.get()
    assert (message.person, message.language, "Laboratoires" in message.body) == (reviewer, "fr", True)


def test_somebody_new_is_written_to_in_the_language_of_who_gives_the_office(edition):
    arabic = make.person("Amina", language="ar")
    make.office(edition, arabic, Role.SECRETARY)

    give_office(
        edition=edition, role=Role.CHAIR, address="huda@x.example", name="Huda", by=arabic, at=make.NOON
    )

    assert [(message.person.language, message.language) for message in Message.objects.all()] == [
        ("ar", "ar")
    ]


def test_the_same_office_is_not_held_twice_but_may_be_given_again(edition, secretary):
    make.person("Ada", address="ada@x.example")
    asked = {"edition": edition, "role": Role.DESK, "address": "ada@x.example", "by": secretary}
    office = give_office(**asked, at=make.NOON)
    with pytest.raises(AlreadyHeld):
        give_office(**asked, at=make.LATER)

    end_office(office=office, by=secretary, at=make.LATER)
    give_office(**asked, at=make.NEXT_DAY)

    assert Office.objects.filter(role=Role.DESK).count() == 2
    assert Message.objects.count() == 2


def test_somebody_whose_name_nobody_knows_is_named_with_the_office(edition, secretary):
    make.person("Known", address="known@x.example")
    Person.objects.filter(pk=make.person(address="met@x.example").pk).update(name="")
    asked = {"edition": edition, "role": Role.DESK, "by": secretary, "at": make.NOON}

    for address in ("met@x.example", "new@x.example"):
        with pytest.raises(NameMissing):
            give_office(**asked, address=address, name="  ")
    offices = [give_office(**asked, address=f"{who}@x.example", name="Ada") for who in ("met", "known")]

    assert [office.person.name for office in offices] == ["Ada", "Known"]
    assert Person.objects.at_address("new@x.example") is None


def test_offices_of_a_track_name_it_and_others_do_not(edition, secretary):
    track, foreign = make.track(edition), make.track(make.edition())

    for role, of in (
        (Role.REVIEWER, None),
        (Role.TRACK_CHAIR, None),
        (Role.CHAIR, track),
        (Role.REVIEWER, foreign),
    ):
        with pytest.raises(TrackMissing):
            give_office(
                edition=edition, role=role, track=of, address="a@x.example", by=secretary, at=make.NOON
            )

    assert not Person.objects.filter(contact_points__key="a@x.example").exists()


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DESK])
def test_only_the_secretariat_gives_offices(role, edition):
    holder = make.person("Holder")
    make.office(edition, holder, role)

    with pytest.raises(NotAllowed):
        give_office(edition=edition, role=Role.DESK, address="a@x.example", by=holder, at=make.NOON)


def test_an_office_ends_at_once_and_once(edition, secretary):
    chair = make.person("Chair")
    office = make.office(edition, chair, Role.CHAIR)

    end_office(office=office, by=secretary, at=make.NOON)
    with pytest.raises(AlreadyEnded):
        end_office(office=office, by=secretary, at=make.LATER)

    assert not holds(chair, edition, Role.CHAIR, at=make.NOON)
    assert Office.objects.get(pk=office.pk).ended_by == secretary


def test_whoever_holds_an_office_may_lay_it_down_and_others_may_not(edition):
    chair, other = make.person("Chair"), make.person("Other")
    office = make.office(edition, chair, Role.CHAIR)

    with pytest.raises(NotAllowed):
        end_office(office=office, by=other, at=make.NOON)
    end_office(office=office, by=chair, at=make.NOON)

    assert not holds(chair, edition, Role.CHAIR, at=make.NOON)


def test_the_last_secretary_stays(edition, secretary):
    office = Office.objects.get(person=secretary)
    with pytest.raises(LastSecretary):
        end_office(office=office, by=secretary, at=make.NOON)

    make.person("Next", address="next@x.example")
    give_office(edition=edition, role=Role.SECRETARY, address="next@x.example", by=secretary, at=make.NOON)
    end_office(office=office, by=secretary, at=make.LATER)

    assert not holds(secretary, edition, Role.SECRETARY, at=make.LATER)


def test_people_get_their_offices_as_data(edition, secretary):
    data = own_data(secretary)

    assert [(office["path"], office["role"]) for office in data["offices"]] == [(edition.path, "secretary")]
    assert [(event["path"], event["kind"]) for event in data["events"]] == [(edition.path, "announced")]
