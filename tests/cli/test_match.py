"""``convenor match``: a file is solved, its certificate checked; what is wrong is told."""

import hashlib
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


def test_lots_are_drawn_from_a_seed_and_drawn_again_by_the_checker(file, capsys):
    problem = file("problem.json", {"scores": [[0.9, 0.1, 0.5], [0.8, 0.3, 0.5]], "wanted": 1, "most": 1})

    drawn = []
    for seed in ("1", "1", "4"):
        assert main(["match", "solve", problem, "--lots", "1/2", "--seed", seed]) == 0
        drawn.append(json.loads(capsys.readouterr().out))

    assert drawn[0] == drawn[1]
    assert [(each["lots"]["part"], each["lots"]["whole"], each["lots"]["seed"]) for each in drawn[1:]] == [
        (1, 2, 1),
        (1, 2, 4),
    ]
    assert main(["match", "check", problem, file("certificate.json", drawn[0])]) == 0
    drawn[0]["panels"].reverse()
    assert main(["match", "check", problem, file("certificate.json", drawn[0])]) == 1
    assert "WRONG  Its panels are not those that follow from its seed." in capsys.readouterr().out


def test_the_price_of_each_rule_is_told(file, capsys):
    problem = file("problem.json", PROBLEM | {"barred": [[0, 1, "same institution"]], "locked": [[1, 0]]})

    assert main(["match", "solve", problem, "--prices"]) == 1
    assert "0 reviews" not in capsys.readouterr().err

    problem = file("problem.json", PROBLEM | {"most": 2, "barred": [[1, 0, "same institution"]]})
    assert main(["match", "solve", problem, "--prices"]) == 0
    certificate = json.loads(capsys.readouterr().out)
    assert certificate["prices"] == [
        {
            "kind": "bars",
            "name": "same institution",
            "value": 1.2,
            "without": 1.7,
            "bound": 1.7,
            "price": 0.5,
        }
    ]
    assert main(["match", "check", problem, file("certificate.json", certificate)]) == 0


CROSSING = {
    "scores": [[0.875, 0.625, 0.25, 0.5, 0.375, 0.125]] * 4,
    "wanted": 2,
    "most": 2,
    "institutions": [0, 0, 1, 1, 2, None],
    "readers": [[True, False, True, False, True, False]] * 4,
    "balances": [{"name": "region", "labels": [0, 1, 0, 1, 0, 1], "price": 0.3}],
}


def test_rules_that_cross_are_solved_with_a_gap_that_is_told(file, capsys):
    problem = file("problem.json", CROSSING)

    assert main(["match", "solve", problem, "--seconds", "5"]) == 0
    out, err = capsys.readouterr()
    certificate = json.loads(out)

    (stage,) = certificate["stages"]
    assert ("total: " in err) == (stage["bound"] > stage["value"])
    assert "scipy" in certificate["solver"]
    assert main(["match", "check", problem, file("certificate.json", certificate)]) == 0


def test_rules_that_cross_cannot_be_drawn(file, capsys):
    assert main(["match", "solve", file("problem.json", CROSSING), "--lots", "0.75", "--seed", "1"]) == 1
    assert capsys.readouterr().err == (
        "Institutions and languages together cross: this cannot be drawn by lot.\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--lots", "1/2"], "--lots and --seed go together"),
        (["--seed", "1"], "--lots and --seed go together"),
        (["--lots", "1/2", "--seed", "1", "--goal", "fair"], "leave out --goal and --prices"),
        (["--lots", "1/2", "--seed", "1", "--prices"], "leave out --goal and --prices"),
        (["--lots", "3/2", "--seed", "1"], "3/2 is no probability above 0 and up to 1"),
    ],
)
def test_options_that_do_not_go_together_are_refused(file, capsys, words, told):
    assert main(["match", "solve", file("problem.json", PROBLEM), *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--lots", "1/0", "--seed", "1"],
        ["--lots", "half", "--seed", "1"],
        ["--seconds", "-1"],
        ["--seconds", "nan"],
    ],
)
def test_options_that_are_no_numbers_are_not_understood(file, capsys, words):
    with pytest.raises(SystemExit) as ended:
        main(["match", "solve", file("problem.json", PROBLEM), *words])

    assert ended.value.code == 2
    assert "invalid" in capsys.readouterr().err


def test_a_certificate_by_another_version_is_told(file, capsys):
    problem = file("problem.json", PROBLEM)
    main(["match", "solve", problem])
    certificate = json.loads(capsys.readouterr().out) | {"solver": "ortools 9.0.1"}

    assert main(["match", "check", problem, file("certificate.json", certificate)]) == 0
    assert capsys.readouterr().out.startswith("REMARK  It was made by ortools 9.0.1; ")


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


@pytest.fixture
def bundle(file, capsys):
    main(["match", "solve", file("problem.json", PROBLEM)])
    certificate = json.loads(capsys.readouterr().out)
    return {
        "format": "convenor matching bundle 1",
        "proposals": ["ABC", "DEF"],
        "problem": PROBLEM,
        "certificate": certificate,
    }


def test_one_file_with_problem_and_certificate_is_checked(file, bundle, capsys):
    path = file("bundle.json", bundle)
    told = hashlib.sha256(json.dumps(bundle).encode()).hexdigest()

    assert main(["match", "check", path, "--sha256", told]) == 0
    assert capsys.readouterr().out == "PASSED: everything holds\n"

    assert main(["match", "check", path, "--sha256", "0" * 64]) == 1
    assert capsys.readouterr().out == f"WRONG  Its hash is {told}, not the one that was given.\n"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"format": "another"}, "It is of another format."),
        ({"proposals": ["ABC"]}, "There is not one code for each proposal."),
        ({"proposals": ["ABC", "ABC"]}, "There is not one code for each proposal."),
        ({"names": ["Ada"]}, "It has more than a problem, its certificate and codes."),
        ({"problem": PROBLEM | {"scores": [[0.9, 0.1], [0.8, 0.9]]}}, "It is about other inputs."),
        ({"problem": PROBLEM | {"most": [2, 1]}}, "It is about other inputs."),
        ({"problem": PROBLEM | {"barred": [[0, 0, "barred"]]}}, "It is about other inputs."),
        ({"certificate": {}}, "The certificate cannot be read: KeyError('format')."),
        ({"problem": None}, "The file cannot be read:"),
    ],
)
def test_a_bundle_that_was_changed_is_refused(file, bundle, capsys, changed, told):
    assert main(["match", "check", file("bundle.json", bundle | changed)]) == 1
    assert f"WRONG  {told}" in capsys.readouterr().out


def test_a_problem_alone_is_no_bundle(file, capsys):
    for content in (PROBLEM, [], "null"):
        assert main(["match", "check", file("problem.json", content)]) == 1
        assert "WRONG  The file cannot be read:" in capsys.readouterr().out
