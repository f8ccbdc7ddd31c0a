"""Registering: signed in or by mail, once; changed, cancelled, made again; nobody learns who is known."""

from datetime import timedelta

import pytest

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.registration.actions import registering
from convenor.registration.actions.registering import (
    HasCome,
    HasEnded,
    NotOffered,
    RegistrationClosed,
    cancel_registration,
    change_registration,
    confirm_address,
    register,
    register_by_mail,
)
from convenor.registration.models import CheckIn, Need, Quota, Registration, Standing
from convenor.registration.places import SoldOut
from convenor.registration.queries import miscounts
from tests import make
from tests.registration.filling import application, educator_of, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition()


def by_mail(edition, address="ada@people.example", **said):
    filled = application(said.pop("category", None) or educator_of(edition), **said)
    return register_by_mail(edition=edition, application=filled, address=address, at=make.LATER)


def letters():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_who_signed_in_is_registered_and_gets_the_code(edition):
    quota = make.quota(edition, 1)

    made = registered(edition, make.person("Ada"), organization="A school")

    letter = Message.objects.get()
    assert made.standing == Standing.ADMITTED
    assert (letter.kind, made.code in letter.body, made.token in letter.body) == (
        "registration-confirmed",
        True,
        True,
    )
    assert Quota.objects.get(pk=quota.pk).taken == 1
    assert list(Entry.objects.values_list("action", "subject")) == [
        ("registration.made", f"registration:{made.code}")
    ]


def test_registering_again_gives_the_same_registration(edition):
    ada = make.person("Ada")

    first, again = registered(edition, ada), registered(edition, ada)

    assert (first, Registration.objects.count(), letters()) == (again, 1, ["registration-confirmed"])


def test_the_last_place_goes_to_one_person(edition):
    quota = make.quota(edition, 1)
    first = registered(edition)

    with pytest.raises(SoldOut) as refusal:
        registered(edition)

    assert str(refusal.value) == "All places are taken."
    assert list(Registration.objects.all()) == [first]
    assert Quota.objects.get(pk=quota.pk).taken == 1


def test_whoever_finds_no_place_in_the_category_takes_none_of_the_edition(edition):
    press = make.category(edition, "press")
    of_edition = make.quota(edition, 10)
    make.quota(edition, 0, category=press)

    with pytest.raises(SoldOut) as refusal:
        registered(edition, category=press)

    assert str(refusal.value) == "All places for this category are taken."
    assert Quota.objects.get(pk=of_edition.pk).taken == 0


def test_who_takes_part_online_takes_no_seat(edition):
    edition = open_edition(attendance="hybrid")
    seats = make.quota(edition, 0)
    counted = make.quota(edition, 1, category=educator_of(edition), counts_online=True)

    registered(edition, attendance="online")

    with pytest.raises(SoldOut):
        registered(edition, attendance="online")
    assert [Quota.objects.get(pk=each.pk).taken for each in (seats, counted)] == [0, 1]
    assert miscounts() == []


def test_by_mail_the_place_is_kept_until_the_address_is_confirmed(edition):
    make.quota(edition, 1)

    by_mail(edition)
    made = Registration.objects.get()
    confirmed = confirm_address(registration=made, by=made.person, at=make.LATER)

    assert (made.standing, confirmed.standing) == (Standing.UNCONFIRMED, Standing.ADMITTED)
    assert letters() == ["registration-to-confirm", "registration-confirmed"]
    assert Person.objects.get(pk=made.person.pk).name == "Ada"
    assert Quota.objects.get().taken == 1


def test_a_name_that_a_stranger_types_does_not_change_who_is_known(edition):
    ada = make.person("Ada Lovelace", address="ada@people.example")

    by_mail(edition, name="Not Ada")
    confirm_address(registration=Registration.objects.get(), by=ada, at=make.LATER)

    assert Person.objects.get(pk=ada.pk).name == "Ada Lovelace"


def test_who_was_invited_and_told_nothing_yet_is_written_to_in_the_language_they_register_in(edition):
    known, invited = (
        make.person("Ada", address="ada@people.example"),
        make.person(address="new@state.example"),
    )
    Person.objects.filter(pk=invited.pk).update(name="")

    for address in ("ada@people.example", "new@state.example"):
        by_mail(edition, address, language="ar")

    assert dict(Message.objects.values_list("person", "language")) == {known.pk: "en", invited.pk: "ar"}


