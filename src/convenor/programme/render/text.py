"""A release as plain text: what a text browser, a screen reader and the smallest screens show well.

A line has at most 32 columns, so that it fits a feature phone as well as a terminal; only a longer word,
such as an address, stands out. What runs against the direction of its line stands in isolates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convenor.kernel.columns import isolated, line_of, width, wrapped
from convenor.kernel.days import day, days, language_name, listed, weekday
from convenor.kernel.translated import RIGHT_TO_LEFT, Translated
from convenor.programme.frozen import Frozen, Hall, Left, Line, Piece, Seat, Slot, Topic
from convenor.programme.render import addresses, words
from convenor.programme.render.once import made_once
from convenor.programme.shelf import File
from convenor.programme.wording import change_in_words

PLAIN = "text/plain; charset=utf-8"
WIDTH = 32
IN = "  "


@made_once
def texts(release: Frozen, language: str) -> Iterator[File]:
    """The twins of the programme, its days, tracks, subthemes, rooms and sessions."""
    yield from _Texts(release, language).all()


class _Sheet:
    """The lines of one file, which run in one direction."""

    def __init__(self, direction: str) -> None:
        self.direction = direction
        self._lines: list[str] = []

    def title(self, text: str, under: str = "=") -> None:
        lines = wrapped(self.apart(text), WIDTH)
        self._put([*lines, under * max(map(width, lines), default=0)])

    def heading(self, text: str) -> None:
        self.gap()
        self.title(text, under="-")

    def say(self, *parts: str, within: str = "") -> None:
        """One paragraph of short facts, each in its own direction."""
        self._put(wrapped(" · ".join(self.apart(part) for part in parts if part), WIDTH, within))

    def tell(self, text: Translated) -> None:
        """A longer text in the direction of its language, with a note where that is not the reader's."""
        self.say(words.note_on(text))
        for number, paragraph in enumerate(str(text).split("\n\n")):
            if number:
                self.gap()
            lines = wrapped(paragraph, WIDTH)
            self._put(lines) if text.here.dir == self.direction else self._lines.extend(lines)

    def point(self, address: str, within: str = "") -> None:
        """An address, with no sign around it that somebody might take for a part of it."""
        self._lines.append(within + address)

    def gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def append(self, other: _Sheet) -> None:
        self._lines += other._lines

    def apart(self, text: str) -> str:
        return isolated(text, self.direction)

    def _put(self, lines: Iterable[str]) -> None:
        self._lines += [line_of(line, self.direction) for line in lines]

    def content(self) -> bytes:
        return ("\n".join(self._lines).rstrip() + "\n").encode()


