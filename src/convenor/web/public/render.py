"""A release as pages: plain HTML, complete in itself, a pure function of the release and the language.

Links inside a release are relative, so that its pages work at any root: at their own address, below the
number of an earlier release, from a folder on a memory stick. ``ROOT`` stands for the way up to the programme
until a page knows how deep it lies, ``SPOT`` for where a session stands on a day's page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone

from convenor.archive.kept import kept_in
from convenor.kernel.days import weekday
from convenor.kernel.translated import LANGUAGES, RIGHT_TO_LEFT
from convenor.programme.frozen import Frozen, Guest, Issue, Line, Slot
from convenor.programme.render import addresses
from convenor.programme.render.printed import NAME as PDF
from convenor.programme.render.sizes import sizes
from convenor.programme.render.words import in_kilobytes
from convenor.programme.render.words import number as in_digits
from convenor.programme.shelf import File, sent
from convenor.programme.wording import change_in_words
from convenor.web.public.jsonld import linked_data
from convenor.web.public.timeline import Spot, timeline
from convenor.web.style import STYLE, STYLE_OF_A_DAY

HTML = "text/html; charset=utf-8"
ROOT, SPOT = "\x02", "\x03"
A_PAGE = 40  # sessions
NAMES_A_PAGE = 100
ACCENTS = 8
DATED = frozenset(
    {"", "../", "changes/"}
)  # and what is to be printed; the others stay the same files when something else changes
PRINT = "print/"


def pages(release: Frozen, language: str) -> Iterator[File]:
    """Every page of ``release`` in ``language``, which is the active one."""
    with timezone.override(release.zone):
        yield from Pages(release, language).all()


def icon(release: Frozen, _language: str) -> Iterator[File]:
    """The icon of its pages, which travels with them."""
    content = (settings.STATIC_ROOT / "icon.svg").read_bytes()
    yield File(f"{release.path}/icon.svg", "image/svg+xml", content)


class _Part(NamedTuple):
    """A day, or as much of it as one page holds, to be printed."""

    inner: str
    name: str
    day: date
    slots: Sequence[Slot]


class Pages:
    """The pages of one release in one language."""

    def __init__(self, release: Frozen, language: str) -> None:
        self.release, self.language = release, language
        self._rows: dict[int, str] = {}

    def all(self) -> Iterator[File]:
        yield self._page("", "overview", **self.overview())
        yield from self._printed
        yield from self._days()
        yield from self._topics()
        yield from self._rooms()
        yield from self._people()
        for line in self.release.lines:
            yield self._session(line)
        yield from self._compendium()
        yield self._page("changes/", "changes", **self.all_changes())
        yield self._front()

    # The pages

    def _days(self) -> Iterator[File]:
        for day in self.release.days:
            slots = self.release.on(day)
            parts = _cut(slots, A_PAGE)
            for number, part in enumerate(parts, 1):
                yield self._page(
                    _numbered(addresses.day(day), number),
                    "day",
                    day=day,
                    days=[(each, addresses.day(each)) for each in self.release.days],
                    number=number,
                    parts=_addresses(addresses.day(day), parts),
                    changed=self._changed_on(slots) if number == 1 else [],
                    **self._twins(addresses.day(day)),
                    **self._hours(part),
                )

    def _hours(self, slots: Sequence[Slot]) -> dict[str, Any]:
        """The rows of a day's page, with what lays them out along the hours where that can be."""
        rows = [self.row(slot) for slot in slots]
        plan = timeline(slots)
        if plan is None:
            return {"rows": rows}
        placed = [row.replace(SPOT, self._spot(spot)) for row, spot in zip(rows, plan.spots, strict=True)]
        return {"rows": placed, "lanes": plan.lanes, "style": STYLE_OF_A_DAY}

    def hours_of_days(self) -> dict[str, Any]:
        """The same for whoever makes the rows elsewhere: by day and part, the lanes and the spots."""
        parts = {
            f"{day.isoformat()}/{number}": timeline(part)
            for day in self.release.days
            for number, part in enumerate(_cut(self.release.on(day), A_PAGE), 1)
        }
        return {
            address: {"lanes": plan.lanes, "spots": [self._spot(spot) for spot in plan.spots]}
            for address, plan in parts.items()
            if plan
        }

    def _spot(self, spot: Spot) -> str:
        if spot.begins is None:
            return f" {spot.classes}"
        return f' {spot.classes}" data-at="{spot.begins.astimezone(self.release.zone):%H:%M}'

    def _topics(self) -> Iterator[File]:
        for topic in self.release.tracks:
            yield from self._list(addresses.track(topic.slug), self.release.of_track(topic), topic=topic)
        for topic in self.release.subthemes:
            yield from self._list(
                addresses.subtheme(topic.slug), self.release.of_subtheme(topic), topic=topic
            )

    def _rooms(self) -> Iterator[File]:
        for room in self.release.rooms:
            yield from self._list(addresses.room(room.slug), self.release.in_room(room), room=room)

    def _list(self, address: str, slots: Sequence[Slot], **about: Any) -> Iterator[File]:
        """Sessions by day, cut like a day's page."""
        parts = _cut(slots, A_PAGE)
        for number, part in enumerate(parts, 1):
            days = [
                (day, [self.row(slot) for slot in of_day]) for day, of_day in groupby(part, lambda s: s.day)
            ]
            yield self._page(
                _numbered(address, number),
                "list",
                days=days,
                number=number,
                parts=_addresses(address, parts),
                **self._twins(address),
                **about,
            )

    def _by_day(self, slots: Sequence[Slot]) -> list[tuple[date, list[str]]]:
        days = groupby(slots, lambda slot: slot.day)
        return [(day, [self.row(slot) for slot in of_day]) for day, of_day in days]

    def _people(self) -> Iterator[File]:
        parts = _cut(self.release.guests, NAMES_A_PAGE)
        for number, part in enumerate(parts, 1):
            yield self._page(
                _numbered("people/", number),
                "people",
                guests=part,
                number=number,
                parts=_addresses("people/", parts),
            )
        for guest in self.release.guests:
            yield self._guest(guest)

    def _guest(self, guest: Guest) -> File:
        slots = self.release.with_guest(guest)
        days = self._by_day(slots)
        open_ = [line for line in self.release.unplaced if any(seat.guest is guest for seat in line.seats)]
        address = addresses.guest(guest.code)
        return self._page(
            address, "guest", guest=guest, days=days, open=open_, calendar=addresses.twin(address, "ics")
        )

    def _session(self, line: Line) -> File:
        address = addresses.session(line.code)
        return self._page(
            address,
            "session",
            line=line,
            accent=_accent(line),
            placements=line.placements,
            pieces=[
                (piece, [seat for seat in line.seats if seat.item == number])
                for number, piece in enumerate(line.pieces)
            ],
            instead=self.release.by_code.get(line.state.replaced_by) if line.state else None,
            changed=[words for code, _title, words in self.changes if code == line.code],
            calendar=addresses.twin(address, "ics"),
            text=addresses.twin(address, "txt"),
            linked_data=linked_data(self.release, line, self.language),
        )

    def _compendium(self) -> Iterator[File]:
        parts = _cut(self.release.compendium, A_PAGE)
        for number, part in enumerate(parts, 1):
            yield self._page(
                _numbered("compendium/", number),
                "compendium",
                papers=part,
                number=number,
                parts=_addresses("compendium/", parts),
            )
        for paper in self.release.compendium:
            yield self._page(f"compendium/{paper.code}/", "paper", paper=paper)

    def _front(self) -> File:
        """What stands in for the edition's own page where that is not to be had."""
        file = self._page("../", "front", **self.front())
        return File(file.path, file.content_type, file.content, is_stand_in=True)

    # What the pages are made of

    def overview(self) -> dict[str, Any]:
        sizes = self._of_the_whole | {"print": in_kilobytes(sent(self._printed[0].content))}
        return {"tracks": self._counted_tracks(), "people": len(self.release.guests), "sizes": sizes}

    @cached_property
    def _of_the_whole(self) -> dict[str, str]:
        """What it takes to fetch each file of the whole programme, by its name in ``overview.html``."""
        release, programme = self.release, addresses.programme(self.release, self.language)
        whole = {
            "pdf": f"{self.language}/{release.path}/{PDF}",
            "text": addresses.twin(programme, "txt"),
            "calendar": addresses.twin(programme, "ics"),
            "feed": f"{programme}changes.atom",
            "xml": f"{release.path}/schedule.xml",
            "json": f"{release.path}/schedule.json",
        }
        return {name: self.sizes.get(path, "") for name, path in whole.items()}

    @property
    def sizes(self) -> Mapping[str, str]:
        return sizes(self.release, self.language)

    def _twins(self, address: str) -> dict[str, str]:
        """The same as text and for calendars, below the programme, and what it takes to fetch them."""
        programme = addresses.programme(self.release, self.language)
        text, calendar = (addresses.twin(address, kind) for kind in ("txt", "ics"))
        return {
            "text": text,
            "calendar": calendar,
            "text_size": self.sizes[programme + text],
            "calendar_size": self.sizes[programme + calendar],
        }

    def sizes_of_twins(self) -> dict[str, tuple[str, str]]:
        """The same for whoever makes those pages elsewhere: by address, of the text and of the calendar."""
        release = self.release
        pages = [
            *map(addresses.day, release.days),
            *(addresses.track(topic.slug) for topic in release.tracks),
            *(addresses.subtheme(topic.slug) for topic in release.subthemes),
            *(addresses.room(room.slug) for room in release.rooms),
        ]
        twins = {page.removesuffix("/"): self._twins(page) for page in pages}
        return {page: (each["text_size"], each["calendar_size"]) for page, each in twins.items()}

    # To be printed

    @cached_property
    def _printed(self) -> list[File]:
        """One page of all days; where that is too much, a list of its parts and each of them."""
        if not self.is_printed_in_parts:
            days = [(day, self.release.on(day)) for day in self.release.days]
            return [self._page(PRINT, "print", days=days)]
        return [self._page(PRINT, "to_print", **self.to_print()), *(file for _part, file in self._to_print)]

    @property
    def is_printed_in_parts(self) -> bool:
        return len(self.release.slots) > A_PAGE

    def to_print(self) -> dict[str, Any]:
        """The address of each part below the programme, what it has, and what it takes to fetch it."""
        parts = [(part.inner, part.name, in_kilobytes(sent(file.content))) for part, file in self._to_print]
        return {"parts": parts, "pdf_size": self._of_the_whole["pdf"]}

    @cached_property
    def _to_print(self) -> list[tuple[_Part, File]]:
        return [
            (part, self._page(part.inner, "print", days=[(part.day, part.slots)], is_part=True))
            for day in self.release.days
            for part in _parts_of(day, self.release.on(day))
        ]

    def all_changes(self) -> dict[str, Any]:
        return {"changes": self.changes, "earlier": self._earlier()}

    def front(self) -> dict[str, Any]:
        return {"kept": kept_in(self.release.document.get("parts", {}).get("figures", {}))}

    def row(self, slot: Slot) -> str:
        """A session in a list, made once for all the lists it stands in."""
        key = id(slot)
        if key not in self._rows:
            context = {
                "slot": slot,
                "line": slot.line,
                "accent": _accent(slot.line),
                "root": ROOT,
                "spot": SPOT,
            }
            self._rows[key] = get_template("released/row.html").render(context)
        return self._rows[key]

    @cached_property
    def changes(self) -> list[tuple[str, Any, str]]:
        """Code, title and sentence of each change of this release."""
        return [
            (each.session, each.title, change_in_words(self.release, each)) for each in self.release.changes
        ]

    def _earlier(self) -> list[tuple[Issue, str]]:
        """The releases before this one, which stay where they were put; the latest first."""
        release, language = self.release, self.language
        return [
            (issue, "/" + addresses.of_number(release, issue.number) + addresses.programme(release, language))
            for issue in release.history
        ]

    def _changed_on(self, slots: Sequence[Slot]) -> list[tuple[str, Any, str]]:
        codes = {slot.line.code for slot in slots}
        return [each for each in self.changes if each[0] in codes]

    def _counted_tracks(self) -> list[tuple[Any, int]]:
        return [
            (track, len({s.line.code for s in self.release.of_track(track)})) for track in self.release.tracks
        ]

    def _page(self, inner: str, template: str, **context: Any) -> File:
        programme = addresses.programme(self.release, self.language)
        is_above = inner == "../"
        path = programme.removesuffix("programme/") if is_above else programme + inner
        way_up = "programme/" if is_above else "../" * inner.count("/") or "./"
        page = self.text_of(template, inner, way_up, **context)
        return File(path, HTML, page.replace(ROOT, way_up).replace(SPOT, "").encode())

    def text_of(self, template: str, inner: str, way_up: str, **context: Any) -> str:
        """A page, in which ``ROOT`` still stands where links begin."""
        page: str = get_template(f"released/{template}.html").render(self._common(inner, way_up) | context)
        return page

    def _common(self, inner: str, way_up: str) -> dict[str, Any]:
        to_site = way_up + "../" * 4
        names = dict(settings.LANGUAGES)
        return {
            "release": self.release,
            "language": self.language,
            "direction": "rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            "style": STYLE,
            "root": ROOT,
            "is_dated": inner in DATED or inner.startswith(PRINT),
            "search": f"{to_site}{self.language}/search/",
            "log": f"/{self.language}/log/",
            "machines": f"{to_site}{self.release.path}/",
            "page_address": f"{self.release.site}/{addresses.programme(self.release, self.language)}{inner}",
            "other_languages": [
                (code, names[code], f"{to_site}{addresses.programme(self.release, code)}{inner}")
                for code in LANGUAGES
                if code != self.language
            ],
        }


def _accent(line: Line) -> int:
    """Which of the accents its track has; it never says anything alone."""
    return line.track.number % ACCENTS if line.track else ACCENTS


def _parts_of(day: date, slots: Sequence[Slot]) -> list[_Part]:
    parts, name = _cut(slots, A_PAGE), weekday(day)
    return [
        _Part(
            _numbered(PRINT + addresses.day(day), place),
            f"{name} · {in_digits(place)}" if len(parts) > 1 else name,
            day,
            part,
        )
        for place, part in enumerate(parts, 1)
    ]


def _numbered(address: str, number: int) -> str:
    return f"{address}page-{number}/" if number > 1 else address


def _addresses(address: str, parts: Sequence[object]) -> list[tuple[int, str]]:
    """The parts of a list that was cut, with where each stands."""
    return [(number, _numbered(address, number)) for number in range(1, len(parts) + 1)]


def _cut(items: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """Parts of at most ``most``; one empty part of nothing."""
    return [items[first : first + most] for first in range(0, len(items), most)] or [()]
