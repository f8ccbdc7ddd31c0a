"""Files of session building are read, and each rule can be broken alone."""

import random
from itertools import combinations, permutations
from pathlib import Path

import pytest

from bench.timetable import building
from bench.timetable.building import Kind, Session
from bench.timetable.building_value import assigned, evaluate, limited_topics

pytestmark = pytest.mark.once

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable" / "session-building"
EVERY_FILE = sorted(path for path in GIVEN.glob("*.txt") if path.name != "FORMAT.txt")
WORTH = {0: 0, 1: 1, 2: 10, 3: 100}  # of common topics

SMALL = """5
0 10 1 0 0
10 0 1 0 0
1 1 0 0 1
0 0 0 0 7
0 0 1 7 0
2
3 1 2
2 2 1
2
1 2
1 3
1 2
1 1
1 2
5 4
2 0 1
2 0 1
1 1
1 2
2 2 3
5 4
1 0
1 1
1 2
1 0
1 3
"""
GOOD = [{0, 1, 2}, {3, 4}]


def small(tmp_path, text=SMALL):
    path = tmp_path / "small.txt"
    path.write_text(text)
    return building.read(path)


def test_a_file_is_read(tmp_path):
    made = small(tmp_path)

    assert made.kinds == (Kind(most=3, number=1, least=2), Kind(most=2, number=2, least=1))
    assert (made.days, made.sessions) == (2, (Session(0, 0, 3), Session(0, 0, 2), Session(1, 0, 2)))
    assert made.benefit[3] == (0, 0, 0, 0, 7)
    assert made.topics == ({0, 1}, {0, 1}, {1}, {2}, {2, 3})
    assert made.authors == ({0}, {1}, {2}, {0}, {3})


def test_each_pair_of_a_cluster_counts_once(tmp_path):
    value = evaluate(small(tmp_path), GOOD)

    assert (value.benefit, value.broken) == (10 + 1 + 1 + 7, ())
    assert value.assignment == (0, 2)  # author 0 is in both, so the second is on another day


@pytest.mark.parametrize(
    ("clusters", "assignment", "rules"),
    [
        (GOOD, [0, 2], set()),
        ([{0, 1, 2}, {3}], [0, 2], {1}),  # one left out
        ([{0, 1, 2}, {3, 4}, {4}], [0, 2, 1], {1}),  # one twice
        ([{0, 1, 2}, {3, 4, 5}], [0, 2], {1}),  # one unknown
        ([{0, 1, 2, 3}, {4}], [0, 2], {1}),  # one too large
        ([{0}, {1}, {2}, {3, 4}], [0, 1, 2, 2], {1}),  # one too many
        (GOOD, [0], {2}),
        (GOOD, [0, 3], {2}),
        (GOOD, [2, 0], {2}),
        (GOOD, [0, 1], {3}),
        ([{0, 1, 2}, {3}, {4}], [0, 2, 2], {5}),
    ],
)
def test_each_rule_is_found_broken(tmp_path, clusters, assignment, rules):
    value = evaluate(small(tmp_path), clusters, assignment)

    assert {broken.rule for broken in value.broken} == rules


def test_a_cluster_may_be_too_small(tmp_path):
    large = small(tmp_path, SMALL.replace("2 2 1\n", "2 2 2\n", 1))

    assert evaluate(large, GOOD).is_feasible
    assert [each.rule for each in evaluate(large, [{0, 1, 2}, {3}, {4}]).broken] == [1]


def test_types_are_found_whatever_the_order_of_clusters(tmp_path):
    assert evaluate(small(tmp_path), GOOD[::-1]).assignment == (2, 0)


def test_without_an_assignment_the_rule_in_the_way_is_named(tmp_path):
    same_day = small(tmp_path, SMALL.replace("2\n1 2\n1 3\n1 2\n1 1\n1 2\n", "1\n1 2\n1 3\n1 2\n"))
    one_session = small(tmp_path, SMALL.replace("2\n1 2\n1 3\n1 2\n1 1\n1 2\n", "1\n1 1\n1 3\n"))
    small_sessions = small(tmp_path, SMALL.replace("1 2\n1 3\n1 2\n1 1\n1 2\n", "1 2\n1 2\n1 2\n1 1\n1 2\n"))

    found = [evaluate(each, GOOD) for each in (same_day, small_sessions)]

    assert [[broken.rule for broken in value.broken] for value in found] == [[3], [2]]
    assert [broken.rule for broken in evaluate(one_session, [{0, 1, 2}, {4}, {3}]).broken] == [2, 3, 4, 5]
    assert [broken.rule for broken in evaluate(one_session, [{1, 2}, {0, 3}, {4}]).broken] == [5]


def with_one_topic(papers):
    """Papers of one topic and nothing in common otherwise, four a session, on two days of six sessions."""
    zeros = "\n".join(" ".join("0" * papers) for _ in range(papers))
    day = "6 6\n" + "\n".join(f"{slot} 4" for slot in range(1, 7))
    topics = "1 0\n" * papers
    authors = "\n".join(f"1 {paper}" for paper in range(papers))
    return (
        f"{papers}\n{zeros}\n1\n4 12 1\n2\n{day}\n{day}\n{papers} 1\n{topics}{papers} {papers}\n{authors}\n"
    )


