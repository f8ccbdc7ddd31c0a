"""The secretariat changes somebody else's registration, cancels it and lets it stand again; they are told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.registration.actions import registering
from convenor.registration.actions.carrying import book_session
from convenor.registration.actions.registering import (
    HasCome,
    HasEnded,
    NotOffered,
    RegisteredAgain,
    RegistrationClosed,
    cancel_registration,
    change_registration,
    register_by_mail,
    reinstate_registration,
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


@pytest.fixture
def secretary(edition):
    return secretary_of(edition)


def changed(registration, by, at=make.LATER, note="", **said):
    values = {"name": registration.name, "access": None, "diet": None, **said}
    filled = application(values.pop("category", registration.category), **values)
    return change_registration(registration=registration, application=filled, by=by, at=at, note=note)


def cancelled(registration, by=None):
    return cancel_registration(registration=registration, by=by or registration.person, at=make.LATER)


def letter():
    return Message.objects.order_by("-pk")[0]


def test_the_letter_says_what_changed_and_nothing_else(edition, secretary):
    made = registered(edition, make.person("Ada"), organization="A school")

    changed(made, secretary, country="FR", organization="A university", note="As you asked")

    assert letter().subject == f"{edition.name}: your registration was changed"
    assert letter().body.split("From now on it says:")[1].split("Your registration:")[0].split("\n") == [
        "",
        "",
        "Country: France",
        "Organization: A university",
        "",
        "As you asked",
        "",
        "",
    ]


def test_the_letter_is_in_the_language_of_its_reader(secretary, edition):
    edition.languages = ["en", "fr"]
    edition.save()
    made = registered(edition, make.person("Ada", language="fr"))

    changed(made, secretary, country="DE", language="fr")

    assert ["Pays\u00a0: Allemagne" in letter().body, "français" in letter().body] == [True, True]


def test_what_is_taken_out_is_told_as_well(edition, secretary):
    made = registered(edition, organization="A school")

    changed(made, secretary, organization="", country="")

    assert ["Country: —" in letter().body, "Organization: —" in letter().body] == [True, True]


def test_the_log_says_who_changed_which_facts(edition, secretary):
    made = registered(edition)

    changed(made, secretary, name="Ada L.", country="FR")

    entry = Entry.objects.order_by("-seq")[0]
    assert (entry.action, entry.actor, entry.detail) == (
        "registration.changed",
        secretary,
        {"fields": ["name", "country"]},
    )


def test_without_a_change_nobody_is_told_of_one(edition, secretary):
    made = registered(edition)
    before = Message.objects.count(), Entry.objects.count()

    changed(made, secretary)

    assert (Message.objects.count(), Entry.objects.count()) == before


def test_a_change_of_category_moves_the_places(edition, secretary):
    learner = make.category(edition, "learner")
    quotas = [make.quota(edition, 1, category=each) for each in (educator_of(edition), learner)]
    made = registered(edition)

    changed(made, secretary, category=learner)

    assert [Quota.objects.get(pk=each.pk).taken for each in quotas] == [0, 1]
    assert ("Category: Learner" in letter().body, miscounts()) == (True, [])


def test_a_full_category_takes_nobody_for_the_secretariat_either(edition, secretary):
    learner = make.category(edition, "learner")
    make.quota(edition, 0, category=learner)
    made = registered(edition)

    with pytest.raises(SoldOut):
        changed(made, secretary, category=learner)

    assert (Registration.objects.get().category, miscounts()) == (educator_of(edition), [])


def test_needs_stay_as_their_person_said_them(edition, secretary):
    made = registered(edition, access="A ramp", diet="vegan")

    changed(made, secretary, country="FR")

    assert sorted(Need.objects.values_list("kind", "text")) == [("access", "A ramp"), ("diet", "vegan")]


@pytest.mark.parametrize("facts", [{"needs_approval": True}, {"is_open": False}])
def test_the_secretariat_needs_neither_approval_nor_invitation(edition, secretary, facts):
    guests = make.category(edition, "guests", **facts)
    made = registered(edition)

    assert changed(made, secretary, category=guests).standing == Standing.ADMITTED


def test_who_waited_is_registered_where_no_approval_is_needed(edition, secretary):
    made = registered(edition, category=make.category(edition, "press", needs_approval=True))

    after = changed(made, secretary, category=educator_of(edition))

    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert after.standing == Standing.ADMITTED
    assert kinds == ["registration-received", "registration-changed", "registration-confirmed"]


def test_who_waits_in_a_category_that_needs_approval_still_waits_in_another_one(edition, secretary):
    press, guests = [make.category(edition, slug, needs_approval=True) for slug in ("press", "guests")]
    made = registered(edition, category=press)

    assert changed(made, secretary, category=guests).standing == Standing.WAITING


def test_the_secretariat_is_not_too_late_but_for_an_edition_that_is_over(edition, secretary):
    learner = make.category(edition, "learner")
    made = registered(edition)

    assert changed(made, secretary, category=learner, at=make.NOON + timedelta(days=45)).category == learner
    with pytest.raises(RegistrationClosed):
        changed(made, secretary, category=educator_of(edition), at=make.NOON + timedelta(days=60))


def test_of_who_came_the_category_is_corrected_and_no_other_way_to_attend_is_given():
    edition = open_edition(attendance="hybrid")
    learner, secretary = make.category(edition, "learner"), secretary_of(edition)
    made = registered(edition)
    CheckIn.objects.create(registration=made, by=secretary, at=make.NOON)

    assert changed(made, secretary, category=learner).category == learner
    with pytest.raises(HasCome) as refusal:
        changed(made, secretary, attendance="online")

    assert str(refusal.value) == "This person is checked in: their way to take part stays as it is."


def test_others_change_nothing_and_what_is_not_offered_is_refused(edition, secretary):
    made, chair, desk = registered(edition), make.person(), make.person()
    make.office(edition, chair, "chair")
    make.office(edition, desk, "desk")

    for by in (chair, desk, make.person(), secretary_of(open_edition())):
        with pytest.raises(NotAllowed):
            changed(made, by, country="FR")
    for said in ({"country": "XX"}, {"language": "tlh"}, {"name": ""}, {"attendance": "online"}):
        with pytest.raises(NotOffered):
            changed(made, secretary, **said)


def test_a_cancelled_registration_stands_again_under_its_code(edition, secretary):
    quota = make.quota(edition, 1)
    made = registered(edition)
    cancelled(made, secretary)

    again = reinstate_registration(registration=made, by=secretary, at=make.LATER, note="Welcome back")

    held = again.cancellations.get()
    assert (again.code, again.standing) == (made.code, Standing.ADMITTED)
    assert (held.reinstated_by, held.reinstated_at) == (secretary, make.LATER)
    assert (Quota.objects.get(pk=quota.pk).taken, miscounts()) == (1, [])
    assert (letter().kind, "Welcome back" in letter().body) == ("registration-reinstated", True)
    assert Entry.objects.order_by("-seq")[0].action == "registration.reinstated"


def test_it_can_be_cancelled_and_reinstated_as_often_as_life_wants(edition, secretary):
    made = registered(edition)

    for _time in range(2):
        cancelled(made)
        reinstate_registration(registration=made, by=secretary, at=make.LATER)

    assert Registration.objects.get().cancellations.exclude(reinstated_at=None).count() == 2


def test_when_the_place_is_gone_it_does_not_stand_again(edition, secretary):
    make.quota(edition, 1)
    made = registered(edition)
    cancelled(made)
    registered(edition)

    with pytest.raises(SoldOut):
        reinstate_registration(registration=made, by=secretary, at=make.LATER)

    made.refresh_from_db()
    assert (made.standing, made.cancellations.get().reinstated_at, miscounts()) == (
        Standing.CANCELLED,
        None,
        [],
    )


def test_what_it_carried_stays_given_back(edition, secretary):
    session = make.session("Lab", of=edition, places=5)
    make.placement(session)
    made = registered(edition)
    book_session(registration=made, session=session, by=made.person, at=make.NOON)
    cancelled(made)

    reinstate_registration(registration=made, by=secretary, at=make.LATER)

    assert (made.entitlements.standing().count(), miscounts()) == (0, [])


def test_who_registered_again_keeps_the_new_registration(edition, secretary):
    made = registered(edition)
    cancelled(made)
    registered(edition, made.person)

    with pytest.raises(RegisteredAgain):
        reinstate_registration(registration=made, by=secretary, at=make.LATER)


def test_the_database_holds_that_one_registration_stands(edition, secretary, monkeypatch):
    made = registered(edition)
    cancelled(made)
    registered(edition, made.person)
    monkeypatch.setattr(registering, "_refuse_gone", lambda registration, at: None)

    with pytest.raises(RegisteredAgain):
        reinstate_registration(registration=made, by=secretary, at=make.LATER)


def test_nobody_reinstates_what_was_never_confirmed_or_is_over(edition, secretary):
    filled = application(educator_of(edition))
    register_by_mail(edition=edition, application=filled, address="ada@people.example", at=make.NOON)
    unconfirmed, made = cancelled(Registration.objects.get(), secretary), registered(edition)
    cancelled(made)

    with pytest.raises(HasEnded):
        reinstate_registration(registration=unconfirmed, by=secretary, at=make.LATER)
    with pytest.raises(RegistrationClosed):
        reinstate_registration(registration=made, by=secretary, at=make.NOON + timedelta(days=60))


def test_only_the_secretariat_reinstates(edition):
    made, chair = cancelled(registered(edition)), make.person()
    make.office(edition, chair, "chair")

    for by in (made.person, chair, secretary_of(open_edition())):
        with pytest.raises(NotAllowed):
            reinstate_registration(registration=made, by=by, at=make.LATER)


def test_sent_twice_each_has_one_effect(edition, secretary):
    made, key = registered(edition), uuid4()
    filled = application(educator_of(edition), name="Ada L.", access=None, diet=None)

    for at in (make.NOON, make.LATER):
        change_registration.once(key, registration=made, application=filled, by=secretary, at=at)
    cancelled(made)
    for _time in range(2):
        reinstate_registration(registration=made, by=secretary, at=make.LATER)

    kinds = list(Message.objects.values_list("kind", flat=True))
    assert [kinds.count(f"registration-{each}") for each in ("changed", "reinstated")] == [1, 1]
