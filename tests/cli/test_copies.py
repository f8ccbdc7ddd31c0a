"""A single byte that differs from what was published is found, in whatever form somebody has the files."""

import json
import shutil
import subprocess
import zipfile
from hashlib import sha256

import pytest
from django.conf import settings

from convenor.audit.models import Entry
from convenor.audit.queries import lines
from convenor.cli.main import main
from convenor.programme.actions.gaps import finish_reissue
from convenor.programme.models import Reissue
from convenor.programme.rendering import render
from convenor.programme.shelf import Shelf
from convenor.web.export import export_of, write
from tests import make, releases
from tests.programme.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def stage():
    stage = Stage()
    talk = make.session("Phones that teach", of=stage.edition)
    make.placement(talk)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    stage.release = releases.published(stage.edition, stage.secretary)
    return stage


@pytest.fixture
def log(tmp_path):
    return tmp_path / "entries.jsonl"


@pytest.fixture
def verify(stage, log, capsys):
    """Gives the exit status and the lines for a copy, held against the log as everybody reads it."""

    def verified(copy):
        opened = Entry.objects.filter(action__in=["release.published", "release.reissued"])
        seqs = opened.values_list("seq", flat=True)
        log.write_bytes(b"".join(lines(0, Entry.objects.count(), opened=seqs)))
        capsys.readouterr()
        status = main(["release", "verify", str(copy), f"--log={log}"])
        return status, capsys.readouterr().out.splitlines()

    return verified