@pytest.mark.parametrize(
    ("papers", "limit", "halved"),
    [
        (20, None, []),
        (21, 11, [4]),  # clusters of 4 and one of 1: 12 are on one of the days
        (22, 11, [4]),
        (24, 12, []),
    ],
)
def test_a_large_topic_is_spread_over_days(tmp_path, papers, limit, halved):
    made = small(tmp_path, with_one_topic(papers))
    clusters = [set(range(first, min(first + 4, papers))) for first in range(0, papers, 4)]
    count = len(clusters)

    assert limited_topics(made) == ({0: limit} if limit else {})
    crowded = evaluate(made, clusters, range(count))
    spread = evaluate(made, clusters, [at // 2 + 6 * (at % 2) for at in range(count)])
    assert [broken.rule for broken in crowded.broken] == ([4] if limit else [])
    assert [broken.rule for broken in spread.broken] == halved
    assert [broken.rule for broken in evaluate(made, clusters).broken] == halved


def test_a_topic_is_not_limited_where_there_is_one_day(tmp_path):
    text = (
        with_one_topic(22)
        .replace("\n2\n6 6\n", "\n1\n6 6\n")
        .replace("6 6\n1 4\n2 4\n3 4\n4 4\n5 4\n6 4\n22 1", "22 1")
    )

    assert limited_topics(small(tmp_path, text)) == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("5\n0 10", "0\n0 10", "line 1: the number of papers must be at least 1, not 0."),
        ("0 10 1 0 0\n", "0 10 1 0 x\n", "line 2: 'x' is not a whole number."),
        ("0 10 1 0 0\n", "3 10 1 0 0\n", "line 2: the benefit of paper 0 with itself must be 0."),
        ("10 0 1 0 0\n", "9 0 1 0 0\n", "line 3: papers 0 and 1 must have one benefit in both directions."),
        ("3 1 2\n", "2 1 3\n", "line 8: a type must have its largest size (2) first, then its smallest (3)."),
        ("1 2\n1 3\n", "1 2\n2 3\n", "line 12: day 1 has 1 time slots, and a session is in slot 2."),
        ("1 2\n1 3\n", "1 2\n0 3\n", "line 12: the time slot of a session must be at least 1, not 0."),
        ("5 4\n2 0 1\n", "6 4\n2 0 1\n", "line 16: the number of papers must be 5 as before, not 6."),
        ("2 2 3\n", "2 2 4\n", "line 21: topic of paper 4 must be between 0 and 3, not 4."),
        ("1 3\n1 2\n1 1", "1 3 -1", "must be at least"),
        ("1 0\n1 3\n", "1 0\n", "small.txt: the file ends before the number of authors of paper 4."),
        ("1 0\n1 3\n", "1 0\n1 3\n8\n", "line 28: the file must end before 8."),
        (SMALL, "", "small.txt: the file ends before the number of papers."),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(tmp_path, old, new, says):
    with pytest.raises(ValueError, match=r"^small\.txt") as refusal:
        small(tmp_path, SMALL.replace(old, new, 1))

    assert says in str(refusal.value)


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: path.stem)
def test_every_file_has_the_benefit_of_common_topics_and_no_room_to_spare(path):
    made = building.read(path)

    topics = made.topics
    for one, other in combinations(range(made.papers), 2):
        assert made.benefit[one][other] == WORTH[len(topics[one] & topics[other])]
    assert sum(kind.number * kind.most for kind in made.kinds) == made.papers
    sizes = [session.size for session in made.sessions]
    assert {kind.most: kind.number for kind in made.kinds} == {size: sizes.count(size) for size in set(sizes)}


def test_all_files_are_there():
    assert len(EVERY_FILE) == 13


def filled(made, drawn):
    """Every session full, with papers in a random order; the clusters in the order of the sessions."""
    papers = drawn.sample(range(made.papers), made.papers)
    return [{papers.pop() for _ in range(session.size)} for session in made.sessions]


@pytest.mark.parametrize("seed", range(40))
def test_an_assignment_is_found_where_one_of_all_permutations_is_one(seed):
    drawn = random.Random(seed)
    made = building.read(GIVEN / "lars_30_1.txt")
    clusters = filled(made, drawn)

    value = evaluate(made, clusters)

    every = permutations(range(len(clusters)))
    possible = [order for order in every if evaluate(made, clusters, order).is_feasible]
    assert value.is_feasible == bool(possible)
    assert value.assignment is None or value.assignment in possible
    assert value.benefit == sum(
        made.benefit[one][other]
        for cluster in clusters
        for one in cluster
        for other in cluster
        if one < other
    )


@pytest.mark.parametrize("name", ["lars_200_1", "ebl_original"])
def test_a_large_clustering_is_assigned(name):
    made = building.read(GIVEN / f"{name}.txt")
    clusters = filled(made, random.Random(1))

    found = assigned(made, clusters, (2, 5)) or ()

    assert sorted(found) == list(range(len(made.sessions)))
    broken = evaluate(made, clusters, found).broken
    assert {each.rule for each in broken} <= {3, 4}
