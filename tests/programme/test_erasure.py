"""A person who was erased leaves a gap in published releases, and nothing that tells who it was."""

import gzip
import json

import brotli
import pytest

from convenor.accounts.actions import erase
from convenor.archive.models import Findable, Word
from convenor.archive.tasks import index_changes
from convenor.audit.models import Entry
from convenor.audit.verification import verify as verify_log
from convenor.programme import tasks
from convenor.programme.actions.releases import NothingChanged
from convenor.programme.models import Reissue, Release
from convenor.programme.naming import guest_code
from convenor.programme.shelf import Shelf
from convenor.programme.verifying import compare, verify
from convenor.web.export import export_of, write
from tests import make, releases
from tests.programme.stage import Stage

pytestmark = pytest.mark.django_db(transaction=True)

NAME, BIOGRAPHY = "Quintessa Vanterpool", "Taught beekeeping by telephone."
GAP = {
    "en": "a person who asked to be forgotten",
    "fr": "une personne qui a demandé à être oubliée",
    "ar": "شخص طلب محو بياناته",
}


@pytest.fixture
def shelf(settings, tmp_path):
    settings.RELEASES = tmp_path / "releases"
    return Shelf(settings.RELEASES)


@pytest.fixture
def stage(shelf):
    """Two releases that show Quintessa, and Bo beside her."""
    stage = Stage()
    stage.talk = make.session("Phones that teach", of=stage.edition)
    make.placement(stage.talk)
    stage.quintessa = make.person(NAME, biography=BIOGRAPHY, country="SN")
    for person in (stage.quintessa, make.person("Bo")):
        make.appearance(stage.talk, person, agreed_at=make.NOON)
    stage.code = guest_code(stage.edition, stage.quintessa)
    releases.published(stage.edition, stage.secretary, note="First")
    releases.published(stage.edition, stage.secretary, at=make.LATER, note="Second")
    stage.salt = Release.objects.first().people[stage.code]["salt"]
    return stage


@pytest.fixture
def rendered_here(monkeypatch):
    """The rendering process, inside this one: the same files in a tenth of the time."""

    def child(asked):
        given = json.loads(asked)
        releases.render(releases.thaw(given["document"], given["people"], given["digest"]), Shelf(_folder()))
        return iter([1])

    monkeypatch.setattr(tasks, "_child", child)
    return child


def _folder():
    return releases.settings.RELEASES


def traces(stage, folder):
    """The files, as they lie or unpacked, that tell of Quintessa, and what each tells."""
    needles = [NAME.encode(), b"Vanterpool", BIOGRAPHY.encode(), stage.salt.encode()]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        (path.name, needle) for path in files for needle in needles for each in _read(path) if needle in each
    }


def _read(path):
    content = path.read_bytes()
    unpack = {".gz": gzip.decompress, ".br": brotli.decompress}.get(path.suffix)
    return [content, unpack(content)] if unpack else [content]


def done(task, at=make.NEXT_DAY):
    return sum(iter(lambda: task(at), 0))


def page_of_talk(stage, language="en", before=""):
    door = releases.Door(folder=_folder())
    return door.get(f"{before}/{language}/{stage.edition.path}/programme/sessions/{stage.talk.code}/")


def test_until_the_files_are_issued_again_they_tell_of_the_person(stage, shelf):
    erase(by=stage.quintessa, at=make.NEXT_DAY)

    found = traces(stage, shelf.folder)

    assert {needle for _name, needle in found} == {
        NAME.encode(),
        b"Vanterpool",
        BIOGRAPHY.encode(),
        stage.salt.encode(),
    }
    assert {suffix for suffix in ("", "gz", "br") for name, _n in found if name.endswith(suffix)} > {"gz"}


