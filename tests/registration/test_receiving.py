"""The desk receives people once; who takes part online says so themselves."""

from datetime import UTC, datetime

import pytest

from convenor.kernel.refusals import NotAllowed
from convenor.registration.actions.receiving import CannotComeIn, check_in, make_badge, say_present
from convenor.registration.actions.registering import cancel_registration, register_by_mail
from convenor.registration.models import Badge, CheckIn, Registration
from convenor.registration.queries import Numbers
from tests import make
from tests.registration.filling import application, educator_of, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def edition():
    return open_edition(attendance="hybrid")


@pytest.fixture
def desk(edition):
    person = make.person("Desk")
    make.office(edition, person, "desk")
    return person


def test_somebody_comes_once_whoever_receives_them(edition, desk):
    made = registered(edition)

    first = check_in(registration=made, by=desk, at=make.NOON, desk=" North  door ")
    again = check_in(registration=made, by=secretary_of(edition), at=make.LATER)

    assert (first.pk, first.desk) == (again.pk, "North door")
    assert list(CheckIn.objects.values_list("by", "at")) == [(desk.pk, make.NOON)]


def test_a_badge_is_made_once(edition, desk):
    made = registered(edition)

    assert make_badge(registration=made, by=desk, at=make.NOON) == make_badge(
        registration=made, by=desk, at=make.LATER
    )
    assert Badge.objects.count() == 1


def test_who_has_not_confirmed_their_address_may_still_come(edition, desk):
    filled = application(educator_of(edition))
    register_by_mail(edition=edition, application=filled, address="ada@people.example", at=make.NOON)

    check_in(registration=Registration.objects.get(), by=desk, at=make.NOON)

    assert CheckIn.objects.count() == 1


def test_the_desk_is_told_why_somebody_cannot_come_in(edition, desk):
    cancelled = registered(edition)
    cancel_registration(registration=cancelled, by=cancelled.person, at=make.NOON)
    waiting = registered(edition, category=make.category(edition, "press", needs_approval=True))
    online = registered(edition, attendance="online")
    refused = registered(edition)
    Registration.objects.filter(pk=refused.pk).update(admitted_at=None, refused_at=make.NOON)

    said = []
    for registration in (cancelled, waiting, online, refused):
        with pytest.raises(CannotComeIn) as refusal:
            check_in(registration=registration, by=desk, at=make.NOON)
        said.append(str(refusal.value))

    assert said == [
        "This registration was cancelled.",
        "This registration still waits for approval by the secretariat.",
        "This person registered to take part online, and holds no place here.",
        "The secretariat did not approve this registration.",
    ]


def test_others_check_nobody_in(edition):
    made = registered(edition)
    chair, desk_elsewhere = make.person(), make.person()
    make.office(edition, chair, "chair")
    make.office(open_edition(), desk_elsewhere, "desk")

    for by in (chair, desk_elsewhere, made.person):
        with pytest.raises(NotAllowed):
            check_in(registration=made, by=by, at=make.NOON)


def test_each_number_counts_what_it_says(edition, desk):
    came, online = registered(edition), registered(edition, attendance="online")
    registered(edition)
    register_by_mail(
        edition=edition,
        application=application(educator_of(edition)),
        address="new@people.example",
        at=make.NOON,
    )
    make_badge(registration=came, by=desk, at=make.NOON)
    check_in(registration=came, by=desk, at=make.NOON)
    say_present(registration=online, by=online.person, at=FIRST_DAY)

    assert Numbers.of(edition) == Numbers(registered=4, confirmed=3, badged=1, checked_in=1, online=1)


def test_one_is_present_online_on_the_days_of_the_edition_if_registered_so(edition):
    here, online = registered(edition), registered(edition, attendance="online")

    for registration, at in ((online, make.NOON), (here, FIRST_DAY)):
        with pytest.raises(CannotComeIn):
            say_present(registration=registration, by=registration.person, at=at)
    with pytest.raises(NotAllowed):
        say_present(registration=online, by=make.person(), at=FIRST_DAY)
