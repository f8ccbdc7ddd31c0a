"""Sessions enter the programme, change, and leave it while nobody has read of them."""

from uuid import UUID

import pytest

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.translated import Translated
from convenor.programme.actions.common import Gone, OfAnotherEdition
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.releases import publish
from convenor.programme.actions.sessions import (
    AlreadyReleased,
    FewerPlacesThanBooked,
    NamedElsewhere,
    NotAccepted,
    TitleMissing,
    add_session,
    change_session,
    is_released,
    remove_session,
    take_up,
    take_up_all,
)
from convenor.programme.models import Happening, Session, SessionKind
from convenor.programme.queries import accepted_without_session, sessions_run_by, waiting_for
from convenor.proposals.models import Verdict, Withdrawal
from tests import make
from tests.programme.stage import said

KEY = UUID(int=1)
LONG = {
    "en": "Sea " * 62 + "s.",
    "fr": "é" * 250,
    "es": "ñ" * 250,
    "ar": "ض" * 250,
    "ru": "щ" * 250,
    "zh": "海" * 250,
}


def may(action, people, **given):
    """The names of those of ``people`` who were not refused."""
    allowed = []
    for person in people:
        try:
            action(by=person, at=make.NOON, **given)
        except NotAllowed:
            continue
        allowed.append(person.name)
    return allowed


def add(stage, **facts):
    facts = {"title": make.english("Opening"), **facts}
    return add_session(edition=stage.edition, by=stage.secretary, at=make.NOON, **facts)


def test_a_session_by_invitation_is_added_with_its_facts(stage):
    session = add(
        stage,
        kind=SessionKind.KEYNOTE,
        track=stage.forum,
        languages=["fr"],
        interpretation=["en", "ar"],
        minutes=45,
        expected=300,
        needs_step_free=True,
        needs="A lectern",
    )

    session.refresh_from_db()
    assert (session.kind, session.track, session.title_text) == ("keynote", stage.forum, "Opening")
    assert (session.interpretation, session.minutes, session.expected) == (["en", "ar"], 45, 300)
    assert [(each.action, each.actor) for each in Entry.objects.all()] == [("session.added", stage.secretary)]


def test_who_arranges_the_track_adds_to_it_and_breaks_are_for_those_who_arrange_all(stage):
    given = {"edition": stage.edition, "title": make.english("Lab")}

    assert may(add_session, stage.everybody, track=stage.labs, **given) == ["Sela", "Cleo", "Lan"]
    assert may(add_session, stage.everybody, kind=SessionKind.BREAK, **given) == ["Sela", "Cleo"]


def test_a_session_has_a_title_a_track_of_its_edition_and_languages_that_we_know(stage):
    elsewhere = make.track(make.edition(slug="2028"))

    with pytest.raises(TitleMissing):
        add(stage, title=Translated())
    with pytest.raises(TitleMissing):
        add_session(edition=stage.edition, by=stage.secretary, at=make.NOON)
    with pytest.raises(OfAnotherEdition):
        add(stage, track=elsewhere)
    with pytest.raises(Refused):
        add(stage, interpretation=["tlh"])
    assert (Session.objects.count(), said()) == (0, [])


def test_sent_twice_it_is_added_once(stage):
    given = {"edition": stage.edition, "by": stage.secretary, "title": make.english("Opening")}

    first = add_session.once(KEY, at=make.NOON, **given)
    again = add_session.once(KEY, at=make.LATER, **given)

    assert (first, said()) == (again, ["session.added"])


@pytest.mark.parametrize("language", LONG)
def test_a_title_of_250_characters_is_kept_whole_in_each_script(stage, language):
    session = add(stage, title=Translated.of(LONG[language], language))

    session.refresh_from_db()
    assert (str(session.title), session.title_text) == (LONG[language], LONG[language])


def test_an_accepted_proposal_becomes_a_session_with_its_people_and_parts(stage):
    proposal = stage.symposium()

    session = take_up(proposal=proposal, by=stage.of_labs, at=make.NOON)

    people = session.appearances.order_by("position")
    assert (session.code, str(session.title), session.track) == (proposal.code, "Symposium", stage.labs)
    assert (session.languages, session.minutes) == (["en"], 60)
    assert [(each.person.name, each.role, str(each.item)) for each in people] == [
        ("Ada", "speaker", "Paper 0"),
        ("Bo", "moderator", "Paper 1"),
    ]
    assert said() == ["session.taken_up"]


def test_a_proposal_enters_once_and_only_when_its_people_know_that_it_is_accepted(stage):
    taken, silent = stage.accepted(), make.proposal(to=make.call(stage.edition, stage.labs))
    make.decision(silent, Verdict.ACCEPT)
    withdrawn = stage.accepted()
    Withdrawal.objects.create(proposal=withdrawn, by=withdrawn.proposer, at=make.NOON)
    take_up(proposal=taken, by=stage.chair, at=make.NOON)

    for proposal in (taken, silent, withdrawn):
        with pytest.raises(NotAccepted):
            take_up(proposal=proposal, by=stage.chair, at=make.NOON)
    assert list(accepted_without_session(stage.edition)) == []


