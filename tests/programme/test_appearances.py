"""People are named in a session, asked by mail, and answer for themselves."""

from datetime import timedelta
from uuid import UUID

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Edition
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.programme.actions import appearances
from convenor.programme.actions.appearances import (
    AlreadyAppears,
    AnsweredElsewhere,
    ImpossibleTimes,
    TooMany,
    add_appearance,
    answer_appearance,
    change_appearance,
    remove_appearance,
    set_availability,
)
from convenor.programme.actions.common import Gone, OfAnotherEdition
from convenor.programme.actions.sessions import take_up
from convenor.programme.models import Appearance, AppearanceRole, Availability
from convenor.programme.queries import appearances_of, people_shown
from convenor.proposals.models import Confirmation
from tests import make
from tests.programme.stage import said

KEY = UUID(int=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def session(stage):
    return make.session("Forum", of=stage.edition, track=stage.forum)


def name(stage, session, address="mina@ministry.example", called="Mina", **more):
    given = {"by": stage.of_forum, "at": make.NOON, **more}
    return add_appearance(session=session, address=address, name=called, **given)


def shown(session):
    return [each.shown_name for each in people_shown().filter(session=session)]


def test_somebody_is_named_and_written_to(stage, session):
    appearance = name(stage, session, role=AppearanceRole.MODERATOR, note="Please come.")

    letter = Message.objects.get()
    assert (appearance.person.name, appearance.role, shown(session)) == ("Mina", "moderator", ["Mina"])
    assert (letter.kind, letter.address, "Forum" in letter.subject) == (
        "appearance-invitation",
        "mina@ministry.example",
        True,
    )
    assert "Please come." in letter.body
    assert f"/appearances/{appearance.token}/" in letter.body
    entry = Entry.objects.get(action="appearance.invited")
    assert [each.person.name for each in entry.concerns.all()] == ["Mina"]


def test_sent_twice_one_person_is_asked_once(stage, session):
    given = {"session": session, "address": "mina@ministry.example", "name": "Mina", "by": stage.chair}

    first = add_appearance.once(KEY, at=make.NOON, **given)
    again = add_appearance.once(KEY, at=make.LATER, **given)

    assert (first, Appearance.objects.count(), Message.objects.count()) == (again, 1, 1)


def test_a_person_has_a_role_once_and_may_have_several(stage, session):
    first = name(stage, session)
    second = name(stage, session, role=AppearanceRole.CHAIR)

    with pytest.raises(AlreadyAppears):
        name(stage, session)
    with pytest.raises(AlreadyAppears):
        change_appearance(
            appearance=second, role=AppearanceRole.SPEAKER, is_remote=False, by=stage.chair, at=make.NOON
        )
    assert first.person == second.person


def test_an_address_that_is_none_is_refused_and_nobody_is_entered(stage, session):
    people = Person.objects.count()

    with pytest.raises(Refused):
        name(stage, session, address="mina")

    assert (Person.objects.count(), Message.objects.count()) == (people, 0)


def test_the_part_is_changed_and_the_person_taken_out(stage, session):
    appearance, part = name(stage, session), make.item(session)
    given = {"by": stage.of_forum, "at": make.NOON}

    change_appearance(appearance=appearance, role=AppearanceRole.CHAIR, is_remote=True, item=part, **given)
    appearance.refresh_from_db()
    assert (appearance.role, appearance.is_remote, appearance.item) == ("chair", True, part)

    remove_appearance(appearance=appearance, **given)
    with pytest.raises(Gone):
        remove_appearance(appearance=appearance, **given)
    with pytest.raises(Gone):
        change_appearance(appearance=appearance, role=AppearanceRole.CHAIR, is_remote=True, **given)
    assert said()[-2:] == ["appearance.changed", "appearance.removed"]
    assert shown(session) == []


def test_others_than_those_who_arrange_the_session_name_nobody(stage, session):
    appearance = name(stage, session)

    for action, given in (
        (add_appearance, {"session": session, "address": "x@y.example", "name": "X"}),
        (change_appearance, {"appearance": appearance, "role": "speaker", "is_remote": True}),
        (remove_appearance, {"appearance": appearance}),
    ):
        with pytest.raises(NotAllowed):
            action(by=stage.of_labs, at=make.NOON, **given)


def test_a_part_of_another_session_is_nobodys_part_here(stage, session):
    foreign = make.item(make.session(of=stage.edition))

    with pytest.raises(OfAnotherEdition):
        name(stage, session, item=foreign)
    with pytest.raises(OfAnotherEdition):
        change_appearance(
            appearance=name(stage, session),
            role=AppearanceRole.SPEAKER,
            is_remote=False,
            item=foreign,
            by=stage.chair,
            at=make.NOON,
        )


def test_there_is_a_most_of_people(stage, session, monkeypatch):
    monkeypatch.setattr(appearances, "MOST_PEOPLE", 1)
    name(stage, session)

    with pytest.raises(TooMany):
        name(stage, session, address="bo@ministry.example")


def test_whoever_was_invited_answers_and_answers_anew(stage, session):
    appearance = name(stage, session)
    given = {"appearance": appearance, "by": appearance.person}

    answer_appearance(will_come=True, is_remote=True, at=make.NOON, **given)
    answer_appearance(will_come=True, is_remote=True, at=make.LATER, **given)
    appearance.refresh_from_db()
    assert (appearance.agreed_at, appearance.is_remote, shown(session)) == (make.NOON, True, ["Mina"])

    answer_appearance(will_come=False, is_remote=False, at=make.LATER, **given)
    appearance.refresh_from_db()
    assert (appearance.agreed_at, appearance.refused_at, shown(session)) == (None, make.LATER, [])
    assert said().count("appearance.answered") == 2


def test_nobody_answers_for_another(stage, session):
    with pytest.raises(NotAllowed):
        answer_appearance(
            appearance=name(stage, session),
            will_come=True,
            is_remote=False,
            by=stage.secretary,
            at=make.NOON,
        )


def _refuse(contributor):
    Confirmation.objects.create(contributor=contributor, will_come=False, at=make.NOON)


def test_who_comes_with_a_proposal_answers_through_its_letter(stage):
    session = take_up(proposal=stage.symposium(), by=stage.secretary, at=make.NOON)
    ada, bo = session.appearances.order_by("position")
    _refuse(bo.contributor)

    with pytest.raises(AnsweredElsewhere):
        answer_appearance(appearance=ada, will_come=True, is_remote=False, by=ada.person, at=make.NOON)
    answers = Appearance.objects.with_answers().order_by("position")
    assert [each.will_come for each in answers] == [None, False]
    assert shown(session) == ["Ada"]


def test_a_person_in_forty_sessions_has_them_all_in_few_queries(stage, django_assert_num_queries):
    busy = make.person("Busy")
    for number in range(40):
        make.appearance(make.session(f"Session {number:02}", of=stage.edition), busy)

    with django_assert_num_queries(1):
        found = list(appearances_of(busy))

    assert len({each.session for each in found}) == 40


def test_when_somebody_can_be_scheduled_is_said_by_themselves_or_by_those_who_arrange_all(stage, session):
    person = name(stage, session).person
    given = {"edition": stage.edition, "person": person, "at": make.NOON}
    monday = [(stage.at(9), stage.at(12))]

    set_availability(times=monday, by=person, **given)
    set_availability(times=[*monday, (stage.at(14), stage.at(16))], by=stage.secretary, **given)
    with pytest.raises(NotAllowed):
        set_availability(times=[], by=stage.of_forum, **given)

    assert Availability.objects.filter(person=person).count() == 2
    assert said().count("availability.set") == 2


def test_availability_is_of_those_who_appear_and_ends_after_it_begins(stage, session):
    person = name(stage, session).person
    given = {"edition": stage.edition, "by": stage.secretary, "at": make.NOON}

    with pytest.raises(OfAnotherEdition):
        set_availability(person=make.person(), times=[], **given)
    with pytest.raises(ImpossibleTimes):
        set_availability(person=person, times=[(stage.at(9), stage.at(9))], **given)


@pytest.mark.parametrize(("chosen", "language"), [("", "fr"), ("ar", "ar")])
def test_somebody_new_is_written_to_in_the_language_chosen_or_the_first_of_the_edition(
    stage, session, chosen, language
):
    Edition.objects.filter(pk=stage.edition.pk).update(languages=["fr", "en", "ar"])

    appearance = name(stage, session, language=chosen)

    assert (appearance.person.language, Message.objects.get().language) == (language, language)