@pytest.fixture
def exported(stage, tmp_path):
    write(export_of(Shelf(settings.RELEASES), stage.edition.path), tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def served(stage, tmp_path):
    """All files as readers get them, pages as ``index.html``."""
    shelf = Shelf(settings.RELEASES)
    for path, entry in shelf.manifest(stage.edition.path, 1).files.items():
        file = tmp_path / "mirror" / (path + "index.html" * path.endswith("/"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(shelf.read(entry))
    return tmp_path / "mirror"


def everything(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("form", ["exported", "served"])
def test_each_changed_byte_in_each_file_is_found(verify, form, request):
    folder = request.getfixturevalue(form)
    files = everything(folder)

    assert verify(folder)[0] == 0
    assert len(files) > 100
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert verify(folder)[0] != 0, path
        path.write_bytes(content)
    assert verify(folder)[0] == 0


def test_a_whole_copy_says_how_many_files_hold(verify, exported, served):
    for folder, form, beside in ((exported, "exported", 2), (served, "as they are served", 1)):
        count = len(everything(folder)) - beside

        status, said = verify(folder)

        assert (status, said[3]) == (0, f"files that hold, {form}: {count}; not handed over: 0")
        assert said[-1] == "PASSED: everything holds"


def test_files_that_were_put_in_or_taken_out_are_found(stage, verify, exported):
    page = exported / "en" / stage.edition.path / "programme" / "index.html"
    page.rename(page.with_name("more.html"))

    status, said = verify(exported)

    name = page.with_name("more.html").relative_to(exported).as_posix()
    assert (status, said[-3:]) == (
        1,
        [
            "WRONG  1 files of the exported folder are missing.",
            f"WRONG  {name} is told of by no manifest.json.",
            "FAILED: 2 found wrong",
        ],
    )


def test_without_its_manifest_nothing_passes_whose_manifest_the_log_knows(stage, verify, exported):
    (exported / stage.edition.path / "manifest.json").unlink()

    status, said = verify(exported)

    assert (status, said[-1]) == (1, f"FAILED: {len(everything(exported)) - 2} found wrong")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[]", "manifest.json is not a JSON object."),
        (b"{", "manifest.json is not JSON."),
        (b'{"format":"convenor-manifest/9"}', "manifest.json is not the manifest of a release."),
        (
            b'{"format":"convenor-manifest/1","files":{"x":1}}',
            "manifest.json is not the manifest of a release.",
        ),
        (b'{"format":"convenor-manifest/1","files":{}}', "manifest.json is that of another release.json."),
    ],
)
def test_a_manifest_that_is_none_is_said_to_be_none(stage, verify, exported, content, said):
    (exported / stage.edition.path / "manifest.json").write_bytes(content)

    status, lines_said = verify(exported)

    assert (status, f"WRONG  {said}" in lines_said) == (1, True)


def test_a_list_and_pages_made_to_fit_each_other_are_found(stage, verify, exported):
    page = exported / "en" / stage.edition.path / "programme" / "index.html"
    sums = exported / stage.edition.path / "SHA256SUMS"
    before = sha256(page.read_bytes()).hexdigest()
    page.write_bytes(page.read_bytes().replace(b"Programme", b"Programma"))
    sums.write_text(sums.read_text().replace(before, sha256(page.read_bytes()).hexdigest()))

    status, said = verify(exported)

    path = f"{stage.edition.path}/SHA256SUMS"
    assert (status, f"WRONG  {path} is not the list of which manifest.json tells." in said) == (1, True)


def test_a_manifest_made_to_fit_too_is_not_the_one_in_the_log(stage, verify, exported):
    manifest = exported / stage.edition.path / "manifest.json"
    told = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(told))

    status, said = verify(exported)

    digest = sha256(manifest.read_bytes()).hexdigest()
    wrong = f"WRONG  The SHA-256 of manifest.json is {digest}, which {said[2][14:]} does not know."
    assert (status, wrong in said) == (1, True)


def test_a_zip_is_verified_and_a_damaged_one_is_not(stage, verify, tmp_path):
    whole, damaged, twice = (tmp_path / f"{name}.zip" for name in ("whole", "damaged", "twice"))
    write(export_of(Shelf(settings.RELEASES), stage.edition.path), whole)
    content = bytearray(whole.read_bytes())
    content[100] ^= 1  # in the front door
    damaged.write_bytes(content)
    shutil.copy(whole, twice)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("index.html", "Another one")

    assert verify(whole) == (0, verify(whole)[1])
    assert (verify(damaged)[0], "WRONG  index.html is not what was published." in verify(damaged)[1]) == (
        1,
        True,
    )
    assert verify(twice) == (2, [])


def test_what_was_issued_again_has_a_manifest_of_its_own_in_the_log(stage, verify, exported, tmp_path):
    shelf = Shelf(settings.RELEASES)
    stage.release.people = {}
    stage.release.save()
    reissue = Reissue.objects.create(release=stage.release, asked_at=make.LATER)
    render(releases.thawed(stage.release), shelf)
    manifest = shelf.manifest(stage.edition.path, 1).facts["manifest"]
    finish_reissue(reissue=reissue, people={}, manifest=manifest, at=make.LATER)
    write(export_of(shelf, stage.edition.path), tmp_path / "again")

    old, new = verify(exported), verify(tmp_path / "again")

    assert (old[0], new[0]) == (0, 0)
    assert old[1][4].endswith("published, and issued again since, without somebody who was erased")
    assert new[1][4] == f"manifest {manifest}: the newest that {new[1][2][14:]} knows"


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum")
def test_anybody_can_do_it_with_sha256sum_and_grep(stage, verify, log, exported):
    verify(exported)
    path = stage.edition.path
    by_hand = f"""
        sha256sum --check --quiet --strict {path}/SHA256SUMS &&
        grep -q "$(sha256sum {path}/SHA256SUMS | cut -c1-64)" {path}/manifest.json &&
        grep -q "$(sha256sum {path}/manifest.json | cut -c1-64)" {log} &&
        test "$(find . -type f | wc -l)" = "$(($(wc -l < {path}/SHA256SUMS) + 2))"
    """

    before = subprocess.run(["sh", "-c", by_hand], cwd=exported, check=False)
    (exported / "index.html").write_text("Another one")
    after = subprocess.run(["sh", "-c", by_hand], cwd=exported, check=False, stdout=subprocess.DEVNULL)

    assert (before.returncode, after.returncode) == (0, 1)
