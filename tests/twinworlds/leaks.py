"""Leaks, as they were found in systems like ours: each is planted, and must be found.

Such as OpenReview's counts and its search by group, HotCRP's averages and its search in comments, files that
anybody gets by their hash. Each patches the running product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Avg, Count
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from convenor.channels.email import transport
from convenor.outbox.actions import queue
from convenor.people.models import GenderAnswer
from convenor.proposals.models import Conflict, Decision, Proposal
from convenor.review import queries, rebuttal
from convenor.review.actions import discussion
from convenor.review.models import Assignment, Bid, EndReason, Review, Score, Statement, Suggestion
from convenor.web.reviewer import home
from tests.twinworlds.stage import Stage

Change = Callable[[Stage, HttpRequest, HttpResponse], object]


@dataclass(frozen=True)
class Leak:
    """``visitor`` gets to know ``secret`` at ``route``, once it is planted."""

    name: str
    secret: str
    visitor: str
    route: str
    plant: Callable[[Stage, pytest.MonkeyPatch], object]


def _pattern(name: str) -> URLPattern:
    space, _, route = name.partition(":")
    all_patterns: Iterator[tuple[str, URLPattern]] = _patterns(get_resolver(), "")
    return next(each for at, each in all_patterns if at == space and each.name == route)


def _patterns(resolver: URLResolver, space: str) -> Any:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each, each.namespace or space)
        else:
            yield space, each


def changed(route: str, change: Change) -> Callable[[Stage, pytest.MonkeyPatch], None]:
    """The view of ``route``, after which ``change`` is done to its answer."""

    def plant(stage: Stage, patch: pytest.MonkeyPatch) -> None:
        pattern = _pattern(route)
        view = pattern.callback

        def leaky(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse = view(request, *args, **kwargs)
            change(stage, request, response)
            return response

        patch.setattr(pattern, "callback", leaky)

    return plant


def told(
    name: str, secret: str, visitor: str, route: str, words: Callable[[Stage], object], *, where: str = ""
) -> Leak:
    """``words`` at the end of the page, or in the header ``where``."""

    def change(stage: Stage, _request: HttpRequest, response: HttpResponse) -> None:
        if where:
            response.headers[where] = str(words(stage))
        elif response.streaming:
            response.streaming_content = [*response, str(words(stage)).encode()]
        else:
            response.content += str(words(stage)).encode()

    return Leak(name, secret, visitor, route, changed(route, change))


def _asked(stage: Stage) -> Any:
    return Assignment.objects.filter(proposal=stage.talk, ended_at=None)


def _names(stage: Stage) -> list[str]:
    return sorted(each.reviewer.name for each in _asked(stage).select_related("reviewer"))


def _order(**by: Any) -> Callable[[Stage, pytest.MonkeyPatch], None]:
    """The reviewer's list in an order that tells something."""

    def plant(_stage: Stage, patch: pytest.MonkeyPatch) -> None:
        honest = queries.assignments_of
        patch.setattr(
            home,
            "assignments_of",
            lambda *whose: honest(*whose).annotate(**by).order_by(*by, "proposal__code"),
        )

    return plant


def _searched(field: Callable[[Stage, str], bool]) -> Change:
    """What is found depends on what the searcher may not read."""

    def change(stage: Stage, request: HttpRequest, response: HttpResponse) -> None:
        words = request.GET.get("q", "")
        if words and field(stage, words):
            response.content += stage.talk.code.encode()

    return change


def _by_group(stage: Stage, request: HttpRequest, response: HttpResponse) -> None:
    if request.GET.get("group") == "reviewers":
        response.content += " ".join(_names(stage)).encode()


def _gone(stage: Stage, _request: HttpRequest, response: HttpResponse) -> None:
    ended = Assignment.objects.filter(proposal=stage.talk, end_reason=EndReason.DECLINED)
    if ended.exists():
        response.status_code = 410


def _is_taken(stage: Stage, request: HttpRequest, response: HttpResponse) -> None:
    if request.method == "POST" and _asked(stage).filter(reviewer__name="Spare").exists():
        response.content += b"This person reviews it already."


