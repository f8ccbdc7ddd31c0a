"""What happens to releases by themselves: rendered by a child process, then read by everybody.

Where somebody was erased, the files of every release that shows them are issued again in the same way.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Model, Q, QuerySet

from convenor.kernel.text import one_line
from convenor.programme.actions.gaps import finish_reissue
from convenor.programme.actions.parcels import forget_parcels
from convenor.programme.actions.releases import complete
from convenor.programme.bucket import Bucket
from convenor.programme.drafting.working import plan_next
from convenor.programme.models import Reissue, Release
from convenor.programme.rendering import steps
from convenor.programme.shelf import Shelf
from convenor.programme.uploading import upload_changed

LEASE = timedelta(seconds=90)
TRIED_AGAIN_AFTER = timedelta(minutes=5)
TELL_EVERY = 1.0  # seconds between two notes of how far it is

log = logging.getLogger(__name__)

M = TypeVar("M", bound=Model)


def render_due(at: datetime) -> int:
    """Render one release that waits, and publish it; gives how many that were."""
    shelf = Shelf(settings.RELEASES)
    _catch_up(shelf)
    release = _claimed(at)
    if release is None:
        return 0
    try:
        _rendered(release, at, lambda done, until: _keep(release, rendered=done, leased_until=until))
    except (OSError, subprocess.SubprocessError) as problem:
        log.exception("release %s could not be rendered", release.pk)
        _keep(release, leased_until=None, problem=_in_words(problem))
        shelf.sweep()  # what it left may name people who are erased before it is tried again
        return 0
    if complete(release=release, manifest=_manifest_of(release, shelf), at=at).published_at is not None:
        shelf.turn_to(release.edition.path, release.number)
    return 1


def reissue_due(at: datetime) -> int:
    """Issue the files of one release again without those who were erased; gives how many that were.

    Readers see the old files or the new ones. Whatever ends a worker in between, it is all done again.
    """
    shelf = Shelf(settings.RELEASES)
    reissue = _claimed_reissue(at)
    if reissue is None:
        return 0
    release = reissue.release
    try:
        _rendered(release, at, lambda _done, until: _keep_reissue(reissue, leased_until=until))
        if shelf.current(release.edition.path) == release.number:
            # The same number, and yet another file: servers take the release from the shelf again.
            shelf.turn_to(release.edition.path, release.number)
        shelf.sweep()
    except (OSError, subprocess.SubprocessError) as problem:
        log.exception("release %s could not be issued again", release.pk)
        _keep_reissue(reissue, leased_until=at + TRIED_AGAIN_AFTER, problem=_in_words(problem))
        return 0
    manifest = _manifest_of(release, shelf)
    finish_reissue(reissue=reissue, people=release.people, manifest=manifest, at=at)
    return 1


def _manifest_of(release: Release, shelf: Shelf) -> str:
    """The SHA-256 of what tells the hashes of its files."""
    return str(shelf.manifest(release.edition.path, release.number).facts.get("manifest", ""))


def _in_words(problem: Exception) -> str:
    return one_line(str(problem))[:300] or type(problem).__name__


def _catch_up(shelf: Shelf) -> None:
    """Turn the shelf to what is published: a worker may have ended between the two."""
    latest = Release.objects.published().values_list("edition__path").annotate(Max("number"))
    for path, number in latest.order_by("edition__path"):
        if shelf.current(path) != number and shelf.has(path, number):
            shelf.turn_to(path, number)


def _claimed(at: datetime) -> Release | None:
    waiting = Release.objects.in_the_making().filter(_is_free(at), problem="").order_by("at", "pk")
    if not waiting.exists():
        return None  # asked every few seconds: without a turn at the writer
    with transaction.atomic():
        release = _held(waiting).first()
        if release is not None:
            _keep(release, leased_until=at + LEASE, rendered=0, to_render=len(steps()))
    return release


def _claimed_reissue(at: datetime) -> Reissue | None:
    waiting = Reissue.objects.filter(_is_free(at), done_at=None, release__published_at__isnull=False)
    waiting = waiting.select_related("release__edition").order_by("asked_at", "pk")
    if not waiting.exists():
        return None
    with transaction.atomic():
        reissue = _held(waiting).first()
        if reissue is not None:
            _keep_reissue(reissue, leased_until=at + LEASE)
    return reissue


def _is_free(at: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=at)


def _held(rows: QuerySet[M]) -> QuerySet[M]:
    """``rows`` without those that another worker holds, and held."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _rendered(release: Release, at: datetime, tell: Callable[[int, datetime], object]) -> None:
    """Have it rendered; ``tell`` hears how many steps are done, and until when that is worth waiting for."""
    asked = {
        "folder": str(settings.RELEASES),
        "document": release.document,
        "people": release.people,
        "digest": release.digest,
    }
    started = told = time.monotonic()
    for done in _child(json.dumps(asked)):
        now = time.monotonic()
        if now - told >= TELL_EVERY:
            told = now
            tell(done, at + timedelta(seconds=now - started) + LEASE)


def upload_due(at: datetime) -> int:
    """Bring to the bucket what differs there, if there is one; gives how many files that were."""
    if not settings.BUCKET:
        return 0
    done = upload_changed(Shelf(settings.RELEASES), Bucket(settings.BUCKET))
    return done.put + done.removed


def plan_due(at: datetime) -> int:
    """Work out one timetable that somebody asked for; gives how many that were."""
    return plan_next(at)


def forget_old_parcels(at: datetime) -> int:
    """Forget what devices left for others a day ago; how many that were."""
    return forget_parcels(at=at)


def _child(asked: str) -> Iterator[int]:
    """The steps that the rendering process has done, as it tells them."""
    with subprocess.Popen(  # our own module, nothing of a user's on the command line
        [sys.executable, "-m", "convenor.programme"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin and child.stdout and child.stderr  # noqa: S101, PT018  # they are pipes
        child.stdin.write(asked)
        child.stdin.close()
        for line in child.stdout:
            yield int(line)
        problem = child.stderr.read().strip()
    if child.returncode:
        last = problem.rpartition("\n")[2] or f"exit status {child.returncode}"
        raise subprocess.SubprocessError(last)


@transaction.atomic
def _keep(release: Release, **facts: object) -> None:
    Release.objects.filter(pk=release.pk, published_at=None).update(**facts)


@transaction.atomic
def _keep_reissue(reissue: Reissue, **facts: object) -> None:
    Reissue.objects.filter(pk=reissue.pk, done_at=None).update(**facts)
