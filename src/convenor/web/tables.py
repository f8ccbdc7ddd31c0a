"""Every list: declared once, then searched, filtered, sorted and paged on its page, and exported whole.

    PEOPLE = Table(
        "people",
        Column("name", _("Name"), lambda row: row.name, sort="name", search=("name",), link=_page_of),
        Column("country", _("Country"), lambda row: row.country, sort="country"),
    )

    @require_safe
    def people(request: SignedInRequest) -> HttpResponse:
        listing = listing_of(request, PEOPLE, people_of(request.edition))
        return listing.file() or render(request, "organiser/people.html", {"listing": listing})

The template includes ``parts/table.html``. A column is shown, exported, sorted by and searched in for those
whom ``config/columns.py`` names under ``FIELDS["people"]["name"]``; one without a policy exists for nobody.
What a column reads comes with the rows (``select_related``, ``prefetch_related``, ``annotate``), or is put
beside them by ``dress``: it gets each page or portion of rows and gives the things that the columns read.
A list that is long and read often may ``load`` plain values by their keys instead of the rows themselves.

A list of some hundred things at most, all at hand, is ``short_listing_of(request, PEOPLE, people)``: it is
searched in the words of all its columns, and sorted by what each of them reads.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from functools import cache, cached_property, reduce
from html import escape
from operator import or_
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from convenor.editions.actions.exports import note_export
from convenor.editions.models import Edition
from convenor.kernel.text import one_line
from convenor.web.cells import as_html
from convenor.web.middleware.gate import Reach, admits
from convenor.web.request import SignedInRequest
from convenor.web.sheets import TYPES, Cell, file_of, in_words

A_PAGE = 50
A_PORTION = 500
MOST_WORDS = 5
ASKED = frozenset({"q", "sort", "page", "file"})  # what an address asks a list besides its filters

Rows = QuerySet[Any, Any]
Dress = Callable[[Sequence[Any]], Sequence[Any]]
Load = Callable[[Sequence[int]], Mapping[int, Any]]
Figures = Callable[[SignedInRequest, Sequence[int]], Mapping[int, float | None]]


@dataclass(frozen=True)
class Column:
    """One thing a list says of each row: how to read it, what it is sorted by and what it is found by.

    ``sort`` is a field, or a function that gives a figure for each row's key; ``search`` are lookups; short
    lists need neither. ``link`` gives where a cell leads, or nothing; ``show`` gives its HTML, where the type
    of the value does not say it. What ``is_for_files`` stands in these only, as does what ``is_for_pages``.
    """

    name: str
    header: str | Promise
    read: Callable[[Any], Cell]
    sort: str | Figures = ""
    search: tuple[str, ...] = ()
    link: Callable[[SignedInRequest, Any], str] | None = None
    show: Callable[[SignedInRequest, Any], str] | None = None
    is_for_files: bool = False
    is_for_pages: bool = False


@dataclass(frozen=True)
class Filter:
    """A choice that narrows a list. Under the name of a column, it is offered to those who see the column.

    ``narrow`` gives fewer rows; in a short list it says of one thing whether it stays. In a long list
    ``keeps`` says the same of each row's key, by what the database cannot tell.
    """

    name: str
    label: str | Promise
    choices: Callable[[SignedInRequest], Iterable[tuple[str, str | Promise]]]
    narrow: Callable[[Any, str], Any] = lambda rows, _value: rows
    keeps: Callable[[SignedInRequest, str], Callable[[int], bool]] | None = None


def yes_or_no(_request: SignedInRequest) -> Iterable[tuple[str, str]]:
    """The choices of a filter by something that is so or is not."""
    return [("yes", _("yes")), ("no", _("no"))]


class Table:
    """What a list consists of, and the column it is sorted by at first (``-name``: the last first).

    A short list may have none: then it begins in the order in which its things were given.
    """

    known: dict[str, Table] = {}

    def __init__(
        self,
        name: str,
        *columns: Column,
        filters: Sequence[Filter] = (),
        sort: str = "",
        length: int = A_PAGE,
    ) -> None:
        assert not ASKED & {each.name for each in filters}  # noqa: S101  # a slip of ours, found at once
        self.name, self.columns, self.filters, self.sort = name, columns, filters, sort
        self.length = length  # rows of a page
        Table.known[name] = self


def listing_of(
    request: SignedInRequest,
    table: Table,
    rows: Rows,
    *,
    load: Load | None = None,
    dress: Dress = list,
    **options: Any,
) -> LongListing:
    """What the query string of ``request`` asks of ``table``.

    Of the ``options``, ``tick`` names what a chosen row sends and ``ticked`` are those that were chosen
    before; ``kept`` and ``without`` are as in short lists.
    """
    return LongListing(request, table, rows=rows, load=load or rows.in_bulk, dress=dress, **options)


def short_listing_of(
    request: SignedInRequest,
    table: Table,
    things: Iterable[Any],
    *,
    kept: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> Listing:
    """The same of ``things`` at hand.

    ``kept`` is what else the address says, and goes on saying; ``without`` are columns that would be empty.
    """
    return ShortListing(request, table, kept=kept or {}, without=without, at_hand=list(things))


@dataclass(frozen=True)
class Choice:
    """A filter as this reader has set it, and its options as HTML."""

    filter: Filter
    options: SafeString
    value: str


@dataclass(frozen=True)
class Heading:
    """The top of a column: where it leads to be sorted by, how it is sorted now, and how its cells begin."""

    text: str
    href: str
    order: str
    cell: str
    number_cell: str


@dataclass(frozen=True)
class Row:
    """The thing itself, and its cells as HTML, with a tick in front where rows are chosen."""

    thing: Any
    cells: SafeString


@dataclass
class Listing(ABC):
    """One reader's view of a list, for ``parts/table.html`` or as a file."""

    request: SignedInRequest
    table: Table
    _: KW_ONLY
    tick: str = ""
    ticked: Collection[str] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    without: Collection[str] = ()

    @abstractmethod
    def ordered(self) -> list[int]:
        """The keys of all things that were asked for, in order."""

    @abstractmethod
    def things(self, keys: Sequence[int]) -> Sequence[Any]:
        """What the columns read, for each of ``keys``."""

    @abstractmethod
    def is_sortable(self, column: Column) -> bool: ...

    def file(self) -> FileResponse | None:
        """The whole list as a file, where the address asks for one; noted in the log."""
        kind = self.request.GET.get("file", "")
        if kind not in TYPES:
            return None
        edition: Edition | None = getattr(self.request, "edition", None)
        person, at = self.request.person, self.request.at
        file = file_of(kind, [str(column.header) for column in self._exported], self._lines())
        note_export(edition=edition, table=self.table.name, kind=kind, count=self.count, by=person, at=at)
        names = [self.table.name, *([edition.slug] if edition else []), f"{at:%Y-%m-%d}"]
        name = f"{'-'.join(names)}.{kind}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])

    @cached_property
    def columns(self) -> list[Column]:
        """Those that this reader may see."""
        reaches = _policy().get(self.table.name, {})
        return [
            column
            for column in self.table.columns
            if column.name in reaches
            and column.name not in self.without
            and admits(reaches[column.name], self.request)
        ]

    @cached_property
    def shown(self) -> list[Column]:
        return [column for column in self.columns if not column.is_for_files]

    @property
    def _exported(self) -> list[Column]:
        return [column for column in self.columns if not column.is_for_pages]

    @cached_property
    def words(self) -> str:
        return one_line(self.request.GET.get("q", "")[:200])

    @cached_property
    def choices(self) -> list[Choice]:
        hidden = {column.name for column in self.table.columns} - {column.name for column in self.columns}
        return [self._choice(filter_) for filter_ in self.table.filters if filter_.name not in hidden]

    def _choice(self, filter_: Filter) -> Choice:
        options = [(value, str(label)) for value, label in filter_.choices(self.request)]
        asked = self.request.GET.get(filter_.name, "")
        value = asked if asked in dict(options) else ""
        return Choice(filter_, _options(options, value), value)

    @property
    def is_narrowed(self) -> bool:
        """Whether the choices, or the order, are not those that the list begins with."""
        return self.sort != self.table.sort or any(choice.value for choice in self.choices)

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else self.table.sort

    @cached_property
    def sorts(self) -> dict[str, Column]:
        """The columns by which this reader may sort."""
        return {column.name: column for column in self.columns if self.is_sortable(column)}

    @cached_property
    def keys(self) -> list[int]:
        return self.ordered()

    @property
    def count(self) -> int:
        return len(self.keys)

    @cached_property
    def pages(self) -> int:
        return max(1, -(-self.count // self.table.length))

    @cached_property
    def number(self) -> int:
        asked = self.request.GET.get("page", "")[:9]
        return min(max(1, int(asked)), self.pages) if asked.isascii() and asked.isdigit() else 1

    @cached_property
    def page(self) -> list[Row]:
        first = (self.number - 1) * self.table.length
        things = self.things(self.keys[first : first + self.table.length])
        return [self._row(thing) for thing in things]

    def _row(self, thing: Any) -> Row:
        # Put together here and not by the template, which would take most of the page's time for it.
        columns = zip(self.shown, self.headings, strict=True)
        cells = "".join(self._cell(thing, column, heading) for column, heading in columns)
        return Row(thing, SafeString(self._tick(thing) + cells if self.tick else cells))

    def _tick(self, thing: Any) -> str:
        sent = str(getattr(thing, self.tick))
        label = escape(_("Choose %(code)s") % {"code": sent})
        says = f'name="{self.tick}" value="{escape(sent)}" aria-label="{label}"'
        return f'<td><input type="checkbox" {says}{" checked" if sent in self.ticked else ""}></td>'

    def _cell(self, thing: Any, column: Column, heading: Heading) -> str:
        value = column.read(thing)
        shown = column.show(self.request, value) if column.show else as_html(value)
        href = column.link(self.request, thing) if column.link and shown else ""
        if href:
            shown = f'<a href="{escape(href)}">{shown}</a>'
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return f"{heading.number_cell if is_number else heading.cell}{shown}</td>"

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.shown]

    def _heading(self, column: Column) -> Heading:
        is_sorted, is_down = self.sort.removeprefix("-") == column.name, self.sort.startswith("-")
        turned = column.name if not is_sorted or is_down else f"-{column.name}"
        order = ("descending" if is_down else "ascending") if is_sorted else ""
        href = self.href_with(sort=turned) if column.name in self.sorts else ""
        text = str(column.header)
        label = f'data-label="{escape(text)}"'
        return Heading(text, href, order, f"<td {label}>", f'<td class="number" {label}>')

    @property
    def orders(self) -> SafeString:
        """By what it can be sorted, as options: narrow screens show no headings."""
        up, down = _("%(column)s, first to last"), _("%(column)s, last to first")
        orders = [
            (f"{sign}{column.name}", words % {"column": column.header})
            for column in self.sorts.values()
            for sign, words in (("", up), ("-", down))
        ]
        as_given = [] if self.table.sort else [("", _("as arranged"))]
        return _options([*as_given, *orders], self.sort)

    @property
    def previous(self) -> str:
        return self.href_with(page=self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self.href_with(page=self.number + 1) if self.number < self.pages else ""

    @property
    def address(self) -> str:
        """The query string of this list."""
        return self.href_with()

    @property
    def files(self) -> list[tuple[str, str]]:
        return [(kind.upper(), self.href_with(file=kind)) for kind in TYPES]

    @cached_property
    def asked(self) -> dict[str, str]:
        """What the address says, but for the page."""
        narrowed = {choice.filter.name: choice.value for choice in self.choices}
        sort = {"sort": self.sort} if self.sort != self.table.sort else {}
        asked = {**self.kept, "q": self.words, **narrowed, **sort}
        return {name: value for name, value in asked.items() if value}

    def href_with(self, **changes: object) -> str:
        """The query string of this list with other answers; an empty one is left out."""
        return "?" + urlencode({name: value for name, value in {**self.asked, **changes}.items() if value})

    def _lines(self) -> Iterator[list[Cell]]:
        for first in range(0, self.count, A_PORTION):
            for thing in self.things(self.keys[first : first + A_PORTION]):
                yield [column.read(thing) for column in self._exported]


@dataclass
class LongListing(Listing):
    """A list of rows of the database, which searches, narrows down and sorts them."""

    _: KW_ONLY
    rows: Rows
    load: Load
    dress: Dress

    def is_sortable(self, column: Column) -> bool:
        return bool(column.sort)

    def ordered(self) -> list[int]:
        name, is_down = self.sort.removeprefix("-"), self.sort.startswith("-")
        sort = self.sorts[name].sort if name in self.sorts else "pk"
        if isinstance(sort, str):
            order = F(sort).desc(nulls_last=True) if is_down else F(sort).asc(nulls_last=True)
            return self._keys(order, "pk")
        keys = self._keys("pk")
        figures = {key: figure for key, figure in sort(self.request, keys).items() if figure is not None}
        ranked = sorted((key for key in keys if key in figures), key=figures.__getitem__, reverse=is_down)
        return ranked + [key for key in keys if key not in figures]

    def _keys(self, *order: Any) -> list[int]:
        # Once each, though a search or a sort may go through several rows of another table.
        keys = list(dict.fromkeys(self._found().order_by(*order).values_list("pk", flat=True)))
        for choice in self.choices:
            if choice.value and choice.filter.keeps:
                keys = list(filter(choice.filter.keeps(self.request, choice.value), keys))
        return keys

    def _found(self) -> Rows:
        rows = self.rows
        for choice in self.choices:
            rows = choice.filter.narrow(rows, choice.value) if choice.value else rows
        for word in self.words.split()[:MOST_WORDS]:
            rows = rows.filter(pk__in=self._with_word(word))
        return rows

    def things(self, keys: Sequence[int]) -> Sequence[Any]:
        """The rows with ``keys``, in that order, dressed: what a row computes is computed for these only."""
        found = self.load(keys)
        return self.dress([found[key] for key in keys if key in found])

    def _with_word(self, word: str) -> Rows:
        # SQLite folds the case of ASCII only; these are the ways in which people write other words.
        spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
        lookups = [lookup for column in self.columns for lookup in column.search]
        matches = (Q(**{f"{lookup}__icontains": each}) for lookup in lookups for each in spellings)
        model: Any = self.rows.model
        found: Rows = model.objects.filter(reduce(or_, matches, Q(pk=None)))
        return found.values("pk")


@dataclass
class ShortListing(Listing):
    """A list of things at hand, whose keys are their places."""

    _: KW_ONLY
    at_hand: Sequence[Any]

    def is_sortable(self, column: Column) -> bool:
        return not column.is_for_pages

    def things(self, keys: Sequence[int]) -> Sequence[Any]:
        return [self.at_hand[key] for key in keys]

    def ordered(self) -> list[int]:
        keys = [key for key, thing in enumerate(self.at_hand) if self._stays(thing) and self._is_found(thing)]
        column = self.sorts.get(self.sort.removeprefix("-"))
        if column is None:
            return keys
        ranks = {key: rank for key in keys if (rank := _rank(column.read(self.at_hand[key]))) is not None}
        ranked = sorted(ranks, key=ranks.__getitem__, reverse=self.sort.startswith("-"))
        return ranked + [key for key in keys if key not in ranks]

    def _stays(self, thing: Any) -> bool:
        return all(choice.filter.narrow(thing, choice.value) for choice in self.choices if choice.value)

    def _is_found(self, thing: Any) -> bool:
        wanted = [word.casefold() for word in self.words.split()[:MOST_WORDS]]
        said = [in_words(column.read(thing)).casefold() for column in self._exported] if wanted else []
        return all(any(word in words for words in said) for word in wanted)


def _rank(value: Cell) -> Any:
    """What a short list sorts a value by; nothing where the value says nothing."""
    is_plain = isinstance(value, bool | int | float | date)
    return value if is_plain else in_words(value).casefold() or None


def _options(options: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    # Put together here for the same reason as cells.
    return SafeString("".join(_option(value, label, is_chosen=value == chosen) for value, label in options))


def _option(value: str, label: str, *, is_chosen: bool) -> str:
    selected = " selected" if is_chosen else ""
    return f'<option value="{escape(value)}"{selected}>{escape(label)}</option>'


@cache
def _policy() -> Mapping[str, Mapping[str, Reach]]:
    return cast(Mapping[str, Mapping[str, Reach]], import_string(settings.POLICY_OF_COLUMNS))
