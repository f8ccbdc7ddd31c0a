"""What the places of one session break and cost, and that the library of timetables says the same."""

from datetime import date

import pytest
from django.utils.translation import override

from convenor.kernel.translated import LANGUAGES
from convenor.optim.timetable.form import read
from convenor.optim.timetable.prices import Cost, Missing
from convenor.optim.timetable.problem import Goal, Place
from convenor.optim.timetable.rules import broken_rules
from convenor.programme import pricing
from convenor.programme.actions.appearances import set_availability
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.sessions import take_up
from convenor.programme.advice import Names
from convenor.programme.drafting import wishes
from convenor.programme.models import Closure, Happening, SessionKind
from convenor.programme.openings import USUAL, hours_of
from convenor.programme.queries import sessions_known_to
from convenor.programme.rules import plan as rules
from convenor.programme.timetabling import problem_of
from convenor.programme.weighing import MINUTE, Grid, NotHeld, Weighing
from tests import make


@pytest.fixture
def filled(stage):
    """Tide is in the hall; Moss shares its speaker, who can come on Monday; a break and a keynote stay."""
    stage.ada = make.person("Ada")
    tides = {"of": stage.edition, "track": stage.labs, "subtheme": make.subtheme(stage.edition, "sea")}
    stage.tide = make.session("Tide", code="TIDE", **tides)
    stage.moss = make.session("Moss", code="MOSS", needs_step_free=True, expected=50, **tides)
    stage.hall.is_step_free = True
    stage.hall.save()
    make.placement(stage.tide, stage.at(9), 60, room=stage.hall)
    for session in (stage.tide, stage.moss):
        make.appearance(session, stage.ada, agreed_at=make.NOON)
    pause = make.session("Coffee", of=stage.edition, code="REST", kind=SessionKind.BREAK)
    make.placement(pause, stage.at(11), 30, room=stage.hall)
    talk = make.session("Welcome", of=stage.edition, code="OPEN", kind=SessionKind.KEYNOTE)
    make.placement(talk, stage.at(14), 60)
    make.appearance(talk, stage.ada)
    times = [(stage.at(9), stage.at(19))]
    set_availability(edition=stage.edition, person=stage.ada, times=times, by=stage.secretary, at=make.NOON)
    return stage


def weighing(stage, session, placement=None, *, reader=None):
    known = sessions_known_to(reader or stage.secretary, stage.edition)
    return Weighing(session, placement, Grid(stage.edition, known))


def hall(weighed, slug):
    return next(each for each in weighed.halls if each.slug == slug)


