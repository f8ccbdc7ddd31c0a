"""Eight threads that write for ever: each prints a name once what it wrote has been committed.

``python -m tests.audit.writer PREFIX`` writes by an action, on the database of CONVENOR_HOME, until it is
killed; with ``--apart`` by the same statements outside one, which is wrong.
"""

import os
import sys
from itertools import count
from threading import Thread

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convenor.config.settings")
django.setup()

from convenor.audit.actions import record, write  # noqa: E402  # Django first
from convenor.people.models import Person  # noqa: E402  # as above
from tests import make  # noqa: E402  # as above


def meet_apart(*, name, at):
    person = Person.objects.create(name=name, created_at=at)
    person.biography = f"Half of {name} is not enough."
    person.save()
    return person


@write
def meet(*, name, at):
    person = meet_apart(name=name, at=at)
    record("person.met", subject=person, actor=None, at=at, about=[person])
    record("person.told", subject=person, actor=person, at=at)


def write_for_ever(how, prefix):
    for number in count():
        name = f"{prefix}-{number}"
        how(name=name, at=make.NOON)
        os.write(sys.stdout.fileno(), f"{name}\n".encode())


if __name__ == "__main__":
    how = meet_apart if "--apart" in sys.argv else meet
    for thread in range(8):
        Thread(target=write_for_ever, args=(how, f"{sys.argv[1]}-{thread}")).start()