def test_by_mail_nobody_learns_who_is_registered(edition):
    """The same answer, for who is registered and who is not: places left, or none."""
    make.quota(edition, 2)
    registered(edition, make.person("Ada", address="ada@people.example"))

    answers = [by_mail(edition, "ada@people.example"), by_mail(edition, "new@people.example")]
    for address in ("ada@people.example", "new@people.example", "other@people.example"):
        with pytest.raises(SoldOut):
            by_mail(edition, address)

    assert answers == [None, None]
    assert sorted(letters()) == [
        "registration-confirmed",
        "registration-confirmed",
        "registration-to-confirm",
    ]


def test_whoever_has_not_confirmed_may_register_again_and_takes_one_place(edition):
    make.quota(edition, 2)
    by_mail(edition, name="A typo")

    by_mail(edition, name="Ada")

    old, new = Registration.objects.order_by("pk")
    assert (old.standing, old.cancellations.get().kind) == (Standing.CANCELLED, "made-again")
    assert (new.standing, new.name) == (Standing.UNCONFIRMED, "Ada")
    assert Quota.objects.get().taken == 1


def test_signing_in_takes_over_what_was_not_confirmed(edition):
    ada = make.person("Ada", address="ada@people.example")
    by_mail(edition)

    made = registered(edition, ada)

    assert made.standing == Standing.ADMITTED
    assert Registration.objects.standing().get() == made


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"name": " \u200b "}, NotOffered),
        ({"country": "XX"}, NotOffered),
        ({"language": "de"}, NotOffered),
        ({"attendance": "online"}, NotOffered),
        ({"attendance": "hybrid"}, NotOffered),
    ],
)
def test_what_is_not_offered_is_refused(edition, said, refused):
    with pytest.raises(refused):
        by_mail(edition, **said)

    assert Registration.objects.count() == 0


def test_a_category_of_another_edition_is_refused(edition):
    with pytest.raises(NotOffered):
        registered(edition, category=educator_of(open_edition()))


def test_a_category_by_invitation_is_refused_without_one(edition):
    with pytest.raises(NotOffered) as refusal:
        registered(edition, category=make.category(edition, "staff", is_open=False))

    assert "by invitation" in str(refusal.value)


@pytest.mark.parametrize(("days", "word"), [(-11, "opens"), (41, "closed")])
def test_it_opens_and_closes(edition, days, word):
    at = make.NOON + timedelta(days=days)

    with pytest.raises(RegistrationClosed) as refusal:
        register(edition=edition, application=application(educator_of(edition)), by=make.person(), at=at)

    assert word in str(refusal.value)


def test_an_edition_without_rules_takes_no_registrations():
    edition = make.edition()

    with pytest.raises(RegistrationClosed):
        registered(edition, category=make.category(edition))


def test_needs_are_kept_apart_and_until_a_day(edition):
    made = registered(edition, access="A ramp", diet=" no  nuts ")

    assert list(Need.objects.order_by("kind").values_list("registration", "kind", "text")) == [
        (made.pk, "access", "A ramp"),
        (made.pk, "diet", "no nuts"),
    ]
    assert {need.keep_until for need in Need.objects.all()} == {edition.ends_on + timedelta(days=30)}


def test_what_is_not_asked_is_not_kept(edition):
    edition.registration_rules.asks_needs = False
    edition.registration_rules.save()

    registered(edition, access="A ramp")

    assert Need.objects.count() == 0


def test_a_category_that_needs_approval_waits_and_takes_no_place(edition):
    quota = make.quota(edition, 5)

    made = registered(edition, category=make.category(edition, "press", needs_approval=True))

    assert made.standing == Standing.WAITING
    assert letters() == ["registration-received"]
    assert Quota.objects.get(pk=quota.pk).taken == 0


def test_changing_moves_the_places(edition):
    learner = make.category(edition, "learner")
    of_educators = make.quota(edition, 5, category=educator_of(edition))
    of_learners = make.quota(edition, 5, category=learner)
    made = registered(edition, access="A ramp")

    filled = application(learner, name="Ada L.", diet="vegan")
    changed = change_registration(registration=made, application=filled, by=made.person, at=make.LATER)

    assert (changed.name, changed.category, changed.code) == ("Ada L.", learner, made.code)
    assert [Quota.objects.get(pk=each.pk).taken for each in (of_educators, of_learners)] == [0, 1]
    assert list(Need.objects.values_list("kind", "text")) == [("diet", "vegan")]
    assert letters() == ["registration-confirmed"]


