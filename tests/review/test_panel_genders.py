"""Panels are balanced by gender among those who agreed, where asked; a run tells nobody’s answer."""

import json

import pytest

from convenor.audit.models import Entry
from convenor.kernel.queued import RunState
from convenor.people.models import GenderAnswer
from convenor.review.actions.matching import NotBalanced, ask_again
from convenor.review.genders import FEWEST
from convenor.review.matching import gathering
from convenor.review.models import ReviewRules, Work
from convenor.review.runs import MOST_BY_GENDER, Options
from convenor.review.suggested import MatchingProof
from convenor.web.links import page
from tests import make
from tests.review.test_matching import TOPICS, Week
from tests.world import taken_back

pytestmark = pytest.mark.django_db

PLAIN = Options(fair=False, regions=False)
BY_GENDER = Options(fair=False, regions=False, genders=True)


@pytest.fixture
def week():
    """One proposal that wants two reviews, and three reviewers who wrote on it: the last a little less."""
    week = Week()
    ReviewRules.objects.update(reviews_wanted=2)
    for topic in ("phones", "tablets"):
        week.proposals.pop(topic).delete()
        Work.objects.create(person=week.reviewers[topic], title=TOPICS["radio"], abstract=TOPICS["radio"])
    Work.objects.create(person=week.reviewers["phones"], title=TOPICS["radio"], abstract=TOPICS["radio"])
    week.others = {
        gender: [week.reviewer(f"{gender} {number}") for number in range(FEWEST)]
        for gender in ("woman", "man")
    }
    return week


def says(person, gender, *, on_panels=True):
    facts = {"gender": gender, "on_panels": on_panels, "changed_at": make.NOON}
    GenderAnswer.objects.update_or_create(person=person, defaults=facts)


def everybody_says(week, *, many=FEWEST, on_panels=True, **of_writers):
    for gender, people in week.others.items():
        for person in people[:many]:
            says(person, gender, on_panels=on_panels)
    for topic, gender in of_writers.items():
        says(week.reviewers[topic], gender, on_panels=on_panels)


MIXED = {"radio": "woman", "phones": "woman", "tablets": "man"}


def test_a_panel_is_mixed_where_that_is_asked_and_only_there(week):
    everybody_says(week, **MIXED)

    panels = [week.names(week.worked_out(options))["radio"] for options in (PLAIN, BY_GENDER)]

    assert panels == [["phones", "radio"], ["radio", "tablets"]]


def test_it_is_off_unless_turned_on():
    assert not Options().genders


def test_who_did_not_agree_is_of_no_gender_there(week):
    everybody_says(week, **MIXED, on_panels=False)

    run = week.worked_out(BY_GENDER)

    assert week.names(run)["radio"] == ["phones", "radio"]
    assert labels_of(gathering.gathered(run, make.NOON)) == {-1}


def labels_of(found):
    ((name, labels),) = found.inputs["balances"]
    assert name == "gender"
    return set(labels)


@pytest.mark.parametrize(("many", "labels"), [(3, {-1, 0}), (2, {-1}), (FEWEST, {-1, 0, 1})])
def test_what_fewer_than_five_say_is_not_used(week, many, labels):
    """Two writers say woman and one man, besides as many others of each."""
    everybody_says(week, many=many, **MIXED)
    says(week.reviewer("of no large group"), "non-binary")

    assert labels_of(gathering.gathered(week.ask(BY_GENDER), make.NOON)) == labels


def told_by(week, *, genders, many=FEWEST):
    """All that a run keeps and logs, with its pairs, where the writers say ``genders``."""
    with taken_back():
        everybody_says(week, many=many, **dict(zip(("radio", "phones", "tablets"), genders, strict=True)))
        week.conflict("radio", week.reviewers["tablets"])  # so the panel is the same, whatever they say
        return all_of(week, week.worked_out(BY_GENDER))


def all_of(week, run):
    pairs = [(each.proposal_id, each.reviewer_id, each.score, each.why) for each in run.pairs.order_by("pk")]
    logged = [each.detail for each in Entry.objects.filter(action__startswith="matching.").order_by("seq")]
    assert len(pairs) == 2
    kept = (run.state, run.problem, run.inputs, run.solver, run.certificate, run.result)
    return json.dumps([kept, pairs, logged, MatchingProof.objects.filter(run=run).count()], sort_keys=True)


ALIKE, DIFFERENT = ("woman", "woman", "man"), ("woman", "man", "man")


def test_what_a_run_tells_is_the_same_whatever_they_say(week):
    alike = told_by(week, genders=ALIKE)

    assert told_by(week, genders=DIFFERENT) == alike
    assert told_by(week, genders=ALIKE, many=0) == alike  # nor whether so many agreed that it was used


def test_told_as_other_runs_are_it_would_tell(week, monkeypatch):
    """The control: with sums, prices, hashes and a proof, the two can be told apart."""
    honest = gathering._Gathering.inputs
    monkeypatch.setattr(gathering._Gathering, "inputs", lambda self: {**honest(self), "is_untold": False})

    assert told_by(week, genders=ALIKE) != told_by(week, genders=DIFFERENT)


def test_a_pair_by_hand_is_worked_out_without_it(week):
    everybody_says(week, **MIXED)
    run = week.worked_out(BY_GENDER)
    (pair, *_) = run.pairs.order_by("pk")
    by = {"by": week.chair, "at": make.NOON}

    same = ask_again(run=run, changes=[], **by)
    tried = ask_again(run=run, changes=[(pair.proposal, pair.reviewer, False)], **by)

    assert [Options.of(each.options).genders for each in (same, tried)] == [True, False]


def test_nobody_gets_many(week):
    everybody_says(week, **MIXED)
    for state in (RunState.FAILED, RunState.SHORT, *[RunState.DONE] * MOST_BY_GENDER):
        run = week.ask(BY_GENDER)
        type(run).objects.filter(pk=run.pk).update(state=state)

    with pytest.raises(NotBalanced):
        week.ask(BY_GENDER)
    assert week.ask(PLAIN).options["genders"] is False


def test_by_lot_it_is_refused(week):
    with pytest.raises(NotBalanced):
        week.ask(Options(fair=False, genders=True, chance="1/2"))


def test_the_page_says_why_there_is_no_file_to_check(week):
    everybody_says(week, **MIXED)
    run = week.worked_out(BY_GENDER)
    client = make.signed_in(week.chair)
    address = page(week.edition, "organiser:matching_run", run.uid)

    shown = client.get(address).text

    assert "from these one could work out what somebody said of themselves" in shown
    assert "All pairs together: proven, there is no better one." in shown
    assert "What each rule costs" not in shown
    assert client.get(page(week.edition, "organiser:matching_proof", run.uid)).status_code == 404


def test_it_is_asked_for_by_the_form(week):
    client, address = make.signed_in(week.chair), page(week.edition, "organiser:matching")
    form = {"reading": "one", "present": "stay", "genders": "on"}

    def sent(**more):
        key = make.form_key(client.get(address).text)
        return client.post(address, {**form, "key": key, **more})

    assert (sent().status_code, sent(chance="1/2").status_code) == (302, 422)
    assert "the chances would tell of it" in sent(chance="1/2").text
