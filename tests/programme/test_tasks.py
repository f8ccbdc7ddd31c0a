"""A release is rendered by a process of its own; whatever happens to it, people read a whole release."""

import json
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from convenor.programme import tasks
from convenor.programme.actions.releases import give_up, publish
from convenor.programme.models import Release
from convenor.programme.shelf import Shelf
from tests import make, releases

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition():
    secretary = make.person("Secretary")
    made = make.edition(secretaries=(secretary,))
    made.secretary = secretary
    make.placement(make.session("Phones that teach", of=made))
    return made


@pytest.fixture
def shelf(settings, tmp_path):
    settings.RELEASES = tmp_path
    return Shelf(tmp_path)


def bound(asked):
    """What a child does in the end, without the files."""
    release = json.loads(json.loads(asked)["document"])
    shelf = Shelf(Path(json.loads(asked)["folder"]))
    shelf.bind(release["edition"]["path"], release["number"], {}, {})
    return iter([1])


def frozen(edition, at=make.NOON, note="Now"):
    return publish(edition=edition, note=make.english(note), by=edition.secretary, at=at)


@pytest.mark.slow
def test_a_waiting_release_is_rendered_published_and_turned_to(edition, shelf):
    release = frozen(edition)

    done = [tasks.render_due(make.LATER), tasks.render_due(make.LATER)]

    release.refresh_from_db()
    assert done == [1, 0]
    assert (release.published_at, release.leased_until) == (make.LATER, None)
    assert shelf.current(edition.path) == 1
    page = releases.Door(folder=shelf.folder).get(f"/en/{edition.path}/programme/")
    assert "Programme" in page.text


def test_while_one_worker_renders_no_other_takes_the_release(edition, shelf, monkeypatch):
    frozen(edition)
    found = []

    def child(asked):
        found.append(tasks.render_due(make.LATER))
        yield from bound(asked)

    monkeypatch.setattr(tasks, "_child", child)
    tasks.render_due(make.LATER)

    assert found == [0]


def test_a_release_of_a_worker_that_ended_is_taken_up_again_and_the_old_one_stays_until_then(
    edition, shelf, monkeypatch
):
    releases.published(edition, edition.secretary)
    second = frozen(edition, at=make.LATER, note="Later")

    def killed(_asked):
        yield 3
        raise SystemExit

    monkeypatch.setattr(tasks, "_child", killed)
    with pytest.raises(SystemExit):
        tasks.render_due(make.LATER)
    meanwhile = (shelf.current(edition.path), tasks.render_due(make.LATER + timedelta(seconds=1)))
    monkeypatch.setattr(tasks, "_child", bound)
    again = tasks.render_due(make.LATER + tasks.LEASE + timedelta(seconds=1))

    second.refresh_from_db()
    assert (meanwhile, again) == ((1, 0), 1)
    assert second.published_at is not None


def test_a_release_that_cannot_be_rendered_says_why_and_can_be_given_up(edition, shelf, monkeypatch):
    release = frozen(edition)

    def broken(_asked):
        yield 1
        raise OSError("no space left on device")

    monkeypatch.setattr(tasks, "_child", broken)
    done = [tasks.render_due(make.LATER), tasks.render_due(make.NEXT_DAY)]

    release.refresh_from_db()
    assert (done, release.problem, release.published_at) == ([0, 0], "no space left on device", None)
    give_up(release=release, by=edition.secretary, at=make.NEXT_DAY)
    assert list(Release.objects.all()) == []


def test_the_shelf_is_turned_to_what_is_published_when_a_worker_ended_in_between(edition, shelf):
    releases.published(edition, edition.secretary)
    (shelf.folder / edition.path / "current").unlink()

    tasks.render_due(make.LATER)

    assert shelf.current(edition.path) == 1


def test_a_release_is_not_turned_to_where_its_files_are_missing(edition, shelf):
    releases.published(edition, edition.secretary)
    for path in (shelf.folder / edition.path).iterdir():
        path.unlink()

    tasks.render_due(make.LATER)

    assert shelf.current(edition.path) is None


@pytest.mark.slow
def test_a_child_that_is_killed_leaves_the_old_release_whole(edition, shelf, monkeypatch):
    releases.published(edition, edition.secretary)
    frozen(edition, at=make.LATER, note="Later")
    before = releases.Door(folder=shelf.folder).get(f"/en/{edition.path}/programme/").content
    killer = (
        "import os,sys,signal; sys.stdin.read(); print(1, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    real = tasks.subprocess.Popen

    def popen(_command, **options):
        return real([sys.executable, "-c", killer], **options)

    monkeypatch.setattr(tasks.subprocess, "Popen", popen)
    done = tasks.render_due(make.LATER)

    problem = Release.objects.get(number=2).problem
    assert (done, problem) == (0, f"exit status -{int(signal.SIGKILL)}")
    assert releases.Door(folder=shelf.folder).get(f"/en/{edition.path}/programme/").content == before


def test_progress_is_told_while_it_is_rendered(edition, shelf, monkeypatch):
    release = frozen(edition)
    seen = []

    def child(asked):
        for done in (1, 2, 3):
            yield done
            seen.append(Release.objects.get(pk=release.pk).rendered)
        yield from bound(asked)

    monkeypatch.setattr(tasks, "TELL_EVERY", 0)
    monkeypatch.setattr(tasks, "_child", child)
    tasks.render_due(make.LATER)

    assert seen == [1, 2, 3]
    assert Release.objects.get(pk=release.pk).to_render > 0


def test_where_nothing_waits_nothing_is_done(shelf):
    assert tasks.render_due(make.NOON) == 0