@pytest.mark.slow
def test_afterwards_no_byte_on_the_shelf_does_and_each_release_verifies(stage, shelf):
    digests = [release.digest for release in Release.objects.order_by("number")]

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    count = done(tasks.reissue_due)

    assert (count, traces(stage, shelf.folder)) == (2, set())
    published = Entry.objects.filter(action="release.published").order_by("seq")
    for number, digest in enumerate(digests, 1):
        files, path = shelf.manifest(stage.edition.path, number).files, stage.edition.path
        document, people = (shelf.read(files[f"{path}/{name}.json"]) for name in ("release", "people"))
        found = verify(document, people)
        compare(found, published[number - 1].detail["digest"], of="the log")
        assert (found.digest, found.number, found.wrong, found.closed) == (digest, number, [], 1)
        assert found.opened == 1
    assert verify_log() == []


def test_the_gap_says_so_in_each_language_and_the_session_stays(stage, shelf, rendered_here):
    erase(by=stage.quintessa, at=make.NEXT_DAY)
    done(tasks.reissue_due)

    for language, words in GAP.items():
        page = page_of_talk(stage, language).text
        assert (words in page, "Bo" in page, "Phones that teach" in page) == (True, True, True)
    earlier = page_of_talk(stage, before=f"/releases/{stage.edition.path}/1").text
    assert (GAP["en"] in earlier, NAME in earlier) == (True, False)


def test_the_persons_own_page_is_gone_with_a_sentence_and_an_unknown_one_was_never_there(
    stage, shelf, rendered_here
):
    door = releases.Door(folder=shelf.folder)
    people = f"/en/{stage.edition.path}/programme/people"
    before = door.get(f"{people}/{stage.code}/").status

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    done(tasks.reissue_due)

    after = door.get(f"{people}/{stage.code}/")
    assert (before, after.status, "a person who asked to be forgotten" in after.text) == (200, 410, True)
    others = [door.get(f"{people}/{code}/").status for code in ("BBBBBBBB", "nobody")]
    assert (others, stage.code in door.get(f"{people}/").text) == ([404, 404], False)


def test_servers_that_read_the_old_files_read_the_new_ones(stage, shelf, rendered_here):
    door = releases.Door(folder=shelf.folder)
    inner = f"en/{stage.edition.path}/programme/sessions/{stage.talk.code}/"
    addresses = [f"/{inner}", f"/releases/{stage.edition.path}/1/{inner}"]
    before = [NAME in door.get(address).text for address in addresses]

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    between = [NAME in door.get(address).text for address in addresses]
    done(tasks.reissue_due)

    after = [(door.get(address).status, NAME in door.get(address).text) for address in addresses]
    assert (before, between, after) == ([True, True], [True, True], [(200, False), (200, False)])


def test_the_search_and_an_export_do_not_find_the_person_any_more(stage, shelf, rendered_here, tmp_path):
    done(index_changes)
    words = {bytes(word) for word in Word.objects.values_list("word", flat=True)}

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    done(tasks.reissue_due)
    done(index_changes)
    write(export_of(shelf, stage.edition.path), tmp_path / "copy")
    write(export_of(shelf, stage.edition.path, 1), tmp_path / "earlier")

    left = {bytes(word) for word in Word.objects.values_list("word", flat=True)}
    told = json.dumps(list(Findable.objects.values_list("name", "detail")))
    assert (b"vanterpool" in words, b"vanterpool" in left, NAME in told) == (True, False, False)
    assert [traces(stage, tmp_path / name) for name in ("copy", "earlier")] == [set(), set()]


@pytest.mark.parametrize("ended_in", ["rendering", "sweeping"])
def test_a_worker_that_ended_leaves_a_whole_release_and_another_takes_it_up(
    stage, shelf, rendered_here, monkeypatch, ended_in
):
    def killed(*_asked):
        raise SystemExit

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    with monkeypatch.context() as patched:
        where = {"rendering": (tasks, "_child"), "sweeping": (Shelf, "sweep")}[ended_in]
        patched.setattr(*where, killed)
        with pytest.raises(SystemExit):
            tasks.reissue_due(make.NEXT_DAY)
    meanwhile = [page_of_talk(stage, before=f"/releases/{stage.edition.path}/{n}").status for n in (1, 2)]
    done(tasks.reissue_due, make.NEXT_DAY)
    done(tasks.reissue_due, make.NEXT_DAY + 2 * tasks.LEASE)

    assert (meanwhile, traces(stage, shelf.folder)) == ([200, 200], set())
    assert not Reissue.objects.filter(done_at=None).exists()


