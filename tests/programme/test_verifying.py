"""Anybody can tell whether a copy of a release is what was published."""

import json

import pytest

from convenor.programme.document import canonical
from convenor.programme.verifying import NoRelease, compare, verify
from tests import make
from tests.programme.render.stage import files, release


@pytest.fixture
def copy(stage):
    """A release with two people: its digest, its document and what opens its people."""
    talk = make.session("Phones that teach", of=stage.edition)
    for name in ("Amina", "Bo"):
        make.appearance(talk, make.person(name), agreed_at=make.NOON)
    made = release(stage)
    content = files(made)
    path = stage.edition.path
    return made, content[f"{path}/release.json"], content[f"{path}/people.json"]


def changed(content, change):
    read = json.loads(content)
    change(read)
    return canonical(read).encode()


def test_a_true_copy_holds(stage, copy):
    made, document, people = copy

    found = verify(document, people)
    compare(found, made.digest.upper() + "\n", of="the log")

    assert (found.path, found.number, found.digest) == (stage.edition.path, 1, made.digest)
    assert (found.wrong, found.opened, found.closed) == ([], 2, 0)


def test_who_was_erased_is_closed_and_the_rest_holds(copy):
    _made, document, people = copy

    found = verify(document, changed(people, lambda read: read.pop(min(read))))

    assert (found.wrong, found.opened, found.closed) == ([], 1, 1)
    assert verify(document).closed == 2


def test_a_changed_document_is_found_by_its_hash(copy):
    made, document, people = copy

    found = verify(document.replace(b"Phones that teach", b"Phones that tease"), people)
    compare(found, made.digest, of="the log")

    assert found.wrong == [f"The SHA-256 of release.json is {found.digest}, but the log says {made.digest}."]


def test_a_document_written_anew_is_found(copy):
    _made, document, people = copy

    found = verify(json.dumps(json.loads(document)).encode(), people)

    assert found.wrong == ["release.json is not canonical: somebody wrote it anew."]


def test_changed_and_added_people_are_found(copy):
    _made, document, people = copy
    first = min(json.loads(people))

    def change(read):
        read[first]["name"] = "Somebody else"
        read["ZZZZZZZZ"] = {"name": "Nobody"}

    assert verify(document, changed(people, change)).wrong == [
        f"people.json says something else of {first} than was published.",
        "people.json tells of ZZZZZZZZ, whom the release does not name.",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"format":"convenor-release/1","number":1,"people":[],"edition":{"path":"x"}}',
        b'{"format":"convenor-release/1","number":1,"people":{},"edition":{}}',
        b'{"format":"convenor-release/9","number":1,"people":{},"edition":{"path":"x"}}',
    ],
)
def test_what_is_no_release_is_said_to_be_none(content):
    with pytest.raises(NoRelease):
        verify(content)


@pytest.mark.parametrize("people", [b"no", b"[]"])
def test_what_opens_nobody_is_said_so(copy, people):
    with pytest.raises(NoRelease, match=r"people\.json is not"):
        verify(copy[1], people)
