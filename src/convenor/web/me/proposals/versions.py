"""The versions of a proposal, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import linebreaksbr
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.editions.models import Format
from convenor.kernel.translated import Status
from convenor.proposals.models import ContributorRole, Proposal
from convenor.proposals.versions import Change, Document, Piece, Place, compare
from convenor.web.me.proposals.steps import own
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import direction_of, language_name

_TAGS = {"same": "{}", "del": "<del>{}</del>", "ins": "<ins>{}</ins>"}
_LABELS: Mapping[str, str | Promise] = {
    "title": _("Title"),
    "title status": _("Status of the title"),
    "abstract": _("Abstract"),
    "abstract status": _("Status of the abstract"),
    "language": _("Language"),
    "track": _("Track"),
    "subtheme": _("Subtheme"),
    "format": _("Format"),
    "minutes": _("Minutes"),
    "organization": _("Organization"),
    "contributor": _("Person"),
    "contribution title": _("Contribution: title"),
    "contribution title status": _("Contribution: status of the title"),
    "contribution abstract": _("Contribution: abstract"),
    "contribution abstract status": _("Contribution: status of the abstract"),
    "contribution minutes": _("Contribution: minutes"),
    "contribution presenter": _("Contribution: who presents it"),
    "contribution position": _("Contribution: place in the session"),
    "answer": _("Answer"),
}


class Difference(NamedTuple):
    """A change as people read it: ``about`` says of which person, contribution or question."""

    label: str | Promise
    about: str
    language: str
    dir: str
    html: SafeString


@require_safe
def versions(request: SignedInRequest, code: str) -> HttpResponse:
    """All versions; two of them compared, the last two unless others are chosen."""
    return versions_page(request, own(request, code), "me/proposals/versions.html")


def versions_page(request: SignedInRequest, proposal: Proposal, template: str) -> HttpResponse:
    kept = list(proposal.versions.defer("document").select_related("by").order_by("-number"))
    numbers = [version.number for version in kept]
    new = _chosen(request.GET.get("to", ""), numbers) or numbers[0]
    old = _chosen(request.GET.get("from", ""), numbers) or max(new - 1, 1)
    documents = dict(proposal.versions.filter(number__in=[old, new]).values_list("number", "document"))
    page = {
        "proposal": proposal,
        "versions": kept,
        "old": old,
        "new": new,
        "differences": differences(proposal, documents[old], documents[new]),
    }
    return render(request, template, page)


def differences(proposal: Proposal, old: Document, new: Document) -> list[Difference]:
    """What differs between two versions of ``proposal``, as people read it."""
    words = _Words(proposal)
    return [words.of(change) for change in compare(old, new)]


def _chosen(typed: str, numbers: list[int]) -> int | None:
    return int(typed) if typed in map(str, numbers) else None


class _Words:
    """What codes in a document mean: names of people, tracks and questions as they are today."""

    def __init__(self, proposal: Proposal) -> None:
        edition = proposal.edition
        self.people = {
            str(each.person.uid): each.shown_name for each in proposal.contributors.select_related("person")
        }
        self.contributions = {str(each.pk): str(each.title) for each in proposal.contributions.all()}
        self.questions = {each.slug: str(each.text) for each in proposal.call.questions.all()}
        tracks = {each.slug: str(each.name) for each in edition.tracks.all()}
        subthemes = {each.slug: str(each.name) for each in edition.subthemes.all()}
        self.codes: Mapping[str, Mapping[str, str]] = {
            "track": tracks,
            "subtheme": subthemes,
            "format": {each.value: str(each.label) for each in Format},
            "contributor": {each.value: str(each.label) for each in ContributorRole},
            "contribution presenter": self.people,
            **{part: {s.value: str(s.label) for s in Status} for part in _LABELS if part.endswith("status")},
        }

    def of(self, change: Change) -> Difference:
        place = change.place
        language = place.language if not place.part.endswith("status") else ""
        direction = direction_of(language) if language else "auto"
        is_code = place.part in {*self.codes, "language"}
        html = _html(self._in_words(change) if is_code else change.pieces)
        return Difference(_LABELS[place.part], self._about(place), language, direction, html)

    def _about(self, place: Place) -> str:
        match place.part.split()[0]:
            case "contributor":
                return self.people.get(place.about, str(_("somebody no longer named")))
            case "contribution":
                return self.contributions.get(place.about, str(_("taken out")))
            case "answer":
                return self.questions.get(place.about, "")
            case _:
                return language_name(place.language) if place.language else ""

    def _in_words(self, change: Change) -> list[Piece]:
        codes = self.codes.get(change.place.part, {})
        name = language_name if change.place.part == "language" else lambda code: codes.get(code, code)
        old = "".join(piece.text for piece in change.pieces if piece.kind != "ins")
        new = "".join(piece.text for piece in change.pieces if piece.kind != "del")
        return [Piece(kind, name(code)) for kind, code in (("del", old), ("ins", new)) if code]


def _html(pieces: Iterable[Piece]) -> SafeString:
    marked = ((format_html(_TAGS[piece.kind], linebreaksbr(piece.text)),) for piece in pieces)
    return format_html_join("", "{}", marked)
