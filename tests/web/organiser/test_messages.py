"""Messages about a proposal that somebody may not judge do not exist for them, though they are secretary."""

import pytest

from convenor.editions.letters import send
from convenor.editions.models import LetterKind
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict
from tests import make

pytestmark = pytest.mark.django_db


def statuses(secretary, edition):
    client, path = make.signed_in(secretary), f"/en/{edition.path}/organise/messages/"
    keys = Message.objects.order_by("pk").values_list("pk", flat=True)
    return [client.get(path).text.count("Tides"), *(client.get(f"{path}{key}/").status_code for key in keys)]


def test_a_secretary_in_conflict_sees_no_letter_about_the_proposal():
    one, other = make.person("One"), make.person("Other")
    edition = make.edition(secretaries=(one, other))
    proposal = make.proposal("Tides", track=make.track(edition))
    to = proposal.proposer
    for kind, values in (
        (LetterKind.ACCEPT, {"proposal_code": proposal.code, "proposal_title": proposal.title}),
        (LetterKind.REVIEW_REMINDER, {}),
    ):
        send(edition=edition, kind=kind, to=to, key=kind, at=make.NOON, link="https://x.example/", **values)
    before = statuses(one, edition)

    Conflict.objects.create(proposal=proposal, person=one, declared_by=one, declared_at=make.NOON)

    assert before[0] > 0
    assert (before[1:], statuses(one, edition), statuses(other, edition)) == (
        [200, 200],
        [0, 404, 404],
        before,
    )
