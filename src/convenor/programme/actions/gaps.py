"""A person who was erased leaves a gap in every release; their files are issued again by the worker."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.programme.document import Json
from convenor.programme.models import Reissue, Release
from convenor.programme.naming import guest_code, releases_naming


def leave_gap(person: Person, at: datetime) -> None:
    """Destroy what opens ``person`` in all releases; the documents stay. For use inside actions."""
    takes_part = Q(sessions__appearances__person=person) | Q(proposals__contributors__person=person)
    named_in = Q(pk__in=releases_naming(person).values("edition"))
    for edition in Edition.objects.filter(takes_part | named_in).distinct().order_by("pk"):
        _leave_gap_in(edition, guest_code(edition, person), at)


def _leave_gap_in(edition: Edition, code: str, at: datetime) -> None:
    locked(Edition, edition)  # no release is frozen meanwhile
    numbers = []
    for release in edition.releases.select_for_update().defer("document").order_by("number"):
        if release.people.pop(code, None) is not None:
            release.save(update_fields=["people"])
            Reissue.objects.get_or_create(release=release, done_at=None, defaults={"asked_at": at})
            numbers.append(release.number)
    if numbers:
        record(
            "release.gap_left",
            subject=edition,
            actor=None,
            at=at,
            scope=edition.path,
            numbers=numbers,
        )


@write
def finish_reissue(*, reissue: Reissue, people: dict[str, Json], at: datetime, manifest: str = "") -> bool:
    """Note that the files of a release show ``people`` and nobody else; not if somebody left meanwhile.

    The log says the SHA-256 of their new ``manifest``; that of the document stays.
    """
    reissue = locked(Reissue, reissue)
    release = locked(Release, reissue.release)
    is_done = bool(release.people == people)
    reissue.leased_until, reissue.problem = None, ""
    reissue.done_at = at if is_done else None
    reissue.save(update_fields=["leased_until", "problem", "done_at"])
    if is_done:
        record(
            "release.reissued",
            subject=release.edition,
            actor=None,
            at=at,
            scope=release.edition.path,
            number=release.number,
            digest=release.digest,
            manifest=manifest,
        )
    return is_done
