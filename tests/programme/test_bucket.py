"""Released files in a bucket of a real S3-compatible server: the same bytes, what differs, what is gone."""

import gzip
import json

import pytest

from convenor.accounts.actions import erase
from convenor.cli.main import main
from convenor.programme import tasks
from convenor.programme.bucket import Bucket, NotStored
from convenor.programme.copies import INDEXES
from convenor.programme.manifest import MANIFEST
from convenor.programme.models import Release
from convenor.programme.shelf import Shelf
from convenor.programme.uploading import Uploaded, places, upload
from tests import make, objectstore, releases
from tests.programme.stage import Stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not objectstore.WEED, reason="there is no SeaweedFS to run"),
]

NAME = "Quintessa Vanterpool"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with objectstore.server(tmp_path_factory.mktemp("weed")) as port:
        yield port


@pytest.fixture
def bucket(port, settings, request):
    """A part of the bucket of each test's own."""
    settings.BUCKET = objectstore.address(port, prefix=f"/{abs(hash(request.node.name))}")
    return Bucket(settings.BUCKET)


@pytest.fixture
def shelf(settings, tmp_path):
    settings.RELEASES = tmp_path / "releases"
    return Shelf(settings.RELEASES)


@pytest.fixture
def stage(shelf):
    stage = Stage()
    stage.talk = make.session("Phones that teach", of=stage.edition, track=stage.forum)
    make.placement(stage.talk, room=stage.hall)
    stage.quintessa = make.person(NAME)
    make.appearance(stage.talk, stage.quintessa, agreed_at=make.NOON)
    releases.published(stage.edition, stage.secretary, note="First")
    return stage


def uploaded(at=make.NOON):
    return sum(iter(lambda: tasks.upload_due(at), 0))


def all_of(bucket):
    return {name: bucket.read(name) for name in bucket.names()}


def expected(shelf):
    """Every file of every place, by its key."""
    return {
        place.prefix + path + "index.html" * path.endswith("/"): shelf.read(entry)
        for place in places(shelf)
        for path, entry in shelf.manifest(place.edition, place.number).files.items()
    }


def test_a_stranger_gets_the_same_bytes_from_the_bucket_as_from_us(stage, shelf, bucket, port):
    uploaded()

    held = {name: content for name, content in all_of(bucket).items() if not name.startswith(INDEXES)}
    assert held == expected(shelf)
    prefix = bucket.name.rpartition("/")[2]
    page = f"{prefix}/ar/{stage.edition.path}/programme/index.html"
    status, headers, content = objectstore.got(port, page)
    ours = releases.Door(folder=shelf.folder).get(f"/ar/{stage.edition.path}/programme/")
    assert (status, gzip.decompress(content)) == (200, ours.content)
    assert {name: headers[name] for name in ("Content-Type", "Content-Encoding", "Cache-Control")} == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Encoding": "gzip",
        "Cache-Control": "public, max-age=0, must-revalidate",
    }
    plain = objectstore.got(port, f"{prefix}/{stage.edition.path}/release.json")
    assert ("Content-Encoding" in plain[1], json.loads(plain[2])["number"]) == (False, 1)


def test_a_second_release_brings_only_what_differs_and_the_first_stays(stage, shelf, bucket):
    uploaded()
    before = shelf.manifest(stage.edition.path, 1).files
    make.session("One more", of=stage.edition)
    releases.published(stage.edition, stage.secretary, at=make.LATER)

    after = shelf.manifest(stage.edition.path, 2).files
    count = uploaded()

    changed = [path for path, entry in after.items() if before.get(path) != entry]
    assert count == len(changed) + len(before.keys() - after.keys()) + len(after)
    assert {name: content for name, content in all_of(bucket).items() if not name.startswith(INDEXES)} == (
        expected(shelf)
    )
    assert uploaded() == 0


class Failing:
    """A bucket that stops answering after some contents."""

    def __init__(self, bucket, answers):
        self.bucket, self.answers, self.put_keys = bucket, answers, []
        self.read, self.delete = bucket.read, bucket.delete

    def put(self, key, content, headers):
        if len(self.put_keys) >= self.answers:
            raise NotStored("gone")
        self.put_keys.append(key)
        self.bucket.put(key, content, headers)


