"""What the demonstration has twice is found, and is what its data says; so are its two timetables."""

from datetime import UTC, datetime

import pytest

from convenor.demo import founding
from convenor.demo.load import tell_story
from convenor.demo.planning import PLANS
from convenor.demo.timeline import Timeline
from convenor.editions.queries import standing_of
from convenor.programme.drafting.adopting import adopt_draft, outlook
from convenor.programme.planned import Draft
from convenor.proposals.models import Proposal, Verdict
from convenor.review.compared import Looked, Opinion
from convenor.review.models import Anonymity, ReviewRules
from convenor.review.redacting import hide_names_in
from convenor.review.tasks import compare_texts
from convenor.review.themes import in_common

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def test_a_proposal_is_there_twice_and_one_comes_again_from_the_year_before():
    edition = tell_story(Timeline.at("review", NOW))
    compare_texts(NOW)

    found = in_common(founding.secretary(), edition, None, NOW)

    pairs = {tuple(sorted(each.title_text for each in pair.both)) for pair in found.pairs}
    assert pairs == {
        (
            "Four hundred signs and a hurricane lamp: building a sign dictionary with deaf pupils in Tonga",
            "Look it up with your hands: a dictionary of signs from Vavaʻu",
        ),
        (
            "Leer en quechua al teléfono: primeros resultados en Ayacucho",
            "Leer en quechua al teléfono: reconocimiento de voz y fluidez lectora en escuelas de Ayacucho",
        ),
    }
    before = next(pair.earlier for pair in found.pairs if pair.earlier)
    assert (before.year, before.is_fictional) == (edition.year - 1, True)
    assert standing_of(before).is_announced is False
    assert sorted(set(ReviewRules.objects.values_list("anonymity", flat=True))) == sorted(Anonymity)
    named = Proposal.objects.get(edition=edition, title_text__startswith="Leer en quechua")
    hide_names_in(named)
    assert "un instituto pedagógico de la región" in str(named.abstract.in_("es"))
    assert Looked.objects.count() == 0


def test_the_second_of_the_two_is_declined_and_two_drafts_of_a_timetable_can_be_compared_and_adopted():
    """Together, because telling the story up to its programme takes minutes."""
    edition = tell_story(Timeline.at("programme", NOW))
    by = founding.secretary()

    second = Proposal.objects.get(edition=edition, title_text__startswith="Look it up with your hands")
    drafts = list(Draft.objects.order_by("run__at"))

    assert [each.verdict for each in second.decisions.standing()] == [Verdict.DECLINE]
    assert [(each.proposal, each.opinion) for each in Looked.objects.all()] == [(second, Opinion.DUPLICATE)]
    assert [(each.name, each.unplaced) for each in drafts] == [(name, 0) for name in PLANS]
    looked = [outlook(each, by) for each in drafts]
    assert [each.broken for each in looked] == [[], []]
    moved = adopt_draft(draft=drafts[0], seen=looked[0].seen, by=by, at=NOW)
    assert moved == len(looked[0].changes) > 0
