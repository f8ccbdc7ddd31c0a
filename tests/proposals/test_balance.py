"""Verdicts are counted as they stand, by what should be in balance."""

from collections import Counter
from datetime import date

import pytest

from convenor.editions.models import Format
from convenor.proposals.balance import Tally, offers_of, spreads, tallies, tally
from convenor.proposals.models import Answer, Proposal, Question, QuestionKind, Verdict
from tests import make

pytestmark = pytest.mark.django_db


def test_the_last_verdict_of_each_proposal_counts_once():
    edition = make.edition()
    track, subtheme = make.track(edition, "workshops"), make.subtheme(edition, "inclusion")
    call = make.call(edition, track)
    kenyan = make.person(country="KE")
    school = make.organization("Hill School", kind="school")
    facts = {"subtheme": subtheme, "proposer": kenyan, "format": Format.PANEL, "organization": school}
    changed = make.proposal(to=call, **facts)
    first = make.decision(changed, Verdict.WAITLIST)
    make.decision(changed, Verdict.ACCEPT, supersedes=first)
    make.proposal(to=call, language="fr")

    counted = spreads(Proposal.objects.all())

    assert counted == {
        "track": {"workshops": Counter({"accept": 1, "": 1})},
        "subtheme": {"inclusion": Counter({"accept": 1}), "": Counter({"": 1})},
        "format": {"panel": Counter({"accept": 1}), "talk": Counter({"": 1})},
        "language": {"en": Counter({"accept": 1}), "fr": Counter({"": 1})},
        "country": {"KE": Counter({"accept": 1}), "": Counter({"": 1})},
        "organization-kind": {"school": Counter({"accept": 1}), "": Counter({"": 1})},
    }


def haitian_and_kenyan():
    """An accepted proposal of an earlier proposer from Haiti, an undecided one of a newcomer from Kenya."""
    edition = make.edition()
    call = make.call(edition, make.track(edition, "workshops"))
    haitian = make.person(country="HT")
    earlier = make.edition(of=edition.series, slug="earlier", starts_on=date(2020, 3, 1))
    make.proposal(track=make.track(earlier), proposer=haitian)
    accepted = make.proposal(to=call, proposer=haitian)
    make.decision(accepted, Verdict.ACCEPT)
    open_one = make.proposal(to=call, proposer=make.person(country="KE"), language="fr")
    return Proposal.objects.filter(edition=edition), accepted, open_one


def test_a_choice_is_tallied_beside_what_is_accepted():
    proposals, _accepted, chosen = haitian_and_kenyan()
    offers = offers_of(proposals)

    counted = tallies(offers, [chosen.code])

    assert tally(offers, [chosen.code]) == Tally(submitted=2, accepted=1, then=2)
    assert {name: counted[name] for name in ("region", "group", "language", "newcomers")} == {
        "region": {"419": Tally(1, 1, 1), "202": Tally(1, 0, 1)},
        "group": {name: Tally(1, 1, 1) for name in ("ldc", "sids", "either")} | {"": Tally(1, 0, 1)},
        "language": {"en": Tally(1, 1, 1), "fr": Tally(1, 0, 1)},
        "newcomers": {"no": Tally(1, 1, 1), "yes": Tally(1, 0, 1)},
    }


def test_a_kind_is_all_or_a_value_of_a_dimension():
    proposals, _accepted, _chosen = haitian_and_kenyan()
    offers = offers_of(proposals)

    asked = ("all", "group:ldc", "region:202", "newcomers:yes", "region:", "nothing:known")
    assert {of: [offer.is_of(of) for offer in offers] for of in asked} == {
        "all": [True, True],
        "group:ldc": [True, False],
        "region:202": [False, True],
        "newcomers:yes": [False, True],
        "region:": [False, False],
        "nothing:known": [False, False],
    }


def test_answers_to_questions_with_choices_are_counted():
    proposals, accepted, _chosen = haitian_and_kenyan()
    question = Question.objects.create(
        call=accepted.call, slug="kind", kind=QuestionKind.CHOICE, text=make.english("Kind"), choices=[]
    )
    Answer.objects.create(proposal=accepted, question=question, text="ngo")

    assert tallies(offers_of(proposals), [])[f"question-{question.pk}"] == {"ngo": Tally(1, 1, 1)}


@pytest.mark.parametrize("many", [1, 3])
def test_counting_takes_three_queries_however_many_there_are(django_assert_num_queries, many):
    edition = make.edition()
    call = make.call(edition, make.track(edition))
    for _ in range(many):
        make.proposal(to=call)

    with django_assert_num_queries(3):
        assert len(offers_of(Proposal.objects.filter(edition=edition))) == many
