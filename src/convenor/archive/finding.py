"""Tables and the latest release -> what the search finds of an edition, as values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from convenor.archive.kinds import FindableKind
from convenor.editions.models import Edition
from convenor.editions.queries import is_announced
from convenor.kernel.text import folded
from convenor.kernel.translated import Translated
from convenor.kernel.words import sounds_of, words_of
from convenor.programme.frozen import Frozen, Guest, Line
from convenor.programme.queries import latest_release
from convenor.programme.render import addresses
from convenor.programme.thawing import thaw

_NOTHING = Translated()
_READING = 2  # another number, and what is known is read again


@dataclass(frozen=True)
class Found:
    """What is public of one thing; ``address`` is below that of the edition."""

    kind: FindableKind
    address: str
    name: str = ""
    title: Translated = _NOTHING
    detail: str = ""
    text: Translated = _NOTHING

    @property
    def digest(self) -> str:
        """The same for the same facts."""
        texts = [self.title.to_json(), self.detail, self.text.to_json()]
        facts = [_READING, self.kind, self.address, self.name, *texts]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]

    def words(self) -> dict[str, bool]:
        """The words by which it is found, and whether its name or title has them."""
        in_title = _words((self.name,), self.title)
        elsewhere = _words((self.detail,), self.text) | self._sounds()
        return dict.fromkeys(elsewhere, False) | dict.fromkeys(in_title, True)

    def _sounds(self) -> set[str]:
        """Of names: those of people stand in the detail of everything but people, who have their own."""
        return sounds_of(self.name) | (set() if self.kind == FindableKind.PERSON else sounds_of(self.detail))


def _words(names: Iterable[str], text: Translated) -> set[str]:
    texts = [*names, *(version for version, _status in text.versions.values())]
    return {word for each in texts for word in words_of(each)}


def findables_of(edition: Edition) -> list[Found]:
    """Everything that the search finds of ``edition``: nothing before it is announced."""
    if not is_announced(edition):
        return []
    found = [*_parts(edition)]
    release = latest_release(edition)
    guests: tuple[Guest, ...] = ()
    if release:
        frozen = thaw(release.document, release.people, release.digest)
        guests = frozen.guests
        found += [*_released(frozen)]
    return [*found, *_organizations(edition, guests)]


def _parts(edition: Edition) -> Iterator[Found]:
    texts = [text for text in (edition.theme, edition.description) if text]
    yield Found(FindableKind.EDITION, "", title=edition.name, text=_joined(texts))
    for subtheme in edition.subthemes.order_by("position", "pk"):
        yield Found(FindableKind.SUBTHEME, "", title=subtheme.name, text=subtheme.description)
    for track in edition.tracks.order_by("position", "pk"):
        address = f"tracks/#{track.slug}"
        yield Found(FindableKind.TRACK, address, title=track.name, text=track.description)


def _joined(texts: list[Translated]) -> Translated:
    """The texts of each language, one after the other."""
    languages = dict.fromkeys(language for text in texts for language in text.versions)
    return Translated(
        {
            language: (
                " — ".join(text.versions[language][0] for text in texts if language in text.versions),
                next(text.versions[language][1] for text in texts if language in text.versions),
            )
            for language in languages
        }
    )


def _released(release: Frozen) -> Iterator[Found]:
    for line in release.lines:
        yield Found(
            FindableKind.SESSION,
            _address(addresses.session(line.code)),
            title=line.title,
            text=line.abstract,
            detail=_names(line),
        )
    for guest in release.guests:
        if guest.name:
            detail = " · ".join(filter(None, (guest.organization, guest.biography)))[:300]
            address = _address(addresses.guest(guest.code))
            yield Found(FindableKind.PERSON, address, name=guest.name[:300], detail=detail)
    for paper in release.compendium:
        address = _address(f"compendium/{paper.code}/")
        names = " · ".join(guest.name for guest in paper.guests if guest.name)[:300]
        yield Found(FindableKind.PAPER, address, title=paper.title, text=paper.abstract, detail=names)


def _names(line: Line) -> str:
    return " · ".join(seat.guest.name for seat in line.seats if seat.guest.name)[:300]


def _address(inner: str) -> str:
    return f"programme/{inner}"


def _organizations(edition: Edition, guests: tuple[Guest, ...]) -> Iterator[Found]:
    """Partners, and those that people come from; one that is both is found once, with its people."""
    people: dict[str, list[Guest]] = {}
    for guest in guests:
        if guest.organization:
            people.setdefault(folded(guest.organization), []).append(guest)
    for partner in edition.partners.order_by("position", "pk"):
        own = [folded(name) for name, _status in partner.name.versions.values()]
        known = [guest for name in dict.fromkeys(own) for guest in people.pop(name, ())]
        yield Found(FindableKind.ORGANIZATION, "", title=partner.name, detail=_listed(known))
    for known in people.values():
        name = known[0].organization
        yield Found(FindableKind.ORGANIZATION, _address("people/"), name=name, detail=_listed(known))


def _listed(guests: list[Guest]) -> str:
    return " · ".join(guest.name for guest in guests if guest.name)[:300]
