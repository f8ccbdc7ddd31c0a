"""``convenor match``: a file is solved, its certificate checked; what is wrong is told."""

import json

import pytest

from convenor.cli.main import main

pytestmark = pytest.mark.once

PROBLEM = {"scores": [[0.9, 0.1], [0.8, 0.3]], "wanted": 1, "most": 1}


@pytest.fixture
def file(tmp_path):
    def written(name, content):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return written


def test_a_file_is_solved_and_its_certificate_checked(file, capsys):
    problem = file("problem.json", PROBLEM)

    assert main(["match", "solve", problem, "--goal", "floor"]) == 0
    certificate = json.loads(capsys.readouterr().out)
    assert certificate["panels"] == [[0], [1]]
    assert {stage["goal"]: stage["value"] for stage in certificate["stages"]} == {
        "floor": 300_000,
        "total": 1_200_000,
    }

    assert main(["match", "check", problem, file("certificate.json", certificate)]) == 0
    assert capsys.readouterr().out == "PASSED: everything holds\n"


def test_a_certificate_that_is_wrong_is_told_so(file, capsys):
    problem = file("problem.json", PROBLEM)
    main(["match", "solve", problem])
    certificate = json.loads(capsys.readouterr().out)
    certificate["panels"] = [[1], [0]]

    assert main(["match", "check", problem, file("certificate.json", certificate)]) == 1
    assert capsys.readouterr().out == "WRONG  Its total is 900000, not 1200000.\n"


def test_what_cannot_be_assigned_is_told_with_the_reason(file, capsys):
    problem = file("problem.json", PROBLEM | {"wanted": 2})

    assert main(["match", "solve", problem]) == 1
    assert capsys.readouterr().err == (
        "2 reviews cannot be assigned:"
        " All proposals want 4 reviews, and all reviewers together take 2 at most.\n"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe\x00", "is no JSON"),
        ("{", "is no JSON"),
        ("[]", "one object with scores and most is wanted"),
        ('{"scores": [[NaN]], "most": 1}', "is not a finite number"),
        ({"scores": [[1]], "most": 1, "colour": "red"}, "colour: there is no such field"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(file, capsys, content, told):
    path = file("problem.json", content)

    assert main(["match", "solve", path]) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    path = str(tmp_path / "none.json")

    assert main(["match", "check", path, path]) == 2
    assert capsys.readouterr().err == f"{path}: No such file or directory\n"
