"""What anybody needs to verify a release: its document, byte for byte, and what opens its people."""

import hashlib
import json

from convenor.programme.document import opens
from convenor.programme.thawing import thaw
from tests import make
from tests.programme.render.stage import files, release


def test_the_document_is_byte_for_byte_the_one_whose_hash_is_in_the_log(stage):
    make.session("هواتف «تعلّم» & <b>", of=stage.edition)

    made = release(stage)
    content = files(made)[f"{stage.edition.path}/release.json"]

    assert hashlib.sha256(content).hexdigest() == made.digest


def test_people_are_opened_and_an_erased_one_leaves_a_gap(stage):
    talk = make.session("Phones that teach", of=stage.edition)
    for name in ("Amina", "Bo"):
        make.appearance(talk, make.person(name), agreed_at=make.NOON)
    made = release(stage)
    [bo] = [code for code, name in made.names.items() if name == "Bo"]
    left = {code: opened for code, opened in made.people.items() if code != bo}

    before, after = made, thaw(json.dumps(made.document), left, made.digest)
    people = [json.loads(files(each)[f"{stage.edition.path}/people.json"]) for each in (before, after)]

    assert [len(each) for each in people] == [2, 1]
    assert people[1] == left
    commitments = made.document["people"]
    assert all(opens(commitments[code], opened) for code, opened in people[0].items())
    assert (
        files(after)[f"{stage.edition.path}/release.json"]
        == files(before)[f"{stage.edition.path}/release.json"]
    )
