"""What a clustering is worth, and whether sessions can be found for it; written from the format alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from bench.timetable.building import Instance

UNLIMITED = 20  # papers of a topic that may all be on one day

Assignment = tuple[int, ...]  # the session of each cluster
Known = Sequence[tuple[Collection[int], int]]  # clusters with their sessions


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """The number of a rule (1 to 5, as in the format) and what breaks it."""

    rule: int
    about: str


@dataclass(frozen=True, slots=True)
class Value:
    """``assignment`` is the one given, or one that was found, or None where none is possible."""

    benefit: int
    broken: tuple[Broken, ...]
    assignment: Assignment | None

    @property
    def is_feasible(self) -> bool:
        return not self.broken


def evaluate(
    instance: Instance, clusters: Sequence[Collection[int]], assignment: Sequence[int] | None = None
) -> Value:
    """The benefit, and the rules broken; without an assignment, whether there is one at all."""
    benefit = sum(
        instance.benefit[one][other]
        for cluster in clusters
        for one, other in combinations(sorted(set(cluster)), 2)
        if one >= 0 and other < instance.papers
    )
    broken = list(_clusters(instance, clusters))
    if broken:  # sessions are looked for only for what is a clustering
        return Value(benefit, tuple(sorted(broken)), None)
    if assignment is not None:
        return Value(benefit, tuple(sorted(_sessions(instance, clusters, assignment))), tuple(assignment))
    found = assigned(instance, clusters)
    broken = [] if found is not None else list(_in_the_way(instance, clusters))
    return Value(benefit, tuple(broken), found)


def _clusters(instance: Instance, clusters: Sequence[Collection[int]]) -> Iterator[Broken]:
    """Rule 1."""
    held = Counter(paper for cluster in clusters for paper in cluster)
    for paper in held.keys() | range(instance.papers):
        if not 0 <= paper < instance.papers:
            yield Broken(1, f"paper {paper} is unknown")
        elif held[paper] != 1:
            yield Broken(1, f"paper {paper} is in {held[paper]} clusters")
    if not _have_kinds(instance, [len(cluster) for cluster in clusters]):
        yield Broken(1, "there are not enough clusters of the types that these sizes need")


def _have_kinds(instance: Instance, sizes: Sequence[int]) -> bool:
    """Whether each cluster can be of a type: a matching, by paths that move earlier ones aside."""
    places = [kind for kind in instance.kinds for _ in range(min(kind.number, len(sizes)))]
    holder: dict[int, int] = {}

    def settle(cluster: int, tried: set[int]) -> bool:
        for place, kind in enumerate(places):
            if place not in tried and kind.least <= sizes[cluster] <= kind.most:
                tried.add(place)
                if place not in holder or settle(holder[place], tried):
                    holder[place] = cluster
                    return True
        return False

    return all(settle(cluster, set()) for cluster in range(len(sizes)))


def _sessions(
    instance: Instance, clusters: Sequence[Collection[int]], assignment: Sequence[int]
) -> Iterator[Broken]:
    """Rules 2 to 5, for a given assignment."""
    if len(assignment) != len(clusters):
        yield Broken(2, f"{len(assignment)} sessions for {len(clusters)} clusters")
        return
    known = [
        (cluster, session)
        for cluster, session in zip(clusters, assignment, strict=True)
        if 0 <= session < len(instance.sessions)
    ]
    if len(known) < len(clusters):
        yield Broken(2, f"{len(clusters) - len(known)} clusters in sessions that are unknown")
    for cluster, session in known:
        if len(cluster) > instance.sessions[session].size:
            yield Broken(2, f"{len(cluster)} papers in session {session}")
    yield from _authors_in_two_places(instance, known)
    yield from _crowded_days(instance, known)
    for session, number in Counter(session for _cluster, session in known).items():
        if number > 1:
            yield Broken(5, f"{number} clusters in session {session}")


def _authors_in_two_places(instance: Instance, known: Known) -> Iterator[Broken]:
    held = Counter(
        (author, *_time(instance, session))
        for cluster, session in known
        for author in _authors(instance, cluster)
    )
    for (author, day, slot), number in held.items():
        if number > 1:
            yield Broken(3, f"author {author} in {number} sessions in slot {slot} of day {day}")


def _crowded_days(instance: Instance, known: Known) -> Iterator[Broken]:
    held = Counter(
        (topic, instance.sessions[session].day)
        for cluster, session in known
        for paper in cluster
        for topic in instance.topics[paper]
    )
    limits = limited_topics(instance)
    for (topic, day), number in held.items():
        if number > limits.get(topic, number):
            yield Broken(4, f"{number} papers of topic {topic} on day {day}, of at most {limits[topic]}")


def limited_topics(instance: Instance) -> dict[int, int]:
    """How many papers of a topic may be on one day, where that is limited."""
    if instance.days < 2:
        return {}
    numbers = Counter(topic for topics in instance.topics for topic in topics)
    return {topic: -(-number // 2) for topic, number in numbers.items() if number > UNLIMITED}


def _time(instance: Instance, session: int) -> tuple[int, int]:
    return instance.sessions[session].day, instance.sessions[session].slot


def _authors(instance: Instance, cluster: Iterable[int]) -> set[int]:
    return {author for paper in cluster for author in instance.authors[paper]}


def assigned(
    instance: Instance, clusters: Sequence[Collection[int]], rules: Collection[int] = (2, 3, 4, 5)
) -> Assignment | None:
    """Sessions for the clusters by these of the rules 2 to 5, or None where there are none."""
    model = cp_model.CpModel()
    numbers = range(len(instance.sessions))
    chosen = [
        {
            session: model.new_bool_var("")
            for session in numbers
            if 2 not in rules or len(cluster) <= instance.sessions[session].size
        }
        for cluster in clusters
    ]
    for choices in chosen:
        model.add_exactly_one(choices.values())
    if 3 in rules:
        _authors_in_one_place(instance, clusters, model, chosen)
    if 4 in rules:
        _topics_spread(instance, clusters, model, chosen)
    if 5 in rules:
        for session in numbers:
            model.add_at_most_one(choices[session] for choices in chosen if session in choices)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(next(at for at, taken in choices.items() if solver.value(taken)) for choices in chosen)


def _authors_in_one_place(
    instance: Instance,
    clusters: Sequence[Collection[int]],
    model: cp_model.CpModel,
    chosen: Sequence[dict[int, cp_model.IntVar]],
) -> None:
    together: dict[tuple[int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    for cluster, choices in zip(clusters, chosen, strict=True):
        for author in _authors(instance, cluster):
            for session, taken in choices.items():
                together[author, *_time(instance, session)].append(taken)
    for choices_at_once in together.values():
        model.add_at_most_one(choices_at_once)


def _topics_spread(
    instance: Instance,
    clusters: Sequence[Collection[int]],
    model: cp_model.CpModel,
    chosen: Sequence[dict[int, cp_model.IntVar]],
) -> None:
    for topic, most in limited_topics(instance).items():
        numbers = [sum(topic in instance.topics[paper] for paper in cluster) for cluster in clusters]
        for day in range(instance.days):
            model.add(
                sum(
                    number * taken
                    for number, choices in zip(numbers, chosen, strict=True)
                    for session, taken in choices.items()
                    if number and instance.sessions[session].day == day
                )
                <= most
            )


def _in_the_way(instance: Instance, clusters: Sequence[Collection[int]]) -> Iterator[Broken]:
    """The rules without any one of which there would be an assignment; all of them where none is alone so."""
    needed = [
        rule
        for rule in (2, 3, 4, 5)
        if assigned(instance, clusters, [other for other in (2, 3, 4, 5) if other != rule]) is not None
    ]
    for rule in needed or (2, 3, 4, 5):
        yield Broken(rule, "no assignment of the clusters to sessions keeps it with the others")
