"""The checker: it takes what is right, and nothing that was changed."""

import copy
import json
import random
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

import convenor.optim.matching.check as checker
from convenor.optim.matching.check import remarks, verify
from convenor.optim.matching.form import written
from convenor.optim.matching.problem import UNIT
from convenor.optim.matching.solve import Goal, solve

from . import worlds

pytestmark = pytest.mark.once

MUTATIONS = 1_000


@pytest.fixture(scope="module")
def case():
    """A problem with every nested rule, in plain JSON, and what was solved."""
    rng = np.random.default_rng(5)
    problem = worlds.topics(
        12, 14, most=4, least=1, barred=0.1, institutions=rng.integers(-1, 6, 14), locked=[(3, 2), (4, 2)]
    )
    assert not problem.barred[3, 2]
    form = written(problem)
    form["scores"] = form["scores"].tolist()
    form["barred"] = [[int(p), int(r), "conflict"] for p, r in np.argwhere(problem.barred)]
    return problem, json.loads(json.dumps(form)), json.loads(json.dumps(solve(problem).certificate))


def total(certificate):
    return certificate["stages"][-1]


def another_reviewer(certificate, drawn):
    panel = drawn.choice(certificate["panels"])
    panel[drawn.randrange(len(panel))] = drawn.choice([*range(-1, 15)])


def panels_exchanged(certificate, drawn):
    one, other = drawn.sample(range(12), 2)
    panels = certificate["panels"]
    panels[one], panels[other] = panels[other], panels[one]


def a_reviewer_less(certificate, drawn):
    drawn.choice(certificate["panels"]).pop()


def a_panel_less(certificate, drawn):
    certificate["panels"].pop(drawn.randrange(12))


def a_multiplier_of_a_proposal(certificate, drawn):
    total(certificate)["dual"]["proposals"][drawn.randrange(12)] += drawn.choice([-1, 1]) * drawn.randint(
        1, UNIT
    )


def a_multiplier_of_a_reviewer(certificate, drawn):
    total(certificate)["dual"]["reviewers"][drawn.randrange(14)] += drawn.choice([-1, 1]) * drawn.randint(
        1, UNIT
    )


def a_multiplier_of_an_institution(certificate, drawn):
    multipliers = total(certificate)["dual"]["families"]["institutions"]
    if multipliers and drawn.random() < 0.5:
        drawn.choice(multipliers)[2] += drawn.choice([-1, 1]) * drawn.randint(1, UNIT)
    else:
        multipliers.append([drawn.randrange(-1, 13), drawn.randrange(-1, 7), drawn.randint(-5, UNIT)])


def a_multiplier_less(certificate, drawn):
    total(certificate)["dual"][drawn.choice(["proposals", "reviewers"])].pop()


def a_multiplier_that_is_no_whole_number(certificate, drawn):
    total(certificate)["dual"]["proposals"][drawn.randrange(12)] = drawn.choice([0.5, None, "1", True, 1e300])


def value_and_bound(certificate, drawn):
    change = drawn.choice([-1, 1]) * drawn.randint(1, 50)
    for key in drawn.choice([["value"], ["bound"], ["value", "bound"]]):
        total(certificate)[key] += change


def the_hash(certificate, drawn):
    place = drawn.randrange(64)
    digits = certificate["inputs"]
    certificate["inputs"] = digits[:place] + drawn.choice("ghij") + digits[place + 1 :]


def a_word(certificate, drawn):
    drawn.choice([certificate, total(certificate), total(certificate)["dual"]]).popitem()


def another_goal(certificate, drawn):
    total(certificate)["goal"] = drawn.choice(["floor", "fair", "best", "", None, 3])


def no_goal(certificate, drawn):
    certificate["stages"].clear()


KINDS = (
    another_reviewer,
    panels_exchanged,
    a_reviewer_less,
    a_panel_less,
    a_multiplier_of_a_proposal,
    a_multiplier_of_a_reviewer,
    a_multiplier_of_an_institution,
    a_multiplier_less,
    a_multiplier_that_is_no_whole_number,
    value_and_bound,
    the_hash,
    a_word,
    another_goal,
    no_goal,
)


def keeps_the_rules(problem, panels):
    loads = np.bincount([r for panel in panels for r in panel], minlength=problem.shape[1])
    panels_are_allowed = all(
        len(set(panel)) == len(panel) == problem.wanted[p] and worlds.is_allowed(problem, p, panel)
        for p, panel in enumerate(panels)
    )
    return panels_are_allowed and (problem.least <= loads).all() and (loads <= problem.most).all()


def plain_bound(problem, dual):
    """Weak duality once more, pair by pair."""
    u, v, locked = dual["proposals"], dual["reviewers"], problem.locked.tolist()
    t = {(p, label): multiplier for p, label, multiplier in dual["families"]["institutions"]}
    n, m = problem.shape
    bound = sum(u[p] * int(problem.wanted[p]) for p in range(n)) + sum(t.values())
    bound += sum(max(v[r] * int(problem.most[r]), v[r] * int(problem.least[r])) for r in range(m))
    for p, r in np.argwhere(problem.barred == 0).tolist():
        gain = int(worlds.units(problem)[p, r]) - u[p] - v[r] - t.get((p, problem.institutions[r]), 0)
        bound += gain if [p, r] in locked else max(gain, 0)
    return bound