class _Texts:
    def __init__(self, release: Frozen, language: str) -> None:
        self.release, self.language = release, language
        self.programme = addresses.programme(release, language)
        self.direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        self._made: dict[int, _Sheet] = {}

    def all(self) -> Iterator[File]:
        yield self._whole()
        for each in self.release.days:
            yield self._day(each)
        for topic in self.release.tracks:
            yield self._topic(addresses.track(topic.slug), topic, self.release.of_track(topic))
        for topic in self.release.subthemes:
            yield self._topic(addresses.subtheme(topic.slug), topic, self.release.of_subtheme(topic))
        for room in self.release.rooms:
            yield self._room(room)
        for line in self.release.lines:
            yield self._session(line)

    # The files

    def _whole(self) -> File:
        sheet, release = self._sheet(str(self.release.name)), self.release
        sheet.say(str(release.theme))
        sheet.say(days(release.starts_on, release.ends_on), str(release.venue))
        sheet.tell(release.note)
        self._by_day(sheet, release.slots)
        if release.unplaced:
            sheet.heading(_("Day unknown"))
            for line in release.unplaced:
                sheet.gap()
                sheet.say(words.title_of(line))
                sheet.say(line.code, within=IN)
        return self._file("", sheet)

    def _day(self, of: date) -> File:
        sheet = self._sheet(weekday(of))
        self._rows(sheet, self.release.on(of))
        return self._file(addresses.day(of), sheet)

    def _topic(self, address: str, topic: Topic, slots: Sequence[Slot]) -> File:
        sheet = self._sheet(str(topic.name))
        sheet.tell(topic.description)
        self._by_day(sheet, slots)
        return self._file(address, sheet)

    def _room(self, room: Hall) -> File:
        sheet = self._sheet(str(room.name))
        self._by_day(sheet, self.release.in_room(room))
        return self._file(addresses.room(room.slug), sheet)

    def _session(self, line: Line) -> File:
        sheet = self._sheet(words.title_of(line))
        sheet.say(line.label, str(line.track.name) if line.track else "", line.code)
        self._what_became(sheet, line)
        self._when(sheet, line)
        self._facts(sheet, line)
        self._seats(sheet, _("People"), line.people)
        sheet.gap()
        sheet.tell(line.abstract)
        for number, piece in enumerate(line.pieces):
            self._piece(sheet, piece, [seat for seat in line.seats if seat.item == number])
        if line.report:
            sheet.heading(_("Report"))
            sheet.tell(line.report)
            sheet.say(line.report_licence_label)
        self._materials(sheet, line.materials)
        return self._file(addresses.session(line.code), sheet, has_codes=False)

    # The parts of a session

    def _what_became(self, sheet: _Sheet, line: Line) -> None:
        if line.state:
            sheet.gap()
            sheet.say(line.state.label, day(line.state.at.astimezone(self.release.zone).date()))
            sheet.tell(line.state.note)
            instead = self.release.by_code.get(line.state.replaced_by)
            if instead:
                sheet.say(str(instead.title), instead.code)
        for change in self.release.changes:
            if change.session == line.code:
                sheet.gap()
                sheet.say(change_in_words(self.release, change))

    def _when(self, sheet: _Sheet, line: Line) -> None:
        sheet.heading(_("When"))
        for number, place in enumerate(line.placements):
            if number:
                sheet.gap()
            sheet.say(words.day_of(place))
            zone = f" ({self.release.zone_name})" if place.starts_at else ""
            sheet.say(sheet.apart(words.time_of(self.release, place)) + zone)
            sheet.say(words.where(line, place))
        if not line.placements:
            sheet.say(_("Day unknown"))

    def _facts(self, sheet: _Sheet, line: Line) -> None:
        spoken = [language_name(code) for code in line.languages]
        into = [language_name(code) for code in line.interpretation]
        interpreted = f"{_('Interpretation:')} {sheet.apart(listed(into))}" if into else ""
        facts = [
            (_("Languages"), listed(spoken)),
            ("", interpreted),
            (_("Subtheme"), str(line.subtheme.name) if line.subtheme else ""),
            (_("Places to book"), "" if line.places_to_book is None else words.number(line.places_to_book)),
        ]
        for name, value in facts:
            if name and value:
                sheet.heading(name)
            sheet.say(value)
        if line.url:
            sheet.heading(_("Online"))
            sheet.point(line.url)

    def _seats(self, sheet: _Sheet, name: str, seats: Sequence[Seat]) -> None:
        if seats and name:
            sheet.heading(name)
        for seat in seats:
            sheet.say(seat.guest.shown_name)
            sheet.say(*words.part_of(seat), within=IN)

    def _piece(self, sheet: _Sheet, piece: Piece, seats: Sequence[Seat]) -> None:
        sheet.heading(str(piece.title))
        if piece.minutes:
            shown = {"shown": words.number(piece.minutes)}
            sheet.say(ngettext("%(shown)s minute", "%(shown)s minutes", piece.minutes) % shown)
        self._seats(sheet, "", seats)
        sheet.tell(piece.abstract)

    def _materials(self, sheet: _Sheet, materials: Sequence[Left]) -> None:
        if materials:
            sheet.heading(_("Materials"))
        for each in materials:
            sheet.say(each.title)
            sheet.say(each.label, each.licence_label, within=IN)
            sheet.point(addresses.material(self.release, each), within=IN)

    # Lists of sessions

    def _by_day(self, sheet: _Sheet, slots: Sequence[Slot]) -> None:
        for each, of_day in groupby(slots, lambda slot: slot.day):
            sheet.heading(weekday(each))
            self._rows(sheet, list(of_day))
        if not slots:
            sheet.gap()
            sheet.say(_("Nothing is planned here."))

    def _rows(self, sheet: _Sheet, slots: Sequence[Slot]) -> None:
        for slot in slots:
            sheet.gap()
            self._row(sheet, slot)
        if not slots:
            sheet.gap()
            sheet.say(_("Nothing is planned for this day."))

    def _row(self, sheet: _Sheet, slot: Slot) -> None:
        """A session in a list, made once for all the lists it stands in."""
        key = id(slot)
        if key not in self._made:
            self._made[key] = _Sheet(self.direction)
            self._tell(self._made[key], slot)
        sheet.append(self._made[key])

    def _tell(self, sheet: _Sheet, slot: Slot) -> None:
        line, place = slot.line, slot.place
        on_all = f"{_('all days:')} {words.day_of(place)}" if place.is_all_week else ""
        sheet.say(words.time_of(self.release, place), on_all)
        sheet.say(words.title_of(line), within=IN)
        sheet.say(words.where(line, place), str(line.track.name) if line.track else "", within=IN)
        more = f"+{line.other_seats}" if line.other_seats else ""
        sheet.say(*(seat.guest.shown_name for seat in line.first_seats), more, within=IN)
        sheet.say(line.code, within=IN)

    # What every file has

    def _sheet(self, title: str) -> _Sheet:
        sheet, release = _Sheet(self.direction), self.release
        sheet.title(title)
        if title != str(release.name):
            sheet.say(str(release.name))
        sheet.say(_("All times are those of %(zone)s.") % {"zone": release.zone_name})
        if release.is_fictional:
            sheet.say(_("Demonstration: people, organizations and proposals here are fictional."))
        return sheet

    def _file(self, inner: str, sheet: _Sheet, *, has_codes: bool = True) -> File:
        page, release = self.programme + inner, self.release
        if not inner:  # all others stay the same files when something else changes
            sheet.heading(_("Release %(number)s") % {"number": words.number(release.number)})
            sheet.say(day(release.at.astimezone(release.zone).date()))
        else:
            sheet.gap()
        sheet.point(addresses.absolute(release, page))
        if has_codes:
            code = self.programme + addresses.twin(addresses.session("CODE"), "txt")
            sheet.say(_("About one session, in the place of CODE its code:"))
            sheet.point(addresses.absolute(release, code))
        return File(addresses.twin(page, "txt"), PLAIN, sheet.content())
