"""``convenor release``: what it makes, what it says, and how it ends."""

from argparse import Namespace
from hashlib import sha256

import pytest
from django.conf import settings

from convenor.audit.models import Entry
from convenor.audit.queries import lines
from convenor.cli import release as command
from convenor.cli.main import main
from convenor.programme import verifying
from convenor.programme.models import Release
from convenor.programme.shelf import Shelf
from tests import make, releases
from tests.programme.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    stage = Stage()
    talk = make.session("Phones that teach", of=stage.edition)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    stage.release = releases.published(stage.edition, stage.secretary)
    return stage


@pytest.fixture
def folder(stage, tmp_path):
    assert main(["release", "export", stage.edition.path, str(tmp_path / "out")]) == 0
    return tmp_path / "out"


@pytest.fixture
def log(stage, tmp_path):
    """The exported log, all of it open."""
    (tmp_path / "log.jsonl").write_bytes(b"".join(lines(0, 9, opened=range(9))))
    return tmp_path / "log.jsonl"


def test_a_release_is_exported_and_said_where(stage, folder, capsys):
    target = folder.with_name("out.zip")

    main(["release", "export", f"{stage.edition.path}/", str(target), "--number=1"])

    count = sum(path.is_file() for path in folder.rglob("*"))
    said = capsys.readouterr().out
    assert said == f"{count} files of release 1 of {stage.edition.path} are in {target}\n"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("export mlw/1999 {folder}/more", 1, "There is no release of mlw/1999."),
        ("export {path} {folder}", 1, "{folder} is there already, and not an empty folder."),
        ("export {path} {folder}/x/y", 1, "There is no folder {folder}/x."),
        ("verify {folder}/en", 2, "There is no release.json in {folder}/en."),
        ("verify {folder}/index.html --digest=x", 2, "release.json is not JSON."),
        (
            "verify {folder}/no --digest=x",
            2,
            "{folder}/no cannot be read or written: No such file or directory.",
        ),
        ("verify {folder} --log={folder}/index.html", 2, "{folder}/index.html: is not an entry of a log"),
    ],
)
def test_what_cannot_be_done_is_said(folder, capsys, words, status, said):
    [path] = Release.objects.values_list("edition__path", flat=True)
    names = {"path": path, "folder": folder}

    ended = main(["release", *words.format(**names).split()])

    assert (ended, capsys.readouterr().err) == (status, said.format(**names) + "\n")


def test_a_copy_is_verified_against_a_hash_that_one_knows(stage, folder, capsys):
    capsys.readouterr()

    manifest = sha256((folder / stage.edition.path / "manifest.json").read_bytes()).hexdigest()
    count = sum(path.is_file() for path in folder.rglob("*"))

    words = ["release", "verify", str(folder), f"--digest={stage.release.digest}"]
    ended = main([*words, f"--manifest={manifest}"])

    assert (ended, capsys.readouterr().out.splitlines()) == (
        0,
        [
            f"release 1 of {stage.edition.path}: SHA-256 {stage.release.digest}",
            "people opened: 1; erased, or not handed over: 0",
            "compared with the command line",
            f"files that hold, exported: {count - 2}; not handed over: 0",
            f"manifest {manifest}: the newest that the command line knows",
            "PASSED: everything holds",
        ],
    )
    assert main(words) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"NOT COMPARED: the command line does not know the manifest {manifest}",
        "PASSED: everything holds, but a hash was compared with nothing",
    ]


def test_a_copy_is_verified_against_an_exported_log(stage, folder, log, capsys):
    document = folder / stage.edition.path / "release.json"

    assert main(["release", "verify", str(document), f"--log={log}"]) == 0
    assert f"compared with {log}" in capsys.readouterr().out
    document.write_bytes(document.read_bytes().replace(b"Phones", b"Phonos"))
    assert main(["release", "verify", str(document), f"--log={log}"]) == 1

    said = capsys.readouterr().out.splitlines()
    digest = sha256(document.read_bytes()).hexdigest()
    assert said[-2:] == [
        f"WRONG  The SHA-256 of release.json is {digest}, but {log} says {stage.release.digest}.",
        "FAILED: 1 found wrong",
    ]


def test_a_log_that_tells_something_else_than_it_committed_to_proves_nothing(stage, folder, log, capsys):
    log.write_bytes(log.read_bytes().replace(stage.release.digest.encode(), b"0" * 64))

    assert main(["release", "verify", str(folder), f"--log={log}"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert (said[2], said[-1]) == (
        f"NOT COMPARED: {log} does not know this release",
        "PASSED: everything holds, but a hash was compared with nothing",
    )


def test_this_installations_own_log_knows_what_it_published(stage):
    found = verifying.Verified(stage.edition.path, 1, stage.release.digest)
    options = Namespace(digest=None, log=None)

    facts = Shelf(settings.RELEASES).manifest(stage.edition.path, 1).facts
    here = "the log of this installation"
    assert command.known(found, options) == command.Known(stage.release.digest, [facts["manifest"]], here)
    Entry.objects.all().delete()
    assert command.known(found, options) == command.Known("", [], here)
