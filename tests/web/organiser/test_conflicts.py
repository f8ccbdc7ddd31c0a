"""The chair and the secretariat declare their own conflicts, and retract those of others."""

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.proposals.models import Conflict
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.person("Cleo")


@pytest.fixture
def proposal(chair):
    edition = make.edition(chairs=(chair,))
    return make.proposal("Tides", track=make.track(edition))


def conflict_of(person, proposal):
    return Conflict.objects.create(
        proposal=proposal, person=person, reason="Kin.", declared_by=person, declared_at=make.NOON
    )


def sent(client, url, **fields):
    return client.post(url, {"key": make.form_key(client.get(url).text), **fields}, follow=True)


def test_a_chair_declares_a_conflict_and_no_longer_sees_the_proposal(chair, proposal):
    client, edition = make.signed_in(chair), proposal.edition

    answer = sent(client, page(edition, "organiser:own_conflict", proposal.code), reason="I wrote it.")

    conflict = Conflict.objects.get()
    assert (conflict.person, conflict.declared_by, conflict.reason) == (chair, chair, "I wrote it.")
    assert "Your conflict of interest is noted. You no longer see the proposal." in answer.text
    assert client.get(page(edition, "organiser:proposal", proposal.code)).status_code == 404


def test_a_chair_reads_who_is_in_conflict_and_retracts_it(chair, proposal):
    client, edition = make.signed_in(chair), proposal.edition
    conflict = conflict_of(make.reviewer(proposal.track, "Ada"), proposal)
    address = page(edition, "organiser:proposal", proposal.code)
    before = client.get(address).text

    sent(client, page(edition, "organiser:conflict_retraction", proposal.code, conflict.pk))
    after = client.get(address).text
    log = client.get(page(edition, "organiser:log")).text

    conflict.refresh_from_db()
    assert (conflict.retracted_at is None, "Kin." in before, "Kin." in after) == (False, True, False)
    assert [entry.action for entry in Entry.objects.all()] == ["conflict.retracted"]
    assert "retracted a conflict of interest of" in log


def test_the_chair_of_a_track_reads_no_reasons_and_retracts_nothing(proposal):
    track_chair = make.person("Tia")
    make.office(proposal.edition, track_chair, Role.TRACK_CHAIR, proposal.track)
    client = make.signed_in(track_chair)
    conflict = conflict_of(make.reviewer(proposal.track, "Ada"), proposal)

    shown = client.get(page(proposal.edition, "organiser:proposal", proposal.code))
    way = page(proposal.edition, "organiser:conflict_retraction", proposal.code, conflict.pk)

    assert (shown.status_code, "Kin." in shown.text, client.get(way).status_code) == (200, False, 404)


def test_the_conflict_of_another_proposal_is_not_found(chair, proposal):
    other = make.proposal(track=proposal.track)
    conflict = conflict_of(make.reviewer(proposal.track), other)

    way = page(proposal.edition, "organiser:conflict_retraction", proposal.code, conflict.pk)

    assert make.signed_in(chair).get(way).status_code == 404
