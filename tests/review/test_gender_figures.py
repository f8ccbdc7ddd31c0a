"""How many of a call's people say what: of those who agreed, in groups from five upwards, made once."""

from datetime import timedelta

import pytest
from django.utils import translation

from convenor.audit.models import Entry
from convenor.people.models import GenderAnswer, Person
from convenor.proposals.models import Verdict, Withdrawal
from convenor.review import genders
from convenor.review.actions.genders import count_genders
from convenor.review.counted import GenderFigure, Moment
from convenor.review.tasks import count_genders_due
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db

CLOSED = make.NOON + timedelta(days=10)
LATER = CLOSED + timedelta(days=30)


class Round:
    """A call, and people who propose one thing each and say what they say of themselves."""

    def __init__(self):
        self.chair = make.person("Cleo")
        self.edition = make.edition(chairs=(self.chair,))
        self.track = make.track(self.edition)
        self.call = make.call(self.edition, self.track, closes_at=CLOSED)

    def proposals(self, many, gender, verdict="", *, in_figures=True, **facts):
        found = []
        for _number in range(many):
            person = make.person()
            says(person, gender, in_figures=in_figures)
            proposal = make.proposal(to=self.call, proposer=person, **facts)
            if verdict:
                make.decision(proposal, verdict, decided_by=self.chair, released_at=make.NOON)
            found.append(proposal)
        return found

    def figures(self):
        made = GenderFigure.objects.filter(call=self.call)
        return {each.moment: each.groups for each in made}

    def told(self, at=LATER):
        """The figures after the worker came by twice: those accepted are counted after all."""
        for _time in range(2):
            count_genders_due(at)
        return self.figures()

    def page(self):
        with translation.override("en"):
            return make.signed_in(self.chair).get(page(self.edition, "organiser:genders")).text


def says(person, gender, *, in_figures=True):
    facts = {"gender": gender, "in_figures": in_figures, "changed_at": make.NOON}
    GenderAnswer.objects.update_or_create(person=person, defaults=facts)


@pytest.fixture
def round_():
    return Round()


def test_groups_of_five_are_told_and_smaller_ones_and_the_sum_withheld(round_):
    round_.proposals(5, "woman")
    round_.proposals(6, "man")
    round_.proposals(4, "non-binary")

    assert round_.told() == {"closed": {"man": 6, "woman": 5}}
    shown = round_.page()
    assert shown.count("withheld</small>") == 2
    assert not any(f">{many}<" in "".join(shown.split()) for many in (4, 11, 15))


def test_with_smaller_groups_four_would_be_told(round_, monkeypatch):
    """The control."""
    monkeypatch.setattr(genders, "FEWEST", 1)
    round_.proposals(4, "non-binary")

    assert round_.told() == {"closed": {"non-binary": 4}}


def test_who_did_not_agree_is_not_counted_nor_who_takes_no_part(round_):
    round_.proposals(5, "woman")
    round_.proposals(3, "woman", in_figures=False)
    round_.proposals(2, "woman", submitted_at=None)
    for proposal in round_.proposals(2, "woman"):
        Withdrawal.objects.create(proposal=proposal, by=proposal.proposer, at=make.NOON)
    invited = make.person("Invited")
    says(invited, "woman")
    make.contributor(round_.proposals(1, "man")[0], invited)
    (erased,) = round_.proposals(1, "woman")
    Person.objects.filter(pk=erased.proposer_id).update(erased_at=make.NOON)

    assert round_.told() == {"closed": {"woman": 5}}


def test_who_proposes_twice_is_counted_once(round_):
    [first, *_others] = round_.proposals(5, "woman")
    make.proposal(to=round_.call, proposer=first.proposer)

    assert round_.told() == {"closed": {"woman": 5}}


def test_nothing_is_counted_before_the_call_closes(round_):
    round_.proposals(5, "woman")

    assert round_.told(at=CLOSED - timedelta(seconds=1)) == {}
    assert "They are counted when the call closes" in round_.page()
    assert round_.told(at=CLOSED) == {"closed": {"woman": 5}}


def test_a_change_afterwards_is_not_seen(round_):
    first, *_others = round_.proposals(6, "woman")
    round_.told()
    before = round_.page()

    says(first.proposer, "man")
    round_.proposals(3, "woman")
    count_genders(call=round_.call, moment=Moment.CLOSED, at=LATER)

    assert round_.told() == {"closed": {"woman": 6}}
    assert round_.page() == before


def test_those_accepted_are_counted_once_all_is_released(round_):
    round_.proposals(6, "woman", Verdict.ACCEPT)
    *_others, last = round_.proposals(5, "woman", Verdict.DECLINE)
    last.decisions.update(released_at=None)

    assert round_.told() == {"closed": {"woman": 11}}
    last.decisions.update(released_at=make.NOON)
    assert round_.told() == {"closed": {"woman": 11}, "released": {"woman": 6}}


@pytest.mark.parametrize("verdict", ["", Verdict.REVISE])
def test_what_is_open_keeps_them_uncounted(round_, verdict):
    round_.proposals(6, "woman", Verdict.ACCEPT)
    round_.proposals(5, "woman", Verdict.DECLINE)
    round_.proposals(1, "woman", verdict)

    assert list(round_.told()) == ["closed"]


@pytest.mark.parametrize(
    ("accepted", "declined", "told"),
    [(5, 5, {"woman": 5}), (9, 4, {}), (4, 9, {}), (9, 0, {}), (7, 6, {"woman": 7})],
)
def test_neither_those_accepted_nor_the_rest_are_a_smaller_group(round_, accepted, declined, told):
    round_.proposals(accepted, "woman", Verdict.ACCEPT)
    round_.proposals(declined, "woman", Verdict.DECLINE)

    assert round_.told()["released"] == told


def test_nor_is_the_difference_between_the_two_figures_where_people_change_what_they_say(round_):
    """Nine were told; six of them are accepted, and three more agreed since whose proposals were not."""
    round_.proposals(6, "woman", Verdict.ACCEPT)
    declined = round_.proposals(3, "woman", Verdict.DECLINE)
    unheard = round_.proposals(3, "woman", Verdict.DECLINE, in_figures=False)
    count_genders_due(LATER)
    for proposal in unheard:
        says(proposal.proposer, "woman")

    assert round_.told() == {"closed": {"woman": 6 + len(declined)}, "released": {}}


def test_the_log_says_that_it_was_counted_and_no_figure(round_):
    round_.proposals(5, "woman")
    round_.told()

    (entry,) = Entry.objects.filter(action="call.counted")

    assert (entry.actor, entry.detail, entry.scope) == (None, {}, round_.edition.path)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_queries_however_many_calls(round_, many, django_assert_num_queries):
    for number in range(many - 1):
        make.call(round_.edition, round_.track, slug=f"more-{number}", closes_at=CLOSED)
    count_genders_due(LATER)
    client, address = make.signed_in(round_.chair), page(round_.edition, "organiser:genders")
    client.get(address)

    with django_assert_num_queries(6):
        client.get(address)
