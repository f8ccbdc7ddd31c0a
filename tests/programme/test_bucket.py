"""Released files in a bucket of a real S3-compatible server: the same bytes, what differs, what is gone."""

import gzip
import json
import time
from contextlib import ExitStack
from dataclasses import astuple

import pytest

from convenor.accounts.actions import erase
from convenor.cli.main import main
from convenor.programme import tasks
from convenor.programme.bucket import AT_ONCE, Bucket, NotStored
from convenor.programme.copies import INDEXES
from convenor.programme.manifest import MANIFEST
from convenor.programme.models import Release
from convenor.programme.shelf import Shelf
from convenor.programme.uploading import Uploaded, places, upload, upload_all
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


def released(bucket):
    return {name: content for name, content in all_of(bucket).items() if not name.startswith(INDEXES)}


def expected(shelf):
    """Every file of every place, by its key."""
    return {
        place.prefix + path + "index.html" * path.endswith("/"): shelf.read(entry)
        for place in places(shelf)
        for path, entry in shelf.manifest(place.edition, place.number).files.items()
    }


def test_a_stranger_gets_the_same_bytes_from_the_bucket_as_from_us(stage, shelf, bucket, port):
    door, prefix = releases.Door(folder=shelf.folder), bucket.name.rpartition("/")[2]

    uploaded()

    assert released(bucket) == expected(shelf)
    addresses = [
        f"{place.prefix}{path}"
        for place in places(shelf)
        for path, entry in shelf.manifest(place.edition, place.number).files.items()
        if not entry.is_stand_in
    ]
    assert len(addresses) > 200
    for address in addresses:
        key = f"{prefix}/{address}{'index.html' * address.endswith('/')}"
        assert as_read(*objectstore.got(port, key)) == as_read(*astuple(door.get(f"/{address}"))), address


def as_read(status, headers, content):
    is_packed = headers.get("Content-Encoding") == "gzip"
    return status, headers["Content-Type"], gzip.decompress(content) if is_packed else content


def test_a_page_is_stored_as_gzip_and_a_file_for_machines_as_it_is(stage, shelf, bucket, port):
    uploaded()

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
    assert released(bucket) == expected(shelf)
    assert uploaded() == 0


class Doing:
    """A bucket to which something happens after some contents were put."""

    def __init__(self, bucket, what, after):
        self.bucket, self.what, self.left = bucket, what, after
        self.read, self.delete = bucket.read, bucket.delete

    def put(self, key, content, headers):
        self.left -= 1
        if self.left == -1:
            self.what()
        self.bucket.put(key, content, headers)


class Failing(Doing):
    """A bucket that stops answering after some contents."""

    def __init__(self, bucket, answers):
        super().__init__(bucket, lambda: None, answers)

    def put(self, key, content, headers):
        if self.left <= 0:
            raise NotStored("gone")
        super().put(key, content, headers)


def test_an_upload_that_is_broken_off_goes_on_and_the_manifest_comes_last(stage, shelf, bucket):
    many = len(shelf.manifest(stage.edition.path, 1).files)
    failing = Failing(bucket, answers=many // 2)

    with pytest.raises(NotStored):
        upload(shelf, failing)
    half = set(bucket.names())
    uploaded()

    assert [name for name in half if name.endswith(f"/{MANIFEST}")] == []
    assert len(half) > many // 4
    assert released(bucket) == expected(shelf)


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
        ("key:", "key:no", " refuses the key of CONVENOR_BUCKET."),
        ("127.0.0.1", "127.0.0.2", " cannot be reached, or does not answer as S3: "),
        ("key:", "narrow:", " refuses the key of CONVENOR_BUCKET."),
    ],
    ids=["wrong key", "nobody there", "key of another bucket"],
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


@pytest.mark.parametrize(
    "ask",
    [
        lambda bucket: bucket.read("one"),
        lambda bucket: bucket.delete(["one"]),
        lambda bucket: list(bucket.names()),
    ],
    ids=["read", "delete", "list"],
)
def test_a_bucket_that_is_not_there_is_told_in_a_sentence(port, ask):
    address = objectstore.address(port, key="narrow").replace(objectstore.BUCKET, objectstore.NOWHERE)
    absent = Bucket(address)

    with pytest.raises(NotStored) as raised:
        ask(absent)

    assert str(raised.value) == f"{absent.name} names a bucket that there is not: make it first."


def test_a_server_that_ends_in_the_middle_and_comes_back_has_all_of_it_in_the_end(stage, shelf, tmp_path):
    with ExitStack() as running:
        port = running.enter_context(objectstore.server(tmp_path / "weed"))
        bucket = Bucket(objectstore.address(port))
        with pytest.raises(NotStored, match="cannot be reached"):
            upload(shelf, Doing(bucket, running.close, after=100))

    with objectstore.server(tmp_path / "weed") as port:
        bucket = Bucket(objectstore.address(port))
        before = set(bucket.names())
        tried_again(lambda: upload_all(shelf, bucket))
        assert released(bucket) == expected(shelf)
    assert 100 - 2 * AT_ONCE < len(before) < len(expected(shelf))


def tried_again(work):
    """As the worker does: a server that has just come back still finds its contents."""
    for _ in range(30):
        try:
            return work()
        except NotStored:
            time.sleep(1)
    return work()


def test_nothing_is_asked_of_the_bucket_while_the_shelf_stays_as_it_is(stage, shelf, bucket, settings):
    uploaded()
    settings.BUCKET = settings.BUCKET.replace("key:", "key:no")

    assert tasks.upload_due(make.NOON) == 0


def test_who_finds_somebody_else_at_it_leaves_it_to_them(stage, shelf, bucket):
    with shelf.alone("uploading"):
        assert tasks.upload_due(make.NOON) == 0

        assert main(["release", "upload"]) == 1

    assert uploaded() > 0


def test_without_a_bucket_nothing_happens(stage, settings):
    settings.BUCKET = ""

    assert tasks.upload_due(make.NOON) == 0


def test_a_large_release_is_brought_in_portions(stage, shelf, bucket):
    done = list(iter(lambda: upload(shelf, bucket, most=100), Uploaded()))

    assert {each.put for each in done[:-1]} == {100}
    assert sum(each.put for each in done) == len(expected(shelf))


def test_a_file_that_is_gone_is_there_until_the_new_manifest_is(stage, shelf, bucket):
    uploaded()
    erase(by=stage.quintessa, at=make.NEXT_DAY)
    assert tasks.reissue_due(make.NEXT_DAY) == 1
    theirs = set(bucket.names()) - set(expected(shelf)) - {place.index for place in places(shelf)}
    manifest = f"{stage.edition.path}/{MANIFEST}"
    old = bucket.read(manifest)

    seen = []
    while upload(shelf, bucket, most=100):
        seen.append((bucket.read(manifest) == old, theirs <= set(bucket.names())))

    assert theirs
    assert (True, False) not in seen
    assert seen[0] == (True, True)
    assert released(bucket) == expected(shelf)
