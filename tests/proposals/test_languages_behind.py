"""Readers are told where a translation says what its original no longer says."""

import pytest

from convenor.editions.models import Format
from convenor.proposals.actions.contributions import set_contribution
from convenor.proposals.actions.drafts import save_draft, translate_text
from convenor.proposals.versions import languages_behind
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


def translate(proposal, abstract="Des marées.", **facts):
    texts = {"language": "fr", "title": "Marées", "abstract": abstract, **facts}
    translate_text(proposal=proposal, by=proposal.proposer, at=make.NOON, **texts)


def test_a_translation_is_behind_until_it_is_changed_after_its_original():
    proposal = writing.complete(title="Tides", format=Format.PANEL)
    part = set_contribution(proposal=proposal, title="Moon", abstract="", by=proposal.proposer, at=make.NOON)
    translate(proposal)
    translate(proposal, contribution=part)
    before = languages_behind(proposal)

    save_draft(proposal=proposal, abstract="Neap tides.", by=proposal.proposer, at=make.NOON)
    changed = languages_behind(proposal)
    translate(proposal, "Des mortes-eaux.")

    assert changed == {0: {"fr"}, part.pk: set()}
    assert [before, languages_behind(proposal)] == [{0: set(), part.pk: set()}] * 2


def test_an_original_that_turns_out_to_be_in_another_language_leaves_nothing_behind():
    proposal = writing.complete(title="Tides")
    translate(proposal)

    save_draft(proposal=proposal, language="es", by=proposal.proposer, at=make.NOON)

    assert languages_behind(proposal) == {0: set()}


def test_a_translation_that_was_taken_away_is_not_behind():
    proposal = writing.complete(title="Tides")
    translate(proposal)
    translate(proposal, "", title="")

    save_draft(proposal=proposal, abstract="Neap tides.", by=proposal.proposer, at=make.NOON)

    assert languages_behind(proposal) == {0: set()}
