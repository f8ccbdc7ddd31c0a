"""Who reviews, and what those who assign know of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.actions.offices import give_office
from convenor.editions.models import Edition, Office, Role, Track
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.text import clean, one_line
from convenor.kernel.translated import LANGUAGES
from convenor.people.models import Person
from convenor.review import rules
from convenor.review.actions.conflicts import look_again
from convenor.review.models import Expertise, Work

MOST_AUTHORS = 200


@write
def invite_reviewer(*, track: Track, address: str, name: str, by: Person, at: datetime) -> Office:
    """Make whoever is reached at ``address`` a reviewer of ``track``, and write to them."""
    return give_office(
        edition=track.edition, address=address, name=name, role=Role.REVIEWER, track=track, by=by, at=at
    )


@write
def set_expertise(
    *, edition: Edition, person: Person, languages: list[str], most_reviews: int, by: Person, at: datetime
) -> Expertise:
    """Say which languages ``person`` reads, and how many reviews they can do for ``edition``."""
    _only_who_describes(person, edition, by, at)
    known = [language for language in LANGUAGES if language in languages]
    expertise, _is_new = Expertise.objects.update_or_create(
        edition=edition, person=person, defaults={"languages": known, "most_reviews": most_reviews}
    )
    record(
        "reviewer.described",
        subject=person,
        actor=by,
        at=at,
        scope=edition.path,
        about=[person],
        languages=known,
        most_reviews=most_reviews,
    )
    return expertise


@write
def add_work(
    *,
    edition: Edition,
    person: Person,
    title: str,
    year: int | None,
    abstract: str,
    by: Person,
    at: datetime,
    authors: Collection[str] = (),
) -> Work:
    """Add something that ``person`` wrote; those who assign in ``edition`` see it."""
    _only_who_describes(person, edition, by, at)
    work = Work.objects.create(
        person=person,
        title=one_line(title)[:300],
        year=year,
        abstract=clean(abstract),
        authors=[name for each in authors if (name := one_line(each)[:200])][:MOST_AUTHORS],
    )
    record("work.added", subject=work, actor=by, at=at, scope=edition.path, about=[person])
    look_again([person], at)
    return work


@write
def remove_work(*, edition: Edition, work: Work, by: Person, at: datetime) -> None:
    """Take a work off its reviewer's list; what is gone already is gone."""
    _only_who_describes(work.person, edition, by, at)
    if Work.objects.filter(pk=work.pk).delete()[0]:
        record("work.removed", subject=work, actor=by, at=at, scope=edition.path, about=[work.person])
        look_again([work.person], at)


def _only_who_describes(person: Person, edition: Edition, by: Person, at: datetime) -> None:
    if not rules.may_describe(by, person, edition=edition, at=at):
        raise NotAllowed(_("Only a reviewer, and those whom they review for, say what the reviewer knows."))
