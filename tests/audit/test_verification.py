"""What somebody changes in the database behind the log's back is found, each change by its sentence."""

from datetime import timedelta

import pytest

from convenor.audit import notes
from convenor.audit.models import Checkpoint, Concern, Entry, TreeHead, commitment_to
from convenor.audit.tasks import sign_checkpoint
from convenor.audit.tree import Frontier
from convenor.audit.verification import verify
from tests import make
from tests.audit.conftest import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """Ada, after a log of five entries with a checkpoint over the first three."""
    ada = make.person("Ada")
    for number in range(5):
        say(by=ada, at=make.NOON, about=[ada], scope="mlw/2027", number=number, verdict="accept")
        if number == 2:
            sign_checkpoint(make.NOON)
    return ada


def found():
    return [str(finding) for finding in verify()]


def test_an_untouched_log_has_nothing_to_find(ada):
    assert found() == []


def test_an_empty_log_has_nothing_to_find():
    assert found() == []


def test_a_log_longer_than_a_page_is_read_to_its_end(ada, monkeypatch):
    monkeypatch.setattr("convenor.audit.queries._ROWS", 2)
    monkeypatch.setattr("convenor.audit.verification._ROWS", 2)

    assert found() == []


def test_a_changed_payload_is_found(ada):
    entry = Entry.objects.get(seq=1)
    entry.payload["detail"]["verdict"] = "decline"
    entry.save()

    assert found() == ["entry 1: its payload is not what was committed to"]


def test_a_changed_payload_with_a_commitment_that_fits_is_found_by_the_checkpoint_and_the_head(ada):
    entry = Entry.objects.get(seq=1)
    entry.payload["detail"]["verdict"] = "decline"
    entry.commitment = commitment_to(entry.payload, bytes(entry.salt))
    entry.save()

    assert found() == [
        "tree: its head is not that of the entries",
        "checkpoint 3: the entries before it are not those that were signed",
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "person.sang"),
        ("scope", "mlw/2028"),
        ("subject", "person:x"),
        ("proposal", "AAA"),
        ("at", make.LATER),
        ("actor", None),
    ],
)
def test_a_changed_column_is_found(ada, column, value):
    Entry.objects.filter(seq=3).update(**{column: value})

    assert found() == [f"entry 3: its columns differ from its payload: {column}"]


def test_hiding_an_entry_from_whom_it_concerns_is_found(ada):
    Concern.objects.filter(entry__seq=3).delete()

    assert found() == ["entry 3: its columns differ from its payload: about"]


@pytest.mark.parametrize("nonsense", [[], "said", {"action": None}])
def test_a_payload_that_is_no_payload_is_found(ada, nonsense):
    Entry.objects.filter(seq=3).update(payload=nonsense)

    assert found() == [
        "entry 3: its payload is not what was committed to",
        "entry 3: its columns differ from its payload: action, at, actor, scope, subject, proposal, about",
    ]


def test_a_removed_entry_is_found(ada):
    Entry.objects.filter(seq=1).delete()

    assert found()[:1] == ["entry 2: stands where entry 1 is due"]


def test_a_cut_end_is_found(ada):
    Entry.objects.filter(seq=4).delete()

    assert found() == ["tree: its head says 5 entries, but the log ends after 4"]


def test_a_cut_end_with_a_head_that_fits_is_found_by_the_checkpoint(ada):
    Entry.objects.filter(seq__gte=2).delete()
    frontier = Frontier()
    for entry in Entry.objects.order_by("seq"):
        frontier = frontier.append(bytes(entry.commitment))
    TreeHead.objects.update(size=frontier.size, frontier=frontier.to_text())

    assert found() == ["checkpoint 3: was signed over more entries than there are"]


def test_an_entry_put_in_beside_the_head_is_found(ada):
    entry = Entry.objects.get(seq=4)
    entry.pk, entry.seq = None, 5
    entry.save(force_insert=True)
    Concern.objects.create(entry=entry, person=ada)

    assert found() == ["tree: the log has 6 entries, but its head says 5"]


def test_a_checkpoint_signed_by_another_key_is_found(ada):
    seed = notes.new_key()
    checkpoint = Checkpoint.objects.get()
    text = notes.verify(checkpoint.note, checkpoint.key)
    origin = text.split("\n")[0]
    checkpoint.note, checkpoint.key = notes.sign(text, origin, seed), notes.public_key_text(origin, seed)
    checkpoint.save()

    assert found() == ["checkpoint 3: is signed by another key than ours"]


def test_a_changed_checkpoint_is_found(ada):
    checkpoint = Checkpoint.objects.get()
    checkpoint.note = checkpoint.note.replace("\n3\n", "\n2\n")
    checkpoint.save()

    assert found() == ["checkpoint 3: is not signed by the key that it names"]


def test_an_installation_may_change_its_name(ada, settings):
    settings.ORIGIN = "new.example.org"
    sign_checkpoint(make.NOON + timedelta(hours=2))

    assert (found(), Checkpoint.objects.count()) == ([], 2)
