"""Verdicts are counted as they stand, by what should be in balance."""

from collections import Counter

import pytest

from convenor.editions.models import Format
from convenor.proposals.balance import spreads
from convenor.proposals.models import Proposal, Verdict
from tests import make

pytestmark = pytest.mark.django_db


def test_the_last_verdict_of_each_proposal_counts_once():
    edition = make.edition()
    track, subtheme = make.track(edition, "workshops"), make.subtheme(edition, "inclusion")
    call = make.call(edition, track)
    kenyan = make.person(country="KE")
    changed = make.proposal(to=call, subtheme=subtheme, proposer=kenyan, format=Format.PANEL)
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
    }