def _page_of_the_chair(stage: Stage, _request: HttpRequest, response: HttpResponse) -> None:
    client = Client()
    client.cookies["convenor"] = stage.world.sessions["chair"]
    address = f"/en/{stage.here.edition.path}/organise/proposals/{stage.talk.code}/"
    response.content = client.get(address).content


def _more_statements(stage: Stage, _request: HttpRequest, _response: HttpResponse) -> None:
    for each in _asked(stage):
        assert each.reviewer.name


def _tells_the_author(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    honest = discussion.tell_others

    def leaky(proposal: Proposal, by: Any, at: Any) -> None:
        honest(proposal, by, at)
        to = proposal.proposer
        queue(
            kind="discussion",
            key=f"leak:{proposal.code}:{by.pk}",
            subject="They talk",
            body="They talk.",
            language="en",
            at=at,
            person=to,
            scope=proposal.edition.path,
        )

    patch.setattr(discussion, "tell_others", leaky)


def _message_id(_stage: Stage, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(transport, "message_id", lambda message: f"<{Decision.objects.count()}@people.example>")


def _answers_go_to_the_decider(_stage: Stage, patch: pytest.MonkeyPatch) -> None:
    honest = transport._address  # what is patched

    def leaky(address: str, name: str = "") -> Any:
        decided = Decision.objects.filter(released_at=None).count()
        return honest(f"{decided}.{address}" if address.startswith("desk@") else address, name)

    patch.setattr(transport, "_address", leaky)


def _letters_by_name(_stage: Stage, patch: pytest.MonkeyPatch) -> None:
    from convenor.review import discussion as reads  # noqa: PLC0415  # its name is taken above

    def leaky(proposal: Proposal) -> dict[int, str]:
        asked = Assignment.objects.filter(proposal=proposal).order_by("reviewer__name")
        return {key: f"R{number}" for number, key in enumerate(asked.values_list("reviewer", flat=True))}

    patch.setattr(reads, "letters_of", leaky)


ASKED, SCORE, DECIDED = "who is asked to review", "a score", "a decision"
GENDER = "what somebody says of their gender"


def _whole_answers(_stage: Stage, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rebuttal, "said_to_reviewers", lambda _proposal, text: text)


LEAKS = (
    Leak(
        "the search finds who reviews",
        ASKED,
        "colleague",
        "reviewer:bids",
        changed(
            "reviewer:bids",
            _searched(lambda stage, words: _asked(stage).filter(reviewer__name__icontains=words).exists()),
        ),
    ),
    Leak(
        "a list is sorted by who reviews",
        ASKED,
        "fellow",
        "reviewer:home",
        _order(others=-Count("proposal__assignments")),
    ),
    told(
        "0/0 reviews",
        "that a review is begun",
        "author",
        "me:proposal",
        lambda stage: (
            f"{Review.objects.filter(assignment__in=_asked(stage)).count()}/{_asked(stage).count()}"
        ),
    ),
    told(
        "an average",
        SCORE,
        "author",
        "me:proposal",
        lambda stage: Score.objects.filter(review__assignment__proposal=stage.talk).aggregate(Avg("value")),
    ),
    Leak(
        "members of a group, by a parameter",
        ASKED,
        "author",
        "me:proposal",
        changed("me:proposal", _by_group),
    ),
    told(
        "an ETag",
        "the words of a review",
        "author",
        "me:proposal",
        lambda stage: hash(tuple(Review.objects.values_list("pk", "to_committee"))),
        where="ETag",
    ),
    told(
        "when it was changed",
        "a draft",
        "stranger",
        "public:edition",
        lambda stage: Proposal.objects.order_by("-changed_at")[0].changed_at,
        where="Last-Modified",
    ),
    told(
        "a number that counts on",
        "a conflict of interest",
        "author",
        "me:conflicts",
        lambda stage: Conflict.objects.order_by("-pk")[0].pk,
    ),
    Leak(
        "the order in which people were asked",
        "from whom a review was taken away",
        "fellow",
        "reviewer:home",
        _order(ended=Count("proposal__assignments__ended_at")),
    ),
    Leak("answers to a mail", DECIDED, "author", "public:home", _answers_go_to_the_decider),
    Leak("the Message-ID of a mail", DECIDED, "author", "public:home", _message_id),
    told(
        "the name of a file",
        ASKED,
        "author",
        "me:answer_file",
        lambda stage: f"attachment; filename={len(_names(stage))}.txt",
        where="Content-Disposition",
    ),
    told(
        "the author in a document",
        "who wrote a proposal",
        "reviewer",
        "reviewer:file",
        lambda stage: (
            f"/Author ({stage.person('author')._meta.model.objects.get(pk=stage.talk.proposer_id)})"
        ),
    ),
    told(
        "the owner in a picture",
        "who wrote a proposal",
        "colleague",
        "reviewer:review",
        lambda stage: f"EXIF {Proposal.objects.get(pk=stage.talk.pk).proposer.name}",
    ),
    Leak(
        "a name in an answer to reviewers",
        "who wrote a proposal",
        "reviewer",
        "reviewer:review",
        _whole_answers,
    ),
    told(
        "the organizer in a calendar",
        ASKED,
        "author",
        "public:marks_calendar",
        lambda stage: f"ORGANIZER:{_names(stage)}",
    ),
    told(
        "busy in a calendar",
        "the programme before its release",
        "stranger",
        "public:marks_calendar",
        lambda stage: f"FREEBUSY:{stage.here.taken_up.placements.get().starts_at}",
    ),
    Leak(
        "an error that says it is taken",
        ASKED,
        "author",
        "me:proposal_ties",
        changed("me:proposal_ties", _is_taken),
    ),
    told(
        "what is completed while typing",
        ASKED,
        "author",
        "me:proposal_ties",
        lambda stage: "".join(f"<option>{name}" for name in _names(stage)),
    ),
    Leak(
        "gone, not missing", "who declined", "fellow", "reviewer:decline", changed("reviewer:decline", _gone)
    ),
    told(
        "one more column in a file",
        "who wishes to review",
        "colleague",
        "reviewer:bids",
        lambda stage: Bid.objects.filter(proposal=stage.talk).count(),
    ),
    Leak("a page kept for all", DECIDED, "author", "me:proposal", changed("me:proposal", _page_of_the_chair)),
    Leak(
        "a letter to the wrong list",
        "what reviewers say to each other",
        "author",
        "public:home",
        _tells_the_author,
    ),
    Leak(
        "the search reads comments",
        "the words of a review",
        "colleague",
        "reviewer:bids",
        changed(
            "reviewer:bids",
            _searched(lambda stage, words: Review.objects.filter(to_committee__icontains=words).exists()),
        ),
    ),
    told(
        "a document by its hash",
        "which proposals are suggested",
        "secretary in conflict",
        "organiser:guides",
        lambda stage: Suggestion.objects.get().inputs,
    ),
    told(
        "whom a form offers",
        "a conflict of interest",
        "colleague",
        "reviewer:conflict",
        lambda stage: sorted(
            Conflict.objects.filter(proposal=stage.talk).values_list("person__name", flat=True)
        ),
    ),
    told(
        "how many have spoken",
        "what reviewers say to each other",
        "secretary in conflict",
        "organiser:reviews",
        lambda stage: Statement.objects.count(),
    ),
    Leak(
        "letters in the order of names",
        "who is behind a letter",
        "reviewer",
        "reviewer:discussion",
        _letters_by_name,
    ),
    told(
        "how many say it, as of now",
        GENDER,
        "chair in conflict",
        "organiser:genders",
        lambda _stage: GenderAnswer.objects.filter(in_figures=True).count(),
    ),
    told(
        "what balances a panel",
        GENDER,
        "chair",
        "organiser:matching_run",
        lambda _stage: list(GenderAnswer.objects.filter(on_panels=True).values_list("gender", flat=True)),
    ),
    told(
        "what a reviewer is like",
        GENDER,
        "track chair",
        "organiser:reviewer",
        lambda stage: GenderAnswer.objects.filter(person=stage.person("colleague")).count(),
    ),
    Leak("one more statement", ASKED, "author", "me:proposal", changed("me:proposal", _more_statements)),
)