def test_an_upload_that_is_broken_off_goes_on_and_the_manifest_comes_last(stage, shelf, bucket):
    many = len(shelf.manifest(stage.edition.path, 1).files)
    failing = Failing(bucket, answers=many // 2)

    with pytest.raises(NotStored):
        upload(shelf, failing)
    half = set(bucket.names())
    uploaded()

    assert [name for name in half if name.endswith(f"/{MANIFEST}")] == []
    assert len(half) > many // 4
    assert {name: content for name, content in all_of(bucket).items() if not name.startswith(INDEXES)} == (
        expected(shelf)
    )


def test_what_a_broken_off_upload_left_is_removed_though_no_release_has_it_any_more(stage, shelf, bucket):
    """Somebody is erased before the upload goes on: nothing of them may be left behind."""
    page = f"en/{stage.edition.path}/programme/people/"
    with pytest.raises(NotStored):
        upload(shelf, Failing(bucket, answers=len(shelf.manifest(stage.edition.path, 1).files) - 5))
    theirs = {name for name in bucket.names() if page in name and not name.endswith("people/index.html")}

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    assert tasks.reissue_due(make.NEXT_DAY) == 1
    uploaded()

    assert theirs
    assert [name for name, content in all_of(bucket).items() if NAME.encode() in content] == []
    assert set(bucket.names()) - {place.index for place in places(shelf)} == set(expected(shelf))


def test_who_was_erased_is_gone_from_every_release_in_the_bucket(stage, shelf, bucket):
    make.session("One more", of=stage.edition)
    releases.published(stage.edition, stage.secretary, at=make.LATER)
    uploaded()
    told = [name for name, content in all_of(bucket).items() if NAME.encode() in content]

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    while tasks.reissue_due(make.NEXT_DAY):
        pass
    uploaded()

    assert len(told) > 20
    assert [name for name, content in all_of(bucket).items() if NAME.encode() in content] == []


def test_the_bucket_is_verified_as_any_copy_is(stage, shelf, bucket, capsys):
    facts = shelf.manifest(stage.edition.path, 1).facts
    verify = ["release", "verify", "bucket", f"--digest={facts['digest']}", f"--manifest={facts['manifest']}"]
    assert main(["release", "upload"]) == 0
    assert main(verify) == 0
    bucket.put(f"en/{stage.edition.path}/programme/index.html", b"forged", {"Content-Type": "text/html"})
    assert main(verify) == 1

    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith(f", 0 removed: {bucket.name} holds what is published")
    assert [line for line in said if line.startswith(("PASSED", "FAILED", "WRONG"))] == [
        "PASSED: everything holds",
        f"WRONG  en/{stage.edition.path}/programme/index.html is not what was published.",
        "FAILED: 1 found wrong",
    ]


@pytest.mark.parametrize(
    "case",
    [
        ("key:secret", "key:wrong", " refuses the key of CONVENOR_BUCKET."),
        ("127.0.0.1", "127.0.0.2", " cannot be reached, or does not answer as S3: "),
    ],
    ids=["wrong key", "nobody there"],
)
def test_a_bucket_that_does_not_answer_is_told_in_a_sentence_and_stops_no_release(
    stage, bucket, settings, capsys, case
):
    true, false, sentence = case
    settings.BUCKET = settings.BUCKET.replace(true, false)

    assert main(["release", "upload"]) == 1
    with pytest.raises(NotStored):
        tasks.upload_due(make.NOON)

    assert sentence in capsys.readouterr().err
    assert releases.published(stage.edition, stage.secretary, at=make.LATER, note="Second").published_at
    assert Release.objects.count() == 2


def test_nothing_is_asked_of_the_bucket_while_the_shelf_stays_as_it_is(stage, shelf, bucket, settings):
    uploaded()
    settings.BUCKET = settings.BUCKET.replace("key:secret", "key:wrong")

    assert tasks.upload_due(make.NOON) == 0


def test_who_finds_somebody_else_at_it_leaves_it_to_them(stage, shelf, bucket):
    with shelf.alone("uploading"):
        assert tasks.upload_due(make.NOON) == 0

    assert uploaded() > 0


def test_without_a_bucket_nothing_happens(stage, settings):
    settings.BUCKET = ""

    assert tasks.upload_due(make.NOON) == 0


def test_a_large_release_is_brought_in_portions(stage, shelf, bucket):
    done = list(iter(lambda: upload(shelf, bucket, most=100), Uploaded()))

    assert {each.put for each in done[:-1]} == {100}
    assert sum(each.put for each in done) == len(expected(shelf))
