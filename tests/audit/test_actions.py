"""An action is one transaction, once, and in the log."""

from uuid import uuid4

import pytest

from convenor.audit.actions import KeyReused, record, write
from convenor.audit.models import Entry, TreeHead
from convenor.audit.tree import root_of
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
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
    from convenor.audit.tree import Frontier

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