def _breaking(stage):
    """The places that break something, by the rules of the programme and by those of the library."""
    weighed = weighing(stage, stage.moss)
    problem = read(problem_of(stage.edition, hours_of(stage.edition, weighed._planned)))
    origin = problem.origin
    others = {"TIDE": Place((stage.at(9) - origin) // MINUTE, "hall")}
    for each in weighed.places():
        place = Place((each.spot.starts_at - origin) // MINUTE, each.spot.hall.slug)
        yield bool(each.broken), bool(broken_rules(problem, {**others, "MOSS": place}))


def test_the_rules_of_the_programme_and_of_the_library_say_the_same_of_every_place(filled):
    said = list(_breaking(filled))

    assert {ours for ours, _theirs in said} == {True, False}
    assert all(ours == theirs for ours, theirs in said)


def test_rules_that_forget_people_in_two_places_are_found_out(filled, monkeypatch):
    monkeypatch.setattr(rules, "RULES_OF_PAIRS", (rules.a_room_is_used_once,))

    assert any(ours != theirs for ours, theirs in _breaking(filled))


def test_the_best_place_breaks_nothing_and_a_worse_one_says_what_it_costs(filled):
    make.mark_list(filled.edition, filled.tide, filled.moss)
    weighed = weighing(filled, filled.moss)

    best = weighed.places()[0]
    beside = weighed.at(weighed.spot(filled.at(9), hall(weighed, "attic")))

    prices = {goal: price for goal, price in best.prices.items() if price}
    assert (best.broken, best.spot.starts_at, prices) == ((), filled.at(16, 30), {Goal.TRACKS: 2})
    assert {each.rule for each in beside.broken} == {"steps", "person-twice"}
    assert beside.against(best.prices) == {
        Goal.CLASHES: 1,
        Goal.SEATS: 30,
        Goal.TRACKS: 1,  # in parallel and in two rooms, but without gaps
        Goal.THEMES: 1,
    }


def test_a_session_is_weighed_against_where_readers_find_it(filled):
    placement = make.placement(filled.moss, filled.at(10), 60, room=filled.hall)
    make.release(filled.edition)
    weighed = weighing(filled, filled.moss, placement)

    here = weighed.at(weighed.here)
    later = weighed.at(weighed.spot(filled.at(12), weighed.here.hall))

    assert (here.prices[Goal.MOVED], later.against(here.prices)) == (0, {Goal.MOVED: 40})


def test_of_sessions_that_are_kept_from_the_reader_it_is_known_when_their_rooms_are_taken(filled):
    hidden = take_up(proposal=filled.accepted(), by=filled.secretary, at=make.NOON)
    filled.conflict(filled.chair, hidden.proposal)
    make.placement(hidden, filled.at(10), 60, room=filled.hall)
    make.appearance(hidden, filled.ada)

    weighed = weighing(filled, filled.moss, reader=filled.chair)
    there = weighed.at(weighed.spot(filled.at(10), hall(weighed, "hall")))

    assert [(each.rule, each.sessions) for each in there.broken] == [
        ("room-twice", tuple(sorted((hidden.code, "MOSS"))))
    ]
    assert there.prices[Goal.TRACKS] == 0


def test_a_closed_room_is_told_here_and_by_the_library_and_is_no_place(filled):
    Closure.objects.create(room=filled.hall, starts_at=filled.at(8), ends_at=filled.at(20))
    weighed = weighing(filled, filled.moss)

    there = weighed.at(weighed.spot(filled.at(16, 30), hall(weighed, "hall")))

    assert [each.rule for each in there.broken] == ["closed"]
    assert weighed.places()[0].spot.day != filled.edition.starts_on
    assert all(ours == theirs for ours, theirs in _breaking(filled))


def test_goals_come_in_the_order_of_the_page_that_plans(filled):
    weighed = weighing(filled, filled.moss)

    assert list(weighed.places()[0].prices) == list(pricing.GOALS)
    assert list(pricing.GOALS)[: len(wishes.GOALS)] == list(wishes.GOALS)


def test_a_session_that_is_not_held_has_no_places(filled):
    note = make.english("")
    tell(session=filled.moss, kind=Happening.CANCELLED, note=note, by=filled.secretary, at=make.NOON)

    with pytest.raises(NotHeld):
        weighing(filled, filled.moss)


def test_a_session_longer_than_any_block_has_its_rules_and_no_prices(filled):
    long = make.session("Long", of=filled.edition, minutes=600)
    weighed = weighing(filled, long)

    assert (weighed.places(), weighed.nowhere()) == ([], {})
    assert weighed.at(weighed.spot(filled.at(8), weighed.halls[0])).prices == {}


def test_a_block_in_which_the_clock_is_put_forward_leaves_the_rules(stage):
    stage.edition.starts_on, stage.edition.ends_on = date(2027, 3, 27), date(2027, 3, 28)
    stage.edition.save()
    night = make.session(of=stage.edition)
    make.placement(night, stage.at(2, 30, date(2027, 3, 27)), 45, room=stage.hall)

    places = weighing(stage, make.session(of=stage.edition, minutes=30)).places()

    assert places
    assert {len(each.prices) for each in places} == {0}


def test_an_edition_without_rooms_offers_times(stage):
    stage.edition.rooms.all().delete()
    session = make.session(of=stage.edition)

    places = weighing(stage, session).places()

    assert {each.spot.hall for each in places} == {None}
    assert places


def test_hours_are_those_in_which_sessions_run_or_the_usual_ones(stage):
    weighed = weighing(stage, make.session(of=stage.edition))
    usual = hours_of(stage.edition, [])
    for number in range(6):
        one = make.session(of=stage.edition)
        make.placement(one, stage.at(8 + number // 2), 60, room=stage.hall)
    full = weighing(stage, make.session(of=stage.edition))

    assert usual == list(USUAL)
    assert weighed.blocks[0][0] == stage.at(9)
    assert [each for each in full.blocks if each[0].date() == stage.edition.starts_on] == [
        (stage.at(8), stage.at(11))
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_weighing_costs_the_same_queries_however_many_sessions(filled, django_assert_num_queries, many):
    for number in range(many):
        session = make.session(of=filled.edition, track=filled.forum)
        make.placement(session, filled.at(15), room=filled.attic)
        make.appearance(session, make.person(f"P{number}"))

    with django_assert_num_queries(17):
        weighing(filled, filled.moss).places()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cost_has_its_sentence_in_each_language(language):
    about = {"session": "A", "other": "B", "track": "T", "person": "P"}
    names = Names({"P": "Ada"}, {}, {}, {"T": "Labs"}, {"B": "Moss"})

    with override(language):
        said = [
            pricing.price_in_words(Cost(why, Missing("A"), about), 7, "A", names)
            for why in pricing._SENTENCES
        ]
        goals = {str(each) for each in pricing.GOALS.values()}
        changes = pricing.changes_in_words({Goal.SEATS: -12})

    assert len(set(said)) == len(pricing._SENTENCES)
    assert (set(pricing.GOALS), len(goals)) == (set(Goal), len(Goal))
    assert "−12" in changes[0]
