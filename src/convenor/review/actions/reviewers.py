"""Who reviews, and what those who assign know of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.actions.offices import give_office
from convenor.editions.models import Edition, Office, Role, Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean, folded, one_line
from convenor.kernel.translated import LANGUAGES
from convenor.people.models import Person
from convenor.review import rules
from convenor.review.actions.conflicts import look_again
from convenor.review.models import Expertise, Work

MOST_AUTHORS = 200
MOST_WORKS = 500
MOST_KEY_WORDS, LONGEST_KEY_WORD = 8, 60


class TooManyWorks(Refused):
    """Nobody reads so many, and each is compared with every proposal."""


@write
def invite_reviewer(*, track: Track, address: str, name: str, by: Person, at: datetime) -> Office:
    """Make whoever is reached at ``address`` a reviewer of ``track``, and write to them."""
    return give_office(
        edition=track.edition, address=address, name=name, role=Role.REVIEWER, track=track, by=by, at=at
    )


@write
def set_expertise(
    *,
    edition: Edition,
    person: Person,
    languages: list[str],
    most_reviews: int,
    by: Person,
    at: datetime,
    topics: Collection[str] = (),
    key_words: Collection[str] = (),
) -> Expertise:
    """Say which languages and topics ``person`` knows, and how many reviews they can do for ``edition``."""
    _only_who_describes(person, edition, by, at)
    known = [language for language in LANGUAGES if language in languages]
    offered = edition.subthemes.filter(slug__in=topics).order_by("position", "pk")
    words = list(dict.fromkeys(word for each in key_words if (word := one_line(each)[:LONGEST_KEY_WORD])))
    facts = {
        "languages": known,
        "most_reviews": most_reviews,
        "topics": list(offered.values_list("slug", flat=True)),
        "key_words": words[:MOST_KEY_WORDS],
    }
    expertise, _is_new = Expertise.objects.update_or_create(edition=edition, person=person, defaults=facts)
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
    facts = {"title": title, "year": year, "abstract": abstract, "authors": authors}
    work = _add_work(edition, person, by=by, at=at, **facts)
    look_again([person], at)
    return work


def _add_work(edition: Edition, person: Person, *, by: Person, at: datetime, **facts: Any) -> Work:
    work = Work.objects.create(
        person=person,
        title=one_line(facts["title"])[:300],
        year=facts["year"],
        abstract=clean(facts["abstract"]),
        authors=[name for each in facts["authors"] if (name := one_line(each)[:200])][:MOST_AUTHORS],
    )
    record("work.added", subject=work, actor=by, at=at, scope=edition.path, about=[person])
    return work


@write
def add_works(
    *, edition: Edition, person: Person, works: Sequence[Mapping[str, Any]], by: Person, at: datetime
) -> int:
    """Add several things that ``person`` wrote, but those that are there already; gives how many are new."""
    _only_who_describes(person, edition, by, at)
    known = {_same(title, year) for title, year in person.works.values_list("title", "year")}
    if len(known) + len(works) > MOST_WORKS:
        raise TooManyWorks(_("A reviewer can have at most %(most)s works here.") % {"most": MOST_WORKS})
    new = [facts for facts in works if _same(facts["title"], facts["year"]) not in known]
    for facts in new:
        _add_work(edition, person, by=by, at=at, **facts)
    if new:
        look_again([person], at)
    return len(new)


def _same(title: str, year: int | None) -> tuple[str, int | None]:
    return folded(one_line(title)[:300]), year


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