def test_what_could_not_be_issued_again_is_tried_again(stage, shelf, rendered_here, monkeypatch):
    def full(_asked):
        raise OSError("no space left on device")

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "_child", full)
        tried = [tasks.reissue_due(make.NEXT_DAY) for _each in range(3)]
    problems = list(Reissue.objects.values_list("problem", flat=True))
    count = done(tasks.reissue_due, make.NEXT_DAY + 2 * tasks.TRIED_AGAIN_AFTER)

    assert (tried, problems) == ([0, 0, 0], ["no space left on device"] * 2)
    assert (count, traces(stage, shelf.folder)) == (2, set())


def test_who_is_erased_while_a_release_is_rendered_is_not_in_it(stage, shelf, rendered_here, monkeypatch):
    third = releases.frozen(stage.edition, stage.secretary, at=make.NEXT_DAY, note="Third")

    def child(asked):
        if not stage.quintessa.erased_at:
            stage.quintessa = erase(by=stage.quintessa, at=make.NEXT_DAY)
        return rendered_here(asked)

    monkeypatch.setattr(tasks, "_child", child)
    first = (tasks.render_due(make.NEXT_DAY), shelf.current(stage.edition.path))
    done(tasks.render_due)
    done(tasks.reissue_due)

    third.refresh_from_db()
    assert (first, shelf.current(stage.edition.path)) == ((1, 2), 3)
    assert (stage.code in third.people, traces(stage, shelf.folder)) == (False, set())


def test_who_is_erased_while_files_are_issued_again_is_taken_out_as_well(
    stage, shelf, rendered_here, monkeypatch
):
    bo = stage.talk.appearances.get(person__name="Bo").person

    def child(asked):
        erase(by=bo, at=make.NEXT_DAY)
        return rendered_here(asked)

    erase(by=stage.quintessa, at=make.NEXT_DAY)
    monkeypatch.setattr(tasks, "_child", child)
    done(tasks.reissue_due)

    assert page_of_talk(stage).text.count(GAP["en"]) == 2
    assert [release.people for release in Release.objects.all()] == [{}, {}]


def test_the_next_release_keeps_the_gap_and_the_seal(stage):
    sealed = json.loads(Release.objects.latest("number").document)["people"]

    erase(by=stage.quintessa, at=make.NEXT_DAY)

    with pytest.raises(NothingChanged):
        releases.frozen(stage.edition, stage.secretary, at=make.NEXT_DAY)
    make.session("Another", of=stage.edition)
    third = releases.frozen(stage.edition, stage.secretary, at=make.NEXT_DAY)
    assert json.loads(third.document)["people"] == sealed
    assert sorted(third.people) == sorted(sealed.keys() - {stage.code})


def test_a_first_release_after_the_erasure_opens_nobody(shelf):
    stage = Stage()
    gone = make.person(NAME)
    make.appearance(make.session("Phones that teach", of=stage.edition), gone, agreed_at=make.NOON)
    erase(by=gone, at=make.LATER)

    release = releases.frozen(stage.edition, stage.secretary, at=make.NEXT_DAY)

    code = guest_code(stage.edition, gone)
    assert (list(json.loads(release.document)["people"]), release.people) == ([code], {})
    talk = next(text.decode() for path, text in releases.files(release).items() if "/en/" in f"/{path}")
    assert NAME not in talk


def test_the_log_says_that_there_is_a_gap_and_that_the_files_were_issued_again(stage, shelf, rendered_here):
    erase(by=stage.quintessa, at=make.NEXT_DAY)
    done(tasks.reissue_due)

    said = Entry.objects.filter(action__in=["release.gap_left", "release.reissued"]).order_by("seq")
    digests = [release.digest for release in Release.objects.order_by("number")]
    manifests = [shelf.manifest(stage.edition.path, number).facts["manifest"] for number in (1, 2)]
    assert [entry.detail for entry in said] == [
        {"numbers": [1, 2]},
        {"number": 1, "digest": digests[0], "manifest": manifests[0]},
        {"number": 2, "digest": digests[1], "manifest": manifests[1]},
    ]
