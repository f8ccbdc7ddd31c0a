"""Who reads what of the log; and what outsiders are given holds for the stand-alone verifier."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from convenor.audit import queries, verifier
from convenor.audit.models import Checkpoint, Entry
from convenor.audit.tasks import sign_checkpoint
from tests import make
from tests.audit.conftest import say

pytestmark = pytest.mark.django_db


def verbs(entries):
    return [entry.action.removeprefix("person.") for entry in entries]


def test_an_edition_s_log_is_its_own_and_newest_first():
    ada = make.person("Ada")
    for verb, scope in [("one", "mlw/2027"), ("two", "mlw/2028"), ("three", ""), ("four", "mlw/2027")]:
        say(by=ada, at=make.NOON, verb=verb, scope=scope)

    assert verbs(queries.entries_of_edition("mlw/2027")) == ["four", "one"]


def test_what_is_about_a_hidden_proposal_is_not_read():
    ada = make.person("Ada")
    for verb, code in [("one", "AAA"), ("two", "BBB"), ("three", "")]:
        say(by=ada, at=make.NOON, verb=verb, scope="mlw/2027", proposal=code)
    say(by=ada, at=make.NOON, verb="four", scope="mlw/2027")

    assert verbs(queries.entries_of_edition("mlw/2027", hidden=["AAA"])) == ["four", "three", "two"]
    assert len(queries.entries_of_edition("mlw/2027", hidden=[])) == 4


def test_people_read_what_they_did_and_what_they_are_told():
    ada, bo = make.person("Ada"), make.person("Bo")
    say(by=ada, at=make.NOON, verb="did", about=[bo])
    say(by=bo, at=make.NOON, verb="told", about=[ada])
    say(by=bo, at=make.NOON, verb="kept", about=[ada])
    say(by=bo, at=make.NOON, verb="told")

    assert verbs(queries.entries_about(ada, told=["person.told"])) == ["told", "did"]


def test_strangers_are_given_commitments_alone():
    say(by=make.person("Ada"), at=make.NOON, verdict="accept")

    rows = [json.loads(line) for line in queries.lines(0, 1)]

    assert rows == [{"seq": 0, "commitment": bytes(Entry.objects.get().commitment).hex()}]


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 5, [0, 1, 2, 3, 4]), (2, 4, [2, 3]), (4, 9, [4]), (5, 9, [])]
)
def test_lines_are_read_page_by_page(monkeypatch, start, end, expected):
    monkeypatch.setattr(queries, "_ROWS", 2)
    ada = make.person("Ada")
    for _number in range(5):
        say(by=ada, at=make.NOON)

    assert [json.loads(line)["seq"] for line in queries.lines(start, end)] == expected


@pytest.mark.parametrize(
    ("opened", "status", "said"),
    [((), 0, "0 of 3"), ((1,), 0, "1 of 3")],
)
def test_the_stand_alone_verifier_accepts_what_outsiders_are_given(tmp_path, opened, status, said):
    ran = _verified(tmp_path, opened)

    assert (ran.returncode, said in ran.stdout) == (status, True)


def test_the_stand_alone_verifier_finds_a_changed_entry(tmp_path):
    def change():
        entry = Entry.objects.get(seq=1)
        entry.payload["detail"]["verdict"] = "decline"
        entry.save()

    assert _verified(tmp_path, (1,), before=change).returncode == 1


def _verified(folder, opened, before=lambda: None):
    ada = make.person("Ada")
    for _number in range(3):
        say(by=ada, at=make.NOON, verdict="accept", name="عادة 漢字")
    sign_checkpoint(make.NOON)
    checkpoint = Checkpoint.objects.get()
    before()
    (folder / "log.jsonl").write_bytes(b"".join(queries.lines(0, 3, opened=opened)))
    (folder / "checkpoint").write_text(checkpoint.note, encoding="utf-8")
    command = [Path(verifier.__file__), "--log", folder / "log.jsonl", "--key", checkpoint.key]
    return subprocess.run(
        [sys.executable, *command, folder / "checkpoint"], capture_output=True, text=True, check=False
    )
