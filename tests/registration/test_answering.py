"""The secretariat approves registrations or not, one or many, and may change its mind."""

import pytest

from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.registration.actions.answering import NothingAnswered, answer_registrations
from convenor.registration.actions.registering import cancel_registration, register_by_mail
from convenor.registration.models import Answer, Approval, CheckIn, Quota, Registration, Standing
from convenor.registration.places import SoldOut
from tests import make
from tests.registration.filling import application, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition()


@pytest.fixture
def press(edition):
    return make.category(edition, "press", needs_approval=True)


def answer(edition, *registrations, refuses=False, by=None, note=""):
    return answer_registrations(
        edition=edition,
        registrations=registrations,
        answer=Answer.REFUSED if refuses else Answer.APPROVED,
        by=by or secretary_of(edition),
        at=make.LATER,
        note=note,
    )


def standings():
    return [each.standing for each in Registration.objects.order_by("pk")]


def test_many_are_approved_at_once_and_told(edition, press):
    make.quota(edition, 3, category=press)
    waiting = [registered(edition, category=press) for _each in range(3)]

    count = answer(edition, *waiting, note="Welcome.")

    letters = Message.objects.filter(kind="registration-approved")
    assert (count, standings()) == (3, [Standing.ADMITTED] * 3)
    assert Quota.objects.get().taken == 3
    assert [waiting[0].code in letters[0].body, "Welcome." in letters[0].body] == [True, True]
    assert letters.count() == 3


def test_more_are_not_approved_than_there_are_places(edition, press):
    make.quota(edition, 2, category=press)
    waiting = [registered(edition, category=press) for _each in range(3)]

    with pytest.raises(SoldOut):
        answer(edition, *waiting)

    assert standings() == [Standing.WAITING] * 3


def test_a_change_of_mind_leaves_both_answers_and_moves_the_place(edition, press):
    quota = make.quota(edition, 2)
    waiting = registered(edition, category=press)

    answer(edition, waiting, refuses=True)
    after_refusal = standings()
    answer(edition, waiting)

    assert (after_refusal, standings()) == ([Standing.REFUSED], [Standing.ADMITTED])
    assert list(Approval.objects.order_by("pk").values_list("answer", flat=True)) == ["refused", "approved"]
    assert Quota.objects.get(pk=quota.pk).taken == 1
    assert Message.objects.filter(kind="registration-refused").count() == 1


def test_the_same_answer_again_changes_nothing(edition, press):
    waiting = registered(edition, category=press)

    assert [answer(edition, waiting), answer(edition, waiting)] == [1, 0]
    assert Approval.objects.count() == 1


def test_all_or_none(edition, press):
    good, cancelled = registered(edition, category=press), registered(edition, category=press)
    cancel_registration(registration=cancelled, by=cancelled.person, at=make.NOON)
    register_by_mail(
        edition=edition, application=application(press), address="new@people.example", at=make.NOON
    )
    unconfirmed = Registration.objects.latest("pk")

    with pytest.raises(NothingAnswered) as refusal:
        answer(edition, good, cancelled, unconfirmed)

    assert refusal.value.problems == [
        (cancelled.code, "This registration was cancelled."),
        (unconfirmed.code, "The mail address has not been confirmed yet."),
    ]
    assert standings()[0] == Standing.WAITING


def test_who_is_here_is_not_refused(edition):
    made = registered(edition)
    CheckIn.objects.create(registration=made, by=secretary_of(edition), at=make.NOON)

    with pytest.raises(NothingAnswered):
        answer(edition, made, refuses=True)


def test_only_the_secretariat_answers_and_only_for_its_edition(edition, press):
    waiting = registered(edition, category=press)
    elsewhere = open_edition()

    with pytest.raises(NotAllowed):
        answer(edition, waiting, by=make.person())

    assert answer(elsewhere, waiting) == 0
    assert standings() == [Standing.WAITING]