def test_a_change_to_a_full_category_leaves_everything_as_it_was(edition):
    learner = make.category(edition, "learner")
    of_educators = make.quota(edition, 5, category=educator_of(edition))
    make.quota(edition, 0, category=learner)
    made = registered(edition)

    with pytest.raises(SoldOut):
        change_registration(
            registration=made, application=application(learner), by=made.person, at=make.LATER
        )

    assert Registration.objects.get().category == educator_of(edition)
    assert Quota.objects.get(pk=of_educators.pk).taken == 1


def test_a_change_to_a_category_that_needs_approval_gives_the_place_back(edition):
    press = make.category(edition, "press", needs_approval=True)
    quota = make.quota(edition, 5)
    made = registered(edition)

    changed = change_registration(
        registration=made, application=application(press), by=made.person, at=make.LATER
    )

    assert changed.standing == Standing.WAITING
    assert Quota.objects.get(pk=quota.pk).taken == 0
    assert letters() == ["registration-confirmed", "registration-received"]


def test_only_they_themselves_change_or_confirm_a_registration(edition):
    made = registered(edition)
    filled = application(educator_of(edition), name="Eve")

    with pytest.raises(NotAllowed):
        change_registration(registration=made, application=filled, by=make.person("Eve"), at=make.LATER)
    with pytest.raises(NotAllowed):
        confirm_address(registration=made, by=make.person("Eve"), at=make.LATER)


@pytest.mark.parametrize("is_own", [True, False])
def test_cancelling_gives_everything_back_and_one_may_register_again(edition, is_own):
    make.quota(edition, 1)
    made = registered(edition, access="A ramp")
    by = made.person if is_own else secretary_of(edition)

    ended = cancel_registration(registration=made, by=by, at=make.LATER, reason="Ill")
    again = registered(edition, made.person)

    assert ended.standing == Standing.CANCELLED
    assert [(each.kind, each.reason) for each in ended.cancellations.all()] == [
        ("by-person" if is_own else "by-secretariat", "Ill")
    ]
    assert again.standing == Standing.ADMITTED
    assert (Need.objects.count(), Quota.objects.get().taken) == (0, 1)
    assert letters() == ["registration-confirmed", "registration-cancelled", "registration-confirmed"]


def test_cancelling_twice_has_one_effect(edition):
    make.quota(edition, 1)
    made = registered(edition)

    for _each in range(2):
        cancel_registration(registration=made, by=made.person, at=make.LATER)

    assert Quota.objects.get().taken == 0
    assert letters().count("registration-cancelled") == 1


def test_strangers_cancel_nothing(edition):
    made = registered(edition)

    with pytest.raises(NotAllowed):
        cancel_registration(registration=made, by=make.person(), at=make.LATER)


def test_who_has_come_neither_cancels_nor_moves(edition):
    made = registered(edition)
    CheckIn.objects.create(registration=made, by=secretary_of(edition), at=make.NOON)
    filled = application(make.category(edition, "learner"))

    with pytest.raises(HasCome):
        cancel_registration(registration=made, by=made.person, at=make.LATER)
    with pytest.raises(HasCome):
        change_registration(registration=made, application=filled, by=made.person, at=make.LATER)


def test_what_has_ended_is_not_confirmed_or_changed(edition):
    by_mail(edition)
    made = Registration.objects.get()
    cancel_registration(registration=made, by=made.person, at=make.NOON)

    with pytest.raises(HasEnded):
        confirm_address(registration=made, by=made.person, at=make.LATER)
    with pytest.raises(HasEnded):
        change_registration(
            registration=made, application=application(educator_of(edition)), by=made.person, at=make.LATER
        )


def test_two_forms_at_the_same_moment_make_one_registration(edition, monkeypatch):
    """As PostgreSQL has it: the second looks before the first has committed."""
    ada = make.person("Ada")
    first = registered(edition, ada)
    monkeypatch.setattr(registering, "registration_in", lambda _edition, _person: None)

    assert registered(edition, ada) == first


def test_a_code_that_is_taken_is_not_given_again(edition, monkeypatch):
    taken = registered(edition).code
    codes = iter([taken, "FRESHX"])
    monkeypatch.setattr(registering, "new_code", lambda: next(codes))

    assert registered(edition).code == "FRESHX"
