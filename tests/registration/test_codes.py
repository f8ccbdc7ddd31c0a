"""Invitation codes: made to hand over or sent to one person each, for a time, for so many."""

from datetime import timedelta

import pytest

from convenor.kernel.refusals import NotAllowed, Refused
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.registration.actions.codes import (
    NoSuchCode,
    OpensNothing,
    TooMany,
    invite,
    make_codes,
    withdraw_code,
)
from convenor.registration.actions.keeping import end_unconfirmed
from convenor.registration.actions.registering import register, register_by_mail
from convenor.registration.models import Entitlement, InvitationCode, Registration, Standing
from tests import make
from tests.registration.filling import application, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition()


@pytest.fixture
def minister(edition):
    return make.category(edition, "minister", is_open=False, needs_approval=True)


def made(edition, **facts):
    values = {"count": 1, "uses": 1, "until": make.NEXT_DAY, "by": secretary_of(edition), "at": make.NOON}
    return make_codes(edition=edition, **{**values, **facts})


def invited(edition, *addresses, **opens):
    return invite(
        edition=edition,
        addresses=addresses,
        until=make.NEXT_DAY,
        by=secretary_of(edition),
        at=make.NOON,
        note="We would be honoured.",
        **opens,
    )


def test_an_invited_minister_registers_although_registration_is_closed(edition, minister):
    forum = make.track(edition, "forum", access="invitation")
    edition.registration_rules.closes_at = make.NOON
    edition.registration_rules.save()
    (code,) = invited(edition, "minister@state.example", category=minister, track=forum)
    person = Person.objects.at_address("minister@state.example")

    registration = register(
        edition=edition,
        application=application(minister, invitation=code.code),
        by=person,
        at=make.LATER,
    )

    letter = Message.objects.get(kind="invitation-code")
    assert (letter.person, code.code in letter.body, "/register/with/" in letter.body) == (person, True, True)
    assert registration.standing == Standing.ADMITTED
    assert Entitlement.objects.granted().get().track == forum


def test_a_personal_code_serves_nobody_else(edition, minister):
    (code,) = invited(edition, "minister@state.example", category=minister)

    with pytest.raises(NotAllowed):
        registered(edition, category=minister, invitation=code.code)

    assert InvitationCode.objects.get().used == 0


def test_the_same_address_twice_gets_one_code(edition, minister):
    assert len(invited(edition, "a@state.example", "A@state.example", category=minister)) == 1


@pytest.mark.parametrize("change", ["over", "withdrawn", "elsewhere"])
def test_a_code_that_no_longer_works_says_so(edition, minister, change):
    (code,) = made(edition, category=minister)
    if change == "over":
        InvitationCode.objects.update(until=make.NOON)
    if change == "withdrawn":
        withdraw_code(invitation=code, by=secretary_of(edition), at=make.NOON)
    if change == "elsewhere":
        InvitationCode.objects.update(edition=open_edition())

    with pytest.raises(NoSuchCode):
        registered(edition, category=minister, invitation=code.code)


def test_a_use_that_nobody_confirmed_comes_back(edition, minister):
    (code,) = made(edition, category=minister)
    filled = application(minister, invitation=code.code)
    register_by_mail(edition=edition, application=filled, address="typo@state.example", at=make.NOON)
    used = InvitationCode.objects.get().used

    end_unconfirmed(edition=edition, at=make.NOON + timedelta(hours=49))

    assert (used, InvitationCode.objects.get().used) == (1, 0)
    assert Registration.objects.get().standing == Standing.CANCELLED


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, OpensNothing),
        ({"opens": True, "until": make.NOON}, Refused),
        ({"opens": True, "count": 0}, TooMany),
        ({"opens": True, "count": 201}, TooMany),
    ],
)
def test_codes_that_make_no_sense_are_not_made(edition, minister, facts, refused):
    opens = {"category": minister} if facts.pop("opens", False) else {}

    with pytest.raises(refused):
        made(edition, **opens, **facts)

    assert InvitationCode.objects.count() == 0


def test_only_the_secretariat_makes_codes(edition, minister):
    with pytest.raises(NotAllowed):
        made(edition, category=minister, by=make.person())