def test_all_that_somebody_arranges_is_brought_in_at_once(stage):
    codes = sorted(stage.accepted().code for _ in range(3))

    assert take_up_all(edition=stage.edition, by=stage.of_forum, at=make.NOON) == 0
    assert take_up_all(edition=stage.edition, by=stage.of_labs, at=make.NOON) == 3
    assert take_up_all(edition=stage.edition, by=stage.secretary, at=make.NOON) == 0
    assert sorted(stage.edition.sessions.values_list("code", flat=True)) == codes


def test_who_has_a_conflict_of_interest_neither_brings_it_in_nor_finds_or_changes_its_session(stage):
    hidden, seen = stage.accepted(), stage.accepted()
    stage.conflict(stage.chair, hidden)

    assert list(waiting_for(stage.chair, stage.edition, make.NOON)) == [seen]
    with pytest.raises(NotAllowed):
        take_up(proposal=hidden, by=stage.chair, at=make.NOON)
    assert take_up_all(edition=stage.edition, by=stage.chair, at=make.NOON) == 1
    session = take_up(proposal=hidden, by=stage.secretary, at=make.NOON)
    assert list(sessions_run_by(stage.chair, stage.edition, make.NOON)) == [seen.session]
    assert set(sessions_run_by(stage.secretary, stage.edition, make.NOON)) == {seen.session, session}
    assert may(change_session, stage.everybody, session=session, minutes=90) == ["Sela", "Lan"]


def test_who_contributes_to_a_proposal_knows_it_and_may_arrange_its_session(stage):
    proposal = stage.accepted(proposer=stage.chair)
    stage.conflict(stage.chair, proposal)

    session = take_up(proposal=proposal, by=stage.chair, at=make.NOON)

    assert list(sessions_run_by(stage.chair, stage.edition, make.NOON)) == [session]


def test_a_change_is_recorded_by_its_fields_and_no_change_not_at_all(stage):
    session = add(stage)

    change_session(session=session, by=stage.chair, at=make.LATER, title=make.english("Closing"), minutes=90)
    change_session(session=session, by=stage.chair, at=make.LATER, minutes=90)

    session.refresh_from_db()
    assert (str(session.title), session.title_text, session.minutes) == ("Closing", "Closing", 90)
    assert said() == ["session.added", "session.changed"]
    assert Entry.objects.get(action="session.changed").detail["fields"] == ["minutes", "title"]


def test_a_session_goes_to_another_track_by_who_arranges_both(stage):
    session = add(stage, track=stage.labs)

    with pytest.raises(NotAllowed):
        change_session(session=session, by=stage.of_labs, at=make.NOON, track=stage.forum)
    with pytest.raises(NotAllowed):
        change_session(session=session, by=stage.of_forum, at=make.NOON, track=stage.forum)
    change_session(session=session, by=stage.chair, at=make.NOON, track=stage.forum)

    session.refresh_from_db()
    assert session.track == stage.forum


def test_places_that_are_booked_do_not_vanish(stage):
    session = add(stage, places=10)
    Session.objects.update(booked=4)

    with pytest.raises(FewerPlacesThanBooked):
        change_session(session=session, by=stage.secretary, at=make.NOON, places=3)
    with pytest.raises(FewerPlacesThanBooked):
        remove_session(session=session, by=stage.secretary, at=make.NOON)
    change_session(session=session, by=stage.secretary, at=make.NOON, places=4)


def test_a_session_that_nobody_read_of_is_removed_and_its_proposal_waits_again(stage):
    proposal = stage.symposium()
    session = take_up(proposal=proposal, by=stage.secretary, at=make.NOON)
    make.placement(session)

    remove_session(session=session, by=stage.of_labs, at=make.NOON)

    assert (Session.objects.count(), list(accepted_without_session(stage.edition))) == (0, [proposal])
    with pytest.raises(Gone):
        remove_session(session=session, by=stage.secretary, at=make.NOON)
    assert said() == ["session.taken_up", "session.removed"]


def test_a_session_that_a_release_names_is_not_removed(stage):
    released = add(stage)
    publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)

    with pytest.raises(AlreadyReleased):
        remove_session(session=released, by=stage.secretary, at=make.LATER)


def test_a_proposal_that_only_the_compendium_names_is_in_no_release(stage):
    add(stage)
    proposal = stage.accepted()
    publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)

    session = take_up(proposal=proposal, by=stage.secretary, at=make.LATER)

    assert not is_released(session)


def test_a_session_that_is_held_in_place_of_another_is_not_removed(stage):
    session, other = add(stage), add(stage)
    tell(
        session=session,
        kind=Happening.REPLACED,
        note=Translated(),
        replaced_by=other,
        by=stage.secretary,
        at=make.NOON,
    )

    with pytest.raises(NamedElsewhere):
        remove_session(session=other, by=stage.secretary, at=make.NOON)
