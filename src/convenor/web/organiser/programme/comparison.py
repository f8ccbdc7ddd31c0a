"""What the draft of the programme changes against the release that people read, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convenor.kernel.translated import Translated
from convenor.programme.document import digest_of
from convenor.programme.freezing import frozen
from convenor.programme.frozen import Change, Frozen
from convenor.programme.models import Release
from convenor.programme.queries import kept_from
from convenor.programme.thawing import thaw
from convenor.programme.wording import change_in_words
from convenor.web.request import SignedInRequest


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed in one session."""

    code: str
    title: Translated
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The last release, if there is one, and what the draft changes as far as the reader may know."""

    last: Release | None
    sessions: list[Changed]


@require_safe
def comparison(request: SignedInRequest) -> HttpResponse:
    return render(request, "organiser/programme/comparison.html", {"comparison": comparison_for(request)})


def comparison_for(request: SignedInRequest) -> Comparison:
    last = Release.objects.filter(edition=request.edition).order_by("-number").first()
    if last is None:
        return Comparison(None, [])
    text, people = frozen(request.edition, number=last.number + 1, note=Translated(), at=request.at)
    draft = thaw(text, people, digest_of(text))
    return Comparison(last, in_sentences(draft, hidden=hidden_from(request)))


def hidden_from(request: SignedInRequest) -> set[str]:
    """The codes of sessions of whose draft the reader learns nothing: a session has its proposal's code."""
    kept = kept_from(request.person).filter(edition=request.edition)
    return set(kept.values_list("code", flat=True))


def in_sentences(release: Frozen, *, hidden: Iterable[str] = ()) -> list[Changed]:
    """The changes of ``release`` session by session, without those that are hidden."""
    found: dict[str, list[Change]] = {}
    for change in release.changes:
        if change.session not in hidden:
            found.setdefault(change.session, []).append(change)
    return [
        Changed(code, changes[0].title, [change_in_words(release, change) for change in changes])
        for code, changes in found.items()
    ]


def count_of(release: Release, hidden: set[str]) -> int:
    """In how many sessions something changed; of one that is not out yet, without those that are hidden."""
    codes = {change["session"] for change in release.changes}
    return len(codes if release.published_at else codes - hidden)


def release_of(release: Release) -> Frozen:
    return thaw(release.document, release.people, release.digest)
