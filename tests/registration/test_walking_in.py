"""The desk registers who came without registration: under the same rules, once, and checks them in."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.people.models import ContactPoint, Person
from convenor.registration.actions.receiving import RegisteredAlready, register_at_desk
from convenor.registration.actions.registering import (
    NotOffered,
    RegistrationClosed,
    cancel_registration,
    register_by_mail,
)
from convenor.registration.models import (
    CheckIn,
    InvitationCode,
    Quota,
    Registration,
    RegistrationRules,
    Standing,
)
from convenor.registration.places import SoldOut
from convenor.registration.queries import miscounts
from tests import make
from tests.registration.filling import application, educator_of, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db

ADDRESS = "ada@people.example"


@pytest.fixture
def edition():
    return open_edition()


@pytest.fixture
def desk(edition):
    person = make.person("Desk")
    make.office(edition, person, "desk")
    return person


def come(edition, by, address=ADDRESS, at=make.NOON, **said):
    filled = application(said.pop("category", None) or educator_of(edition), **said)
    return register_at_desk(
        edition=edition, application=filled, address=address, by=by, at=at, desk="North door"
    )


def test_who_came_without_registration_is_registered_told_and_checked_in(edition, desk):
    quota = make.quota(edition, 1)

    made = come(edition, desk, organization="A school")

    assert (made.standing, made.person.name, made.name, made.confirmed_at) == (
        Standing.ADMITTED,
        "Ada",
        "Ada",
        make.NOON,
    )
    assert (made.check_in.by, made.check_in.desk) == (desk, "North door")
    letter = Message.objects.get()
    assert (letter.kind, letter.address, made.code in letter.body) == (
        "registration-confirmed",
        ADDRESS,
        True,
    )
    assert Quota.objects.get(pk=quota.pk).taken == 1


def test_the_log_says_that_the_desk_did_it(edition, desk):
    made = come(edition, desk)

    written = Entry.objects.exclude(action="person.met").order_by("seq")
    assert [(each.action, each.actor, each.subject) for each in written] == [
        ("registration.made_at_desk", desk, f"registration:{made.code}"),
        ("registration.checked_in", desk, f"registration:{made.code}"),
    ]
    assert [concern.person for concern in written[0].concerns.all()] == [made.person]


def test_without_an_address_nobody_is_written_to(edition, desk):
    first, second = come(edition, desk, address=""), come(edition, desk, address="")

    assert first.person != second.person
    assert (CheckIn.objects.count(), Message.objects.count()) == (2, 0)
    assert not ContactPoint.objects.filter(person__in=[first.person, second.person]).exists()


def test_the_last_place_is_given_once_whoever_asks(edition, desk):
    quota = make.quota(edition, 1)
    registered(edition)
    people = Person.objects.count()

    with pytest.raises(SoldOut) as refusal:
        come(edition, desk)

    assert str(refusal.value) == "All places are taken."
    assert (Quota.objects.get(pk=quota.pk).taken, miscounts()) == (1, [])
    assert (Registration.objects.count(), Person.objects.count()) == (1, people)


def test_a_full_category_is_full_at_the_desk_as_well(edition, desk):
    make.quota(edition, 0, category=educator_of(edition))

    with pytest.raises(SoldOut) as refusal:
        come(edition, desk)

    assert str(refusal.value) == "All places for this category are taken."


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_an_address_that_is_registered_leads_to_its_registration(edition, desk, is_confirmed):
    if is_confirmed:
        registered(edition, make.person("Ada", address=ADDRESS))
    else:
        filled = application(educator_of(edition))
        register_by_mail(edition=edition, application=filled, address=ADDRESS, at=make.NOON)

    with pytest.raises(RegisteredAlready) as refusal:
        come(edition, desk, address="ADA@people.example")

    assert (refusal.value.registration, CheckIn.objects.count()) == (Registration.objects.get(), 0)


def test_who_cancelled_can_come_after_all(edition, desk):
    cancelled = registered(edition, make.person("Ada", address=ADDRESS))
    cancel_registration(registration=cancelled, by=cancelled.person, at=make.NOON)

    made = come(edition, desk, at=make.LATER)

    assert (made.person, made.check_in.by, made == cancelled) == (cancelled.person, desk, False)


def test_a_category_that_needs_approval_waits_for_it_and_nobody_is_checked_in(edition, desk):
    press = make.category(edition, "press", needs_approval=True)
    quota = make.quota(edition, 5)

    made = come(edition, desk, category=press)

    assert (made.standing, made.admitted_at, CheckIn.objects.count()) == (Standing.WAITING, None, 0)
    assert (Quota.objects.get(pk=quota.pk).taken, Message.objects.get().kind) == (0, "registration-received")


def test_a_category_by_invitation_needs_its_code(edition, desk):
    staff = make.category(edition, "staff", is_open=False)
    code = InvitationCode.objects.create(
        edition=edition,
        code="STAFFCODE2",
        category=staff,
        until=make.NOON + timedelta(days=1),
        made_by=secretary_of(edition),
        made_at=make.NOON,
    )

    with pytest.raises(NotOffered):
        come(edition, desk, category=staff)
    made = come(edition, desk, category=staff, invitation="staffcode2")

    assert (made.category, made.invitation, made.check_in.by) == (staff, code, desk)


@pytest.mark.parametrize("days", [-20, 45])
def test_the_desk_registers_before_registration_opens_and_after_it_closes(edition, desk, days):
    held = RegistrationRules.objects.get()
    at: datetime = make.NOON + timedelta(days=days)
    assert not held.is_open(at)

    assert come(edition, secretary_of(edition), at=at).check_in.at == at


def test_nobody_is_registered_when_the_edition_is_over_or_takes_no_registrations(edition, desk):
    over = open_edition()
    RegistrationRules.objects.filter(edition=over).delete()

    with pytest.raises(RegistrationClosed):
        come(edition, secretary_of(edition), at=make.NOON + timedelta(days=60))
    with pytest.raises(RegistrationClosed):
        come(over, secretary_of(over))


def test_others_register_nobody_at_a_desk(edition, desk):
    chair, desk_elsewhere = make.person(), make.person()
    make.office(edition, chair, "chair")
    make.office(open_edition(), desk_elsewhere, "desk")

    for by in (chair, desk_elsewhere, make.person()):
        with pytest.raises(NotAllowed):
            come(edition, by)

    assert Registration.objects.count() == 0


def test_sent_twice_it_is_one_registration(edition, desk):
    key, filled = uuid4(), application(educator_of(edition))
    asked = {"edition": edition, "application": filled, "address": "", "by": desk}

    first = register_at_desk.once(key, **asked, at=make.NOON)
    again = register_at_desk.once(key, **asked, at=make.LATER)

    assert (first, Registration.objects.count(), CheckIn.objects.count()) == (again, 1, 1)
