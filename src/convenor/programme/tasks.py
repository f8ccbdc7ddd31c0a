"""What happens to releases by themselves: rendered by a child process, then read by everybody."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from convenor.kernel.text import one_line
from convenor.programme.actions.releases import complete
from convenor.programme.models import Release
from convenor.programme.rendering import steps
from convenor.programme.shelf import Shelf

LEASE = timedelta(seconds=90)
TELL_EVERY = 1.0  # seconds between two notes of how far it is

log = logging.getLogger(__name__)


def render_due(at: datetime) -> int:
    """Render one release that waits, and publish it; gives how many that were."""
    shelf = Shelf(settings.RELEASES)
    _catch_up(shelf)
    release = _claimed(at)
    if release is None:
        return 0
    try:
        _rendered(release, at)
    except (OSError, subprocess.SubprocessError) as problem:
        log.exception("release %s could not be rendered", release.pk)
        _keep(release, leased_until=None, problem=one_line(str(problem))[:300] or type(problem).__name__)
        return 0
    complete(release=release, at=at)
    shelf.turn_to(release.edition.path, release.number)
    return 1


def _catch_up(shelf: Shelf) -> None:
    """Turn the shelf to what is published: a worker may have ended between the two."""
    latest = Release.objects.published().values_list("edition__path").annotate(Max("number"))
    for path, number in latest.order_by("edition__path"):
        if shelf.current(path) != number and shelf.has(path, number):
            shelf.turn_to(path, number)


def _claimed(at: datetime) -> Release | None:
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    waiting = Release.objects.in_the_making().filter(free, problem="").order_by("at", "pk")
    if not waiting.exists():
        return None  # asked every few seconds: without a turn at the writer
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        release = waiting.first()
        if release is not None:
            _keep(release, leased_until=at + LEASE, rendered=0, to_render=len(steps()))
    return release


def _rendered(release: Release, at: datetime) -> None:
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
            _keep(release, rendered=done, leased_until=at + timedelta(seconds=now - started) + LEASE)


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
