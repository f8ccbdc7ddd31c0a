"""A person gets what is kept of them, and nothing of others."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from convenor.proposals.actions.contributors import invite_contributor
from convenor.proposals.models import ContributorRole
from convenor.proposals.personal import own_data
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


def test_own_data_holds_proposals_versions_and_parts():
    proposal = writing.submitted()
    contributor = invite_contributor(
        proposal=proposal,
        address="bo@people.example",
        name="Bo",
        role=ContributorRole.CHAIR,
        by=proposal.proposer,
        at=make.NOON,
    )
    writing.submitted(title="A stranger's")

    mine, theirs = own_data(proposal.proposer), own_data(contributor.person)

    assert [each["code"] for each in mine["proposals"]] == [proposal.code]
    assert [each["number"] for each in mine["versions"]] == [1, 2, 3, 4]
    assert [(each["code"], each["role"], each["invited_as"]) for each in theirs["proposals"]] == [
        (proposal.code, "chair", "Bo")
    ]
    assert theirs["versions"] == []
    assert "stranger" not in json.dumps([mine, theirs], cls=DjangoJSONEncoder)
