"""What each visitor asks for: every route with every thing, and all that its pages offer to ask for next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urlsplit

from tests.forms import Form, forms_of
from tests.routes import Route, routes
from tests.twinworlds.kept import ROLES
from tests.twinworlds.seeing import Answer, Request
from tests.twinworlds.stage import Stage

# Nobody asks these for anything, each for a reason that ``docs/reference/confidentiality.md`` gives.
LEFT_OUT = {
    "demo:mailbox": "the demonstration shows every mail to everybody",
    "demo:message": "the demonstration shows every mail to everybody",
    "demo:become": "the demonstration lets everybody be everybody",
    "files:log_checkpoint": "how many entries there are is public, so that anybody can check the log",
    "files:log_checkpoint_of": "how many entries there are is public, so that anybody can check the log",
    "files:log_entries": "commitments to entries are public, so that anybody can check the log",
    "me:sign_out": "it ends the session that looks",
}
ALL_DOORS = ("anonymous", "stranger")
NOBODY = "P99999"  # the code of no proposal
# Whoever has one of these links is who it was sent to; nobody else is asked to guess it.
LINKS = {
    "me:confirmation": {"author"},
    "public:invitation": {"invited"},
    "public:appearance": {"minister"},
    "public:subreview": {"sub-reviewer"},
    "me:late": {"author"},
    "me:ticket": {"participant"},
    "files:ticket": {"participant"},
}
# What is open to everybody is asked for by one of each kind, as it knows no offices.
PASSERS_BY = (
    "anonymous",
    "stranger",
    "participant",
    "minister",
    "author",
    "reviewer",
    "secretary in conflict",
)
MOST_CHOICES = 2  # of one filter
_ASKED = re.compile(r'href="(?:[^"?]*)(\?[^"]+)"')
_SELECT = re.compile(r'<select[^>]*name="(\w+)".*?</select>', re.S)
_OPTION = re.compile(r'<option value="([^"]+)"')


def walked() -> list[Route]:
    return [route for route in routes() if route.name not in LEFT_OUT]


def first_requests(stage: Stage, visitor: str, only: frozenset[str] | None) -> list[Request]:
    """Every route that the policy opens to ``visitor``, with every thing; of ``ALL_DOORS`` every route.

    At a closed one, the gate answers before anything is looked for: ``tests/test_policy.py`` says so of each.
    """
    places = list(stage.places())
    asked = [each for each in walked() if each.name in only] if only else walked()
    found = {
        Request(route.name, route.way.method, route.address(place))
        for route in asked
        if is_asked(route, visitor)
        for place in (places if visitor == "author" or not route.name.startswith("me:") else places[:1])
    }
    return sorted(found, key=lambda each: (each.route, each.address))


def is_asked(route: Route, visitor: str) -> bool:
    return is_admitted(route, visitor) or (visitor in ALL_DOORS and route.name not in LINKS)


def is_admitted(route: Route, visitor: str) -> bool:
    """Whether the policy admits ``visitor``, who has the link where one is needed."""
    if route.name in LINKS:
        return visitor in LINKS[route.name]
    return visitor in PASSERS_BY if route.reach.anyone else is_open(route, visitor)


def is_open(route: Route, visitor: str) -> bool:
    """Whether ``visitor`` passes the gate."""
    reach = route.reach
    return (reach.signed_in and visitor != "anonymous") or bool(reach.roles & ROLES[visitor])


def other_methods(request: Request) -> Iterator[Request]:
    """The same address, asked in other ways."""
    for method in ("HEAD", "OPTIONS", "POST"):
        yield Request(request.route, method, request.address)


def forms_on(request: Request, answer: Answer) -> Iterator[Request]:
    """Each form of a page, sent as it is and with what cannot be meant."""
    for form in forms_of(answer.body.decode()):
        if form.method == "post":
            to = urlsplit(form.action or request.address).path
            yield Request(request.route, "POST", to, _filled(form))
            yield Request(request.route, "POST", to, _filled(form, wrong=True))


def queries_on(request: Request, answer: Answer, stage: Stage) -> Iterator[Request]:
    """What a page offers: to search, sort, filter, turn the page and save as a file."""
    path = request.address.partition("?")[0]
    if not answer.is_page:
        return
    for query in sorted(set(_queries(answer.body.decode(), stage))):
        yield Request(request.route, "GET", path + query)


def _queries(page: str, stage: Stage) -> Iterator[str]:
    found = (unescape(query) for query in _ASKED.findall(page))
    yield from (query for query in found if "file=xlsx" not in query)  # it says when it was made
    yield "?group=reviewers&fields=reviewer&include=reviews"
    if 'name="q"' not in page:
        return
    for words in ("Spare", "Told by", stage.talk.code):
        yield "?" + urlencode({"q": words})
    yield from ("?file=csv", "?page=2")
    for select in _SELECT.finditer(page):
        for value in _OPTION.findall(select[0])[:MOST_CHOICES]:
            yield "?" + urlencode({select[1]: unescape(value)})


def _filled(form: Form, *, wrong: bool = False) -> str:
    kept = {"key", "csrfmiddlewaretoken"}
    values = {
        name: ["no such thing"] if wrong and name not in kept else given
        for name, given in form.fields.items()
    }
    return urlencode(values, doseq=True)
