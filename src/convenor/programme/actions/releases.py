"""Publishing: the programme is frozen in one moment; a worker renders it; then readers see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.letters import Addressed, Page, send_all
from convenor.editions.models import Edition, LetterKind
from convenor.editions.queries import is_announced
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.actions.common import there
from convenor.programme.document import digest_of
from convenor.programme.freezing import frozen
from convenor.programme.frozen import Change
from convenor.programme.models import Appearance, Release
from convenor.programme.rules.rights import may_publish
from convenor.programme.thawing import thaw
from convenor.programme.wording import changes_in_words

_TOLD_TO_PEOPLE = frozenset({"moved", "state"})


class InTheMaking(Refused):
    """Another release is being rendered."""


class NothingChanged(Refused):
    """The release would say what the one before says."""


class NotAnnounced(Refused):
    """The public does not know the edition."""


class NothingToPublish(Refused):
    """There is no session."""


@write
def publish(*, edition: Edition, note: Translated, by: Person, at: datetime) -> Release:
    """Freeze the programme as it stands into the next release. It is read once it has been rendered."""
    edition = locked(Edition, edition)
    if not may_publish(by, edition, at=at):
        raise NotAllowed(_("Only the secretariat publishes the programme."))
    if not is_announced(edition):
        raise NotAnnounced(_("Announce the edition first: nobody may know of it yet."))
    if not edition.sessions.exists():
        raise NothingToPublish(_("There is no session in the programme yet."))
    last = Release.objects.filter(edition=edition).order_by("-number").first()
    if last and last.published_at is None:
        raise InTheMaking(
            _("Release %(number)d is being prepared. Wait until it is out.") % {"number": last.number}
        )
    number = last.number + 1 if last else 1
    document, people = frozen(edition, number=number, note=note, at=at)
    release = Release(
        edition=edition, number=number, document=document, people=people, note=note, by=by, at=at
    )
    release.digest = digest_of(document)
    release.changes = json.loads(document)["changes"]
    if last and not release.changes and not note and _same(document, last.document):
        raise NothingChanged(_("Nothing differs from the last release."))
    release.save()
    record(
        "release.frozen",
        subject=edition,
        actor=by,
        at=at,
        scope=edition.path,
        number=number,
        digest=release.digest,
        changes=len(release.changes),
    )
    return release


@write
def complete(*, release: Release, at: datetime, manifest: str = "") -> Release:
    """Make a rendered release the one that people read, and tell those whose sessions moved.

    The log says the SHA-256 of its document and that of the ``manifest`` of its files.
    Not if it was rendered with somebody who was erased meanwhile: then it waits to be rendered again.
    """
    rendered_with = release.people
    release = locked(Release, release)
    if release.published_at is not None:
        return release
    if release.people != rendered_with:
        release.leased_until = None
        release.save(update_fields=["leased_until"])
        return release
    release.published_at, release.leased_until, release.problem = at, None, ""
    release.save(update_fields=["published_at", "leased_until", "problem"])
    record(
        "release.published",
        subject=release.edition,
        actor=None,
        at=at,
        scope=release.edition.path,
        number=release.number,
        digest=release.digest,
        manifest=manifest,
    )
    send_all(edition=release.edition, letters=_letters(release), at=at)
    return release


@write
def give_up(*, release: Release, by: Person, at: datetime) -> None:
    """Drop a release that could not be rendered, so that another can be made."""
    edition = locked(Edition, release.edition)
    if not may_publish(by, edition, at=at):
        raise NotAllowed(_("Only the secretariat publishes the programme."))
    dropped, _by_model = Release.objects.filter(pk=release.pk, published_at=None).exclude(problem="").delete()
    if not dropped:
        raise InTheMaking(_("This release is out, or still being prepared."))
    record("release.given_up", subject=edition, actor=by, at=at, scope=edition.path, number=release.number)


@write
def try_again(*, release: Release, by: Person, at: datetime) -> Release:
    """Have a release rendered once more that could not be rendered."""
    edition = locked(Edition, release.edition)
    if not may_publish(by, edition, at=at):
        raise NotAllowed(_("Only the secretariat publishes the programme."))
    release = there(Release, release)
    if release.published_at is not None or not release.problem:
        raise InTheMaking(_("This release is out, or still being prepared."))
    release.problem, release.leased_until = "", None
    release.save(update_fields=["problem", "leased_until"])
    record("release.tried_again", subject=edition, actor=by, at=at, scope=edition.path, number=release.number)
    return release


def _same(one: str, other: str) -> bool:
    but = {"number", "at", "note", "before", "changes", "history"}
    first, second = json.loads(one), json.loads(other)
    return all(first.get(name) == second.get(name) for name in (first.keys() | second.keys()) - but)


def _letters(release: Release) -> Iterable[Addressed]:
    """To everybody who appears in a session that moved, or of which something became."""
    read = thaw(release.document, release.people, release.digest)
    changes: dict[str, list[Change]] = {}
    for change in read.changes:
        if change.kind in _TOLD_TO_PEOPLE:
            changes.setdefault(change.session, []).append(change)
    appearing = Appearance.objects.standing().filter(
        session__edition=release.edition, session__code__in=changes
    )
    for each in appearing.select_related("person", "session").order_by("pk"):
        code = each.session.code
        yield Addressed(
            kind=LetterKind.SESSION_MOVED,
            to=each.person,
            key=f"moved:{release.pk}:{each.session_id}:{each.person_id}",
            values={
                "session_title": each.session.title,
                "note": lazy(changes_in_words, str)(read, changes[code]),
                "link": Page("public:programme", tuple(release.edition.path.split("/"))),
            },
        )
