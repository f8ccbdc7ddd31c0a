"""Ways to change a certificate, each by its name. They take it, what is drawn by chance, and the problem."""

from convenor.optim.matching.problem import UNIT


def another_reviewer(certificate, drawn, problem):
    panel = drawn.choice(certificate["panels"])
    panel[drawn.randrange(len(panel))] = drawn.randrange(-1, problem.shape[1] + 1)


def panels_exchanged(certificate, drawn, problem):
    one, other = drawn.sample(range(problem.shape[0]), 2)
    panels = certificate["panels"]
    panels[one], panels[other] = panels[other], panels[one]


def a_reviewer_less(certificate, drawn, problem):
    drawn.choice(certificate["panels"]).pop()


def a_reviewer_twice(certificate, drawn, problem):
    panel = drawn.choice(certificate["panels"])
    panel.append(panel[0])


def a_panel_less(certificate, drawn, problem):
    certificate["panels"].pop(drawn.randrange(problem.shape[0]))


def a_reviewer_who_is_no_number(certificate, drawn, problem):
    drawn.choice(certificate["panels"])[0] = drawn.choice(["0", None, 0.0, True, [0]])


def a_value(certificate, drawn, problem):
    _stage(certificate, drawn)["value"] += _some(drawn)


def a_bound(certificate, drawn, problem):
    _stage(certificate, drawn)["bound"] += _some(drawn)


def a_value_and_its_bound(certificate, drawn, problem):
    stage, change = _stage(certificate, drawn), _some(drawn)
    stage["value"] += change
    stage["bound"] += change


def a_bound_down_to_the_value(certificate, drawn, problem):
    stage = _stage(certificate, drawn)
    stage["bound"] = stage["value"]


def a_multiplier_of_a_proposal(certificate, drawn, problem):
    _multiplier(_stage(certificate, drawn)["dual"]["proposals"], drawn)


def a_multiplier_of_a_reviewer(certificate, drawn, problem):
    _multiplier(_stage(certificate, drawn)["dual"]["reviewers"], drawn)


def a_multiplier_of_a_rule(certificate, drawn, problem):
    families = _stage(certificate, drawn)["dual"]["families"]
    multipliers = families[drawn.choice(sorted(families))]
    if multipliers and drawn.random() < 0.5:
        drawn.choice(multipliers)[2] += _some(drawn)
    else:
        n, _ = problem.shape
        multipliers.append([drawn.randrange(-1, n + 1), drawn.randrange(-1, 4), drawn.randint(-5, UNIT)])


def a_rule_less(certificate, drawn, problem):
    families = _stage(certificate, drawn)["dual"]["families"]
    del families[drawn.choice(sorted(families))]


def a_rule_that_is_not_there(certificate, drawn, problem):
    _stage(certificate, drawn)["dual"]["families"]["seniority"] = []


def a_multiplier_less(certificate, drawn, problem):
    _stage(certificate, drawn)["dual"][drawn.choice(["proposals", "reviewers"])].pop()


def a_multiplier_that_is_no_whole_number(certificate, drawn, problem):
    multipliers = _stage(certificate, drawn)["dual"]["proposals"]
    multipliers[drawn.randrange(len(multipliers))] = drawn.choice([0.5, None, "1", True, 1e300])


def multipliers_that_wrap_around(certificate, drawn, problem):
    dual = _stage(certificate, drawn)["dual"]
    name = drawn.choice(["proposals", "reviewers"])
    dual[name] = [drawn.choice([-1, 1]) * 10**15] * len(dual[name])


def the_hash(certificate, drawn, problem):
    place, digits = drawn.randrange(64), certificate["inputs"]
    certificate["inputs"] = digits[:place] + drawn.choice("ghij") + digits[place + 1 :]


def the_format(certificate, drawn, problem):
    certificate["format"] = drawn.choice(["convenor matching 2", "", None, 1])


def a_word_less(certificate, drawn, problem):
    stage = _stage(certificate, drawn)
    drawn.choice([certificate, stage, stage["dual"]]).popitem()


def a_word_more(certificate, drawn, problem):
    _stage(certificate, drawn)["comment"] = "proven"


def another_goal(certificate, drawn, problem):
    _stage(certificate, drawn)["goal"] = drawn.choice(
        ["kept", "floor", "fair", "total", "expected", "", None, 3]
    )


def a_stage_less(certificate, drawn, problem):
    certificate["stages"].pop(drawn.randrange(len(certificate["stages"])))


def a_stage_twice(certificate, drawn, problem):
    certificate["stages"].insert(0, drawn.choice(certificate["stages"]))


def stages_the_other_way_round(certificate, drawn, problem):
    certificate["stages"].reverse()


def a_weight(certificate, drawn, problem):
    stage = _with(certificate, "weights", drawn)
    stage["weights"][drawn.randrange(len(stage["weights"]))] += drawn.choice([-1, 1, 10, UNIT, 1 << 62])


def a_unit(certificate, drawn, problem):
    _with(certificate, "unit", drawn)["unit"] = drawn.choice([0, -1, 1, 999, 1001, UNIT, 1 << 62])


def a_bonus(certificate, drawn, problem):
    _with(certificate, "bonus", drawn)["bonus"] += drawn.choice([-(10**9), -1, 1, 7, 1 << 61, (1 << 63) - 1])


def a_share(certificate, drawn, problem):
    drawn.choice(certificate["lots"]["shares"])[2] += drawn.choice([-1, 1])


def a_share_less(certificate, drawn, problem):
    shares = certificate["lots"]["shares"]
    shares.pop(drawn.randrange(len(shares)))


def a_share_of_another_pair(certificate, drawn, problem):
    n, m = problem.shape
    drawn.choice(certificate["lots"]["shares"])[:2] = [drawn.randrange(n), drawn.randrange(m)]


def another_probability(certificate, drawn, problem):
    lots = certificate["lots"]
    lots[drawn.choice(["part", "whole"])] += drawn.choice([-1, 1, 2])


def another_seed(certificate, drawn, problem):
    certificate["lots"]["seed"] = drawn.choice([*range(2, 30), "1", None, 1.0])


def no_lots(certificate, drawn, problem):
    del certificate["lots"]


def _stage(certificate, drawn):
    return drawn.choice(certificate["stages"])


def _with(certificate, name, drawn):
    """A stage that has it; ``LookupError`` where none has."""
    return drawn.choice([stage for stage in certificate["stages"] if name in stage])


def _some(drawn):
    return drawn.choice([-1, 1]) * drawn.choice([1, drawn.randint(1, 50), drawn.randint(1, UNIT)])


def _multiplier(multipliers, drawn):
    multipliers[drawn.randrange(len(multipliers))] += _some(drawn)


KINDS = tuple(each for name, each in sorted(globals().items()) if callable(each) and not name.startswith("_"))
