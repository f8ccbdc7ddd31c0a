"""From tables to a plan, and from what it breaks to sentences."""

import pytest
from django.utils.translation import override

from convenor.kernel.translated import LANGUAGES, Translated
from convenor.programme.actions.appearances import set_availability
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.sessions import take_up
from convenor.programme.advice import _SENTENCES, in_words, names_for
from convenor.programme.models import Happening, Mark, MarkList
from convenor.programme.planning import plan_of
from convenor.programme.queries import sessions_known_to
from convenor.programme.rules.plan import Broken, broken_rules
from convenor.proposals.models import Withdrawal
from tests import make
from tests.programme.stage import MONDAY, TUESDAY
from tests.programme.test_plan import ONE


def planned(stage):
    return plan_of(stage.edition, stage.edition.sessions.all())


def told(stage):
    return broken_rules(planned(stage))


def test_a_plan_holds_what_the_tables_say(stage):
    session = take_up(proposal=stage.symposium(), by=stage.secretary, at=make.NOON)
    make.placement(session, room=stage.hall, ends_on=TUESDAY)
    marks = MarkList.objects.create(edition=stage.edition, token="x", created_at=make.NOON)
    Mark.objects.create(mark_list=marks, session=session, at=make.NOON)
    ada = session.appearances.get(person__name="Ada").person
    set_availability(
        edition=stage.edition,
        person=ada,
        times=[(stage.at(9), stage.at(12))],
        by=stage.secretary,
        at=make.NOON,
    )

    plan = planned(stage)

    [talk] = plan.talks
    assert (talk.code, talk.minutes_of_parts, talk.marked) == (session.code, 40, 1)
    assert [(spot.day, spot.starts_at, spot.hall.slug) for spot in talk.spots] == [
        (MONDAY, stage.at(10), "hall"),
        (TUESDAY, stage.at(10, day=TUESDAY), "hall"),
    ]
    assert plan.availabilities == {str(ada.uid): ((stage.at(9), stage.at(12)),)}
    assert [(each.rule, each.day) for each in broken_rules(plan)] == [
        ("unconfirmed", None),
        ("unconfirmed", None),
        ("unavailable", TUESDAY),
    ]


def test_a_withdrawn_proposal_is_told_of_and_a_cancelled_session_is_not(stage):
    proposal = stage.accepted()
    withdrawn = take_up(proposal=proposal, by=stage.secretary, at=make.NOON)
    cancelled = make.session(of=stage.edition)
    Withdrawal.objects.create(proposal=proposal, by=proposal.proposer, at=make.NOON)
    make.placement(withdrawn)
    tell(
        session=cancelled,
        kind=Happening.CANCELLED,
        note=Translated(),
        by=stage.secretary,
        at=make.NOON,
    )

    assert [(each.rule, each.sessions) for each in told(stage)] == [("withdrawn", (withdrawn.code,))]


def test_what_is_kept_from_somebody_is_not_in_their_plan(stage):
    hidden = take_up(proposal=stage.accepted(), by=stage.secretary, at=make.NOON)
    stage.conflict(stage.chair, hidden.proposal)
    seen = make.session(of=stage.edition)
    for session in (hidden, seen):
        make.placement(session, room=stage.hall)

    known = sessions_known_to(stage.chair, stage.edition)

    assert [talk.code for talk in plan_of(stage.edition, known).talks] == [seen.code]
    assert [each.rule for each in told(stage)] == ["unconfirmed", "room-twice"]


@pytest.mark.parametrize("many", [1, 3])
def test_a_plan_costs_the_same_queries_however_many_sessions(stage, django_assert_num_queries, many):
    for _ in range(many):
        session = make.session(of=stage.edition)
        make.placement(session, room=stage.hall)
        make.appearance(session, make.person())

    with django_assert_num_queries(9):
        planned(stage)


def _plain(sentence):
    return sentence.replace("\u2068", "").replace("\u2069", "")


def test_a_warning_says_who_where_and_when_and_names_no_session_that_one_may_not_read(stage):
    mina = make.person("Mina")
    one, other = make.session("Forum", of=stage.edition), make.session("Lab", of=stage.edition)
    for session in (one, other):
        make.placement(session, room=stage.hall)
        make.appearance(session, mina, agreed_at=make.NOON)
    names = names_for(stage.edition, {one.code: "Forum"})

    assert [_plain(in_words(each, names)) for each in told(stage)] == [
        "Mina is in two places at once (Mon 1 Mar): Forum · another session.",
        "Hall is used twice at once (Mon 1 Mar): Forum · another session.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_sentence_in_each_language(stage, language):
    session = make.session("Forum", of=stage.edition)
    names = names_for(stage.edition, {session.code: "Forum"})

    with override(language):
        said = [
            in_words(Broken(rule, (session.code,), MONDAY, count=3, most=2, text="T"), names)
            for rule in _SENTENCES
        ]

    assert len({sentence for sentence in said if sentence}) == len(_SENTENCES)


def test_every_rule_that_the_plans_of_the_tests_break_has_a_sentence_and_no_other_is_kept():
    of_one = {told.rule for _session, told in ONE}

    assert of_one | {"unavailable", "closed", "person-twice", "room-twice", "track-alone"} == set(_SENTENCES)
