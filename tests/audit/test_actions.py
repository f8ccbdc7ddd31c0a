"""An action is one transaction, once, and in the log."""

from uuid import uuid4

import pytest

from convenor.audit.actions import KeyReused, record, write
from convenor.audit.models import Entry, TreeHead, commitment_to
from convenor.audit.tree import Frontier, root_of
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.proposals.models import Verdict
from tests import make

pytestmark = pytest.mark.django_db


@write
def rename(*, person, name, by, at):
    person.name = name
    person.save()
    record("person.renamed", subject=person, actor=by, at=at, about=[person])
    if name == "nobody":
        raise Refused
    return person


def test_what_an_action_recorded_is_in_the_tree():
    ada = make.person("Ada")

    rename(person=ada, name="Bo", by=ada, at=make.NOON)
    rename(person=ada, name="Cy", by=ada, at=make.LATER)

    assert [(entry.seq, entry.action, entry.actor) for entry in Entry.objects.order_by("seq")] == [
        (0, "person.renamed", ada),
        (1, "person.renamed", ada),
    ]
    leaves = [bytes(entry.commitment) for entry in Entry.objects.order_by("seq")]
    head = TreeHead.objects.get()
    assert Frontier.from_text(head.size, head.frontier).root() == root_of(leaves)


def test_a_refused_action_leaves_nothing():
    ada = make.person("Ada")

    with pytest.raises(Refused):
        rename(person=ada, name="nobody", by=ada, at=make.NOON)

    assert (Person.objects.get().name, Entry.objects.count()) == ("Ada", 0)


def test_the_same_key_and_request_give_the_first_answer():
    ada, key = make.person("Ada"), uuid4()

    first = rename.once(key, person=ada, name="Bo", by=ada, at=make.NOON)
    again = rename.once(key, person=ada, name="Bo", by=ada, at=make.LATER)

    assert (first, again, Entry.objects.count()) == (ada, ada, 1)


def test_the_same_key_with_another_request_is_refused():
    ada, key = make.person("Ada"), uuid4()
    rename.once(key, person=ada, name="Bo", by=ada, at=make.NOON)

    with pytest.raises(KeyReused):
        rename.once(key, person=ada, name="Cy", by=ada, at=make.NOON)

    assert Person.objects.get().name == "Bo"


def test_recording_outside_an_action_is_an_error():
    ada = make.person("Ada")

    with pytest.raises(RuntimeError):
        record("person.renamed", subject=ada, actor=ada, at=make.NOON)


@write
def note(*, by, at, **detail):
    record("person.noted", subject=by, actor=by, at=at, **detail)


@pytest.mark.parametrize(
    "detail",
    [
        {"verdict": Verdict.ACCEPT, "codes": ("B", "A"), "count": 3, "is_last": True, "note": None},
        {"names": {"é": "e\u0301", "ß": "漢字 \U0001f600 عربي", "": ""}, "large": 2**63, "negative": -1},
    ],
)
def test_what_the_database_gives_back_is_what_was_committed_to(detail):
    ada = make.person("Ada")

    note(by=ada, at=make.NOON, **detail)

    entry = Entry.objects.get()
    assert bytes(entry.commitment) == commitment_to(entry.payload, bytes(entry.salt))
    assert set(entry.detail) == set(detail)


@pytest.mark.parametrize("value", [1.5, {1: "a"}, "\0", {"\0": 1}, ["\ud800"], {"a": {"b"}}, make.NOON, b"x"])
def test_what_databases_would_change_is_refused(value):
    ada = make.person("Ada")

    with pytest.raises((TypeError, ValueError)):
        note(by=ada, at=make.NOON, value=value)

    assert Entry.objects.count() == 0