def is_as_true(problem, certificate, mutated):
    """Another optimum, or another proof of the same bound, is as good as the first."""
    same, panels = total(certificate)["value"], mutated["panels"]
    return (
        mutated["inputs"] == certificate["inputs"]
        and keeps_the_rules(problem, panels)
        and total(mutated)["value"] == total(mutated)["bound"] == same
        and worlds.worth(problem, panels) == same == plain_bound(problem, total(mutated)["dual"])
    )


def test_a_thousand_changed_certificates_are_rejected(case):
    problem, form, certificate = case
    assert verify(form, certificate) == []
    drawn, rejected = random.Random(11), dict.fromkeys(KINDS, 0)

    while sum(rejected.values()) < MUTATIONS:
        mutated, kind = copy.deepcopy(certificate), drawn.choice(KINDS)
        kind(mutated, drawn)
        if mutated == certificate:
            continue
        if verify(form, mutated):
            rejected[kind] += 1
        else:
            assert is_as_true(problem, certificate, mutated), kind

    assert min(rejected.values()) > 20, rejected


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("scores", lambda table: table[0].__setitem__(0, table[0][0] + 1e-6)),
        ("most", lambda loads: loads.__setitem__(3, loads[3] + 1)),
        ("least", lambda loads: loads.__setitem__(3, 0)),
        ("wanted", lambda wanted: wanted.__setitem__(0, 2)),
        ("barred", lambda bars: bars.pop()),
        ("locked", lambda locks: locks.pop()),
        ("institutions", lambda labels: labels.__setitem__(0, 5 if labels[0] != 5 else 4)),
    ],
)
def test_a_certificate_of_other_inputs_is_rejected(case, field, change):
    _, form, certificate = case
    other = copy.deepcopy(form)
    change(other[field])

    assert "It is about other inputs." in verify(other, certificate)


def test_a_bound_of_the_candidates_alone_is_rejected(case):
    """Multipliers that forget a pair which would gain prove nothing."""
    problem, form, certificate = case
    dual = total(certificate)["dual"]
    p = int(np.argmax(problem.wanted))
    lower = copy.deepcopy(certificate)
    total(lower)["dual"]["proposals"][p] = dual["proposals"][p] - UNIT

    assert any("The multipliers prove" in sentence for sentence in verify(form, lower))


def test_the_checker_runs_by_itself(case, tmp_path):
    _, form, certificate = case
    (tmp_path / "problem.json").write_text(json.dumps(form))
    (tmp_path / "certificate.json").write_text(json.dumps(certificate))

    def check():
        command = [sys.executable, "-I", checker.__file__, "problem.json", "certificate.json"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (check().returncode, check().stdout) == (0, "PASSED: everything holds\n")
    certificate = certificate | {"panels": certificate["panels"][1:]}
    (tmp_path / "certificate.json").write_text(json.dumps(certificate))
    assert check().returncode == 1


def test_the_checker_shares_nothing_with_the_solver():
    source = Path(checker.__file__).read_text()

    assert "convenor.optim" not in source.split('"""', 2)[2]
    assert "from ." not in source


def test_another_version_of_the_solver_is_a_remark_and_nothing_wrong(case):
    _, form, certificate = case
    old = certificate | {"solver": "ortools 9.0.1"}

    assert verify(form, old) == []
    assert [*remarks(certificate)] == []
    assert [*remarks(old)] == [f"It was made by ortools 9.0.1; {version('ortools')} is installed here."]
    assert [*remarks({}), *remarks([]), *remarks({"solver": "none 1"})] == []


def test_no_number_of_any_goal_can_be_changed():
    started = [(0, 1), (2, 3), (4, 5), (5, 5), (6, 5), (7, 5), (8, 5)]
    problem = worlds.topics(12, 14, most=4, least=1, barred=0.1, seed=5, started=started)
    form, certificate = written(problem), solve(problem, [Goal.FLOOR, Goal.FAIR]).certificate
    assert [stage["goal"] for stage in certificate["stages"]] == ["kept", "floor", "fair", "total"]
    assert verify(form, certificate) == []

    for number, stage in enumerate(certificate["stages"]):
        for name in ("value", "bound"):
            for change in (-1, 1):
                mutated = copy.deepcopy(certificate)
                mutated["stages"][number][name] = stage[name] + change
                is_still_true = (stage["goal"], name, change) == ("floor", "bound", 1)  # a weaker claim
                assert (verify(form, mutated) == []) == is_still_true


def test_weights_that_are_all_0_prove_nothing():
    problem = worlds.topics(6, 6, most=4)
    form, certificate = written(problem), solve(problem, [Goal.FAIR]).certificate
    certificate["stages"][0]["weights"] = [0] * 6

    assert verify(form, certificate) != []
