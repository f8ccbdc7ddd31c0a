"""Works as people paste them: read as far as they can be, and what cannot is said."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.optim.affinity.latex import plain
from convenor.optim.affinity.names import dois_in, orcids_in
from convenor.optim.affinity.people import Work
from convenor.optim.affinity.works import MOST_CHARACTERS, MOST_WORKS, Brought, Note, Problem, TooLong, read

pytestmark = pytest.mark.once

WHOLE = r"""
@string{ mlw = "Mobile Learning Week" }
@comment{ nobody reads this }
@Article{diop2019,
  author = {Diop, A{\"\i}ssatou and M{\"u}ller, Jo{\~a}o and {\O}rsted, \v{S}\'ar\=a},
  title  = "{Radio} lessons: \textit{what} pupils of Dakar's schools heard --- and did",
  journal = mlw # " Papers",
  year = 2019, doi = {https://doi.org/10.1000/XYZ_1(2)},
  note = {https://orcid.org/0000-0002-1825-0097},
  abstract = {Pupils listened.
     Half of them answered \& wrote 50\% more.}
}
@book(li2020, title={移动学习}, date={2020-05-01})
"""


def test_bibtex_is_read():
    assert read(WHOLE) == Brought(
        works=(
            Work(
                title="Radio lessons: what pupils of Dakar's schools heard — and did",
                abstract="Pupils listened. Half of them answered & wrote 50% more.",
                year=2019,
                authors=("Diop, Aïssatou", "Müller, João", "Ørsted, Šárā"),
                doi="10.1000/xyz_1(2)",
                orcids=("0000-0002-1825-0097",),
            ),
            Work("移动学习", year=2020),
        )
    )


@pytest.mark.parametrize(
    ("text", "works", "notes"),
    [
        ("@misc{a, title={One {two}, year=2001}\n@misc{b, title={Next}}", ["One two", "Next"], [(1, "a")]),
        ("@misc{a,\n title={One,\n year=2001\n}\n@misc{b, title={Next}}", ["One", "Next"], [(1, "a")]),
        ("\n@misc{a, title={One}, year=2001", ["One"], [(2, "a")]),
        ('@misc{a, title="One\n@misc{b, title={Next}}', ["One", "Next"], [(1, "a")]),
        ("@misc{a, title={One} year=2001 }", ["One"], []),
        ("@misc{title={One}}", ["One"], []),
        ("@misc{title={One}", ["One"], [(1, "@misc")]),
    ],
)
def test_a_broken_entry_is_read_as_far_as_it_goes(text, works, notes):
    brought = read(text)

    assert [work.title for work in brought.works] == works
    assert brought.notes == tuple(Note(Problem.BROKEN, line, key) for line, key in notes)


def test_an_entry_without_a_title_is_named():
    assert read("@misc{a, year=2001}").notes == (Note(Problem.NO_TITLE, 1, "a"),)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("", ()),
        ("Radio lessons", (Work("Radio lessons"),)),
        (
            "Radio lessons\nLiteracy on phones (2018)",
            (Work("Radio lessons"), Work("Literacy on phones (2018)", year=2018)),
        ),
        (
            "Diop, A.; Li, W. (2019). Radio lessons. Papers, 3(1). https://doi.org/10.1000/ABC.",
            (Work("Radio lessons", "", 2019, ("Diop, A", "Li, W"), "10.1000/abc"),),
        ),
        (
            "Radio lessons\nPupils heard\nthem.\n\n- Phones",
            (Work("Radio lessons", "Pupils heard them."), Work("Phones")),
        ),
        (
            "Titre : La radio\nAuteurs : Awa Diop et Li Wei\nAnnée : 2019\nRésumé : Élèves\nici.\n\nx y",
            (Work("La radio", "Élèves ici.", 2019, ("Awa Diop", "Li Wei")), Work("x y")),
        ),
        ("标题：移动学习\n摘要：学生\n\nx y", (Work("移动学习", "学生"), Work("x y"))),
    ],
)
def test_pasted_titles_are_read(text, works):
    assert read(text) == Brought(works)


def test_identifiers_by_themselves_are_gathered():
    text = (
        "https://orcid.org/0000-0002-1825-0097\ndoi:10.1000/AbC.\nORCID iD: 0000-0002-1694-233X\n10.1000/abc"
    )

    assert read(text) == Brought(dois=("10.1000/abc",), orcids=("0000-0002-1825-0097", "0000-0002-1694-233X"))


@pytest.mark.parametrize(
    ("text", "orcids"),
    [
        ("0000000218250097", ["0000-0002-1825-0097"]),
        ("0000-0002-1694-233x", ["0000-0002-1694-233X"]),
        ("0000-0002-1825-0098", []),
        ("90000-0002-1825-0097", []),
        ("٠٠٠٠-0002-1825-0097", []),
    ],
)
def test_an_orcid_has_the_right_check_digit(text, orcids):
    assert [*orcids_in(text)] == orcids


@pytest.mark.parametrize(
    ("text", "dois"),
    [
        ("(see 10.1000/a(1)b).", ["10.1000/a(1)b"]),
        ("https://doi.org/10.5555/12345678, 10.5555/12345678", ["10.5555/12345678"]),
        ("10.1000/", []),
        ("10.1000/...", []),
        ("110.1000/a", []),
    ],
)
def test_a_doi_ends_where_its_sentence_goes_on(text, dois):
    assert [*dois_in(text)] == dois


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        (r"{\'e}\'{e}\'e {\'{\i}} \c{c}\c c \v{z} \ss{} \o{} \aa", "ééé í çç ž ß ø å"),
        (r"na\"{\i}ve \emph{real} $x$ \unknown{this} a~b pages 1--2", "naïve real x this a b pages 1–2"),
        ("\\", "\\"),
        (r"\'", "'"),
    ],
)
def test_latex_becomes_text(text, read_as):
    assert plain(text) == read_as


LONG = 2_000_000
WORST = {
    "nothing": "a" * LONG,
    "spaces": " " * LONG,
    "lines": "\n" * LONG,
    "backslashes": "\\" * LONG,
    "at signs": "@" * LONG,
    "openings": "@a{" * (LONG // 3),
    "opened on lines": "\n@a{" * (LONG // 4),
    "unclosed values": "@a{k," + "b={\n" * (LONG // 4),
    "unclosed in one line": "@a{k," + "b={" * (LONG // 3),
    "unclosed quotes": "@a{k," + 'b="{' * (LONG // 4),
    "joined": "@a{k, b=" + "a#" * (LONG // 2),
    "names": "@a{k," + "b" * LONG,
    "commas": "@a{k" + "," * LONG,
    "digits": "1234" * (LONG // 4),
    "identifiers": "10.1000/(((" * (LONG // 11),
    "closings": "10.1000/" + ")" * LONG,
    "hyphens": "0000-" * (LONG // 5),
    "parentheses": "ab (2019" * (LONG // 8),
    "accents": "@a{k, title={" + "\\'{" * (LONG // 3) + "}}",
    "titles": "A title of some words\n" * (LONG // 22),
    "different titles": "".join(f"Title {n}\n" for n in range(150_000)),
    "entries": "".join(f"@misc{{k{n}, title={{T {n}}}, abstract={{{'x ' * 150}}}}}\n" for n in range(6_000)),
    "authors": "@a{k, title={T}, author={" + "A and " * (LONG // 6) + "}}",
}


@pytest.mark.parametrize("name", WORST)
def test_two_megabytes_take_less_than_two_seconds(name):
    started = time.process_time()
    brought = read(WORST[name])

    assert time.process_time() - started < 2
    assert len(brought.works) <= MOST_WORKS


def test_what_is_too_long_is_refused():
    with pytest.raises(TooLong):
        read("a" * (MOST_CHARACTERS + 1))


def test_the_works_that_are_too_many_are_told():
    brought = read("\n".join(f"Title {n}" for n in range(MOST_WORKS + 7)))

    assert (len(brought.works), brought.notes) == (MOST_WORKS, (Note(Problem.TOO_MANY, MOST_WORKS + 1),))


PIECES = [
    "@article{",
    "@string(",
    "title",
    "=",
    "{",
    "}",
    '"',
    ",",
    "#",
    "\\",
    "\\'",
    "\n",
    " ",
    "(2019)",
    "é",
    "10.1000/a",
    "\0",
]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_nothing_breaks_the_reader(text):
    brought = read(text)

    assert all(work.title and "\0" not in work.title for work in brought.works)


names = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(names, st.integers(1900, 2099)), max_size=5, unique_by=lambda each: each[0]))
def test_what_was_written_is_read_again(written):
    text = "\n".join(f"@misc{{k, title = {{{title}}}, year = {year}}}" for title, year in written)

    assert [(work.title, work.year) for work in read(text).works] == [
        (plain(title), year) for title, year in written
    ]


SUMMARY = {
    "put-code": 7,
    "title": {"title": {"value": "Tides of learning"}, "subtitle": None},
    "external-ids": {
        "external-id": [
            {"external-id-type": "issn", "external-id-value": "1234-5678"},
            {"external-id-type": "doi", "external-id-value": "10.1000/TIDE"},
        ]
    },
    "publication-date": {"year": {"value": "2021"}, "month": None},
}
GROUPS = {"group": [{"work-summary": [SUMMARY, {**SUMMARY, "put-code": 8}]}]}
TIDES = Work("Tides of learning", year=2021, doi="10.1000/tide")
FULL = {
    "title": {"title": {"value": "Moss"}},
    "short-description": "On moss.",
    "contributors": {"contributor": [{"credit-name": {"value": "Bo Moss"}}, {"credit-name": None}]},
}
CSL = {
    "DOI": "10.1000/SEA",
    "title": "Sea &amp; <i>land</i>",
    "author": [{"family": "Sea", "given": "Ada"}, {"literal": "Tide Group"}, None],
    "issued": {"date-parts": [[2019, 5, 1]]},
    "abstract": "<jats:p>Between\n both.</jats:p>",
}
SEA = Work("Sea & land", "Between both.", 2019, ("Sea, Ada", "Tide Group"), "10.1000/sea")


@pytest.mark.parametrize(
    ("given", "works"),
    [
        ({"path": "/0000", "activities-summary": {"works": GROUPS, "fundings": {"group": []}}}, (TIDES,)),
        (GROUPS, (TIDES,)),
        ({"bulk": [{"work": FULL}]}, (Work("Moss", "On moss.", authors=("Bo Moss",)),)),
        (CSL, (SEA,)),
        ([CSL, CSL, SUMMARY], (SEA, TIDES)),
        ({"items": [CSL | {"title": ["Sea"], "author": None, "issued": None, "abstract": None}]},
         (Work("Sea", doi="10.1000/sea"),)),
    ],
)  # fmt: skip
def test_json_of_orcid_and_of_doi_org_is_read(given, works):
    assert read("\ufeff" + json.dumps(given, indent=1)) == Brought(works)


def test_records_one_a_line_are_read():
    assert read(f"{json.dumps(CSL)}\n{json.dumps(SUMMARY)}").works == (SEA, TIDES)


def test_json_that_breaks_off_is_read_up_to_there():
    whole = json.dumps(CSL)

    found = read(f"[{whole},\n{json.dumps(SUMMARY)},\n{whole[:40]}")

    assert found == Brought((SEA, TIDES), (Note(Problem.BROKEN_RECORD, 3),))


def test_what_has_no_words_is_told_and_the_others_are_kept():
    found = read(json.dumps([{"DOI": "10.1000/ALONE", "title": ""}, {"id": "x1", "title": None}, CSL]))

    assert found == Brought((SEA,), (Note(Problem.NO_TITLE, 1, "x1"),), ("10.1000/alone",))


@pytest.mark.parametrize("text", ['{"some": "thing"}', '[{"name": 1}]', '{"group": [{"work-summary": []}]}'])
def test_json_without_works_is_told(text):
    assert read(text) == Brought(notes=(Note(Problem.NO_WORK, 1),))


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
_NAMES = st.sampled_from(
    ["title", "DOI", "issued", "date-parts", "year", "value", "author", "contributors", "contributor",
     "external-ids", "external-id", "external-id-type", "group", "work-summary", "work", "abstract", "id"]
)  # fmt: skip
_ANY = st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(_NAMES, inner), max_leaves=30)


@given(given=st.dictionaries(_NAMES, _ANY), cut=st.integers(0, 200))
@settings(deadline=None, max_examples=200)
def test_no_json_however_strange_makes_it_fail(given, cut):
    text = json.dumps(given)

    for told in (text, text[:cut], f"[{text},{text[:cut]}"):
        assert isinstance(read(told), Brought)


def test_strange_json_ends_soon():
    for text in ("[" * 100_000 + '"', '[{"title":' * 100_000, '{"a": 1}' + "{}\n" * 160_000):
        started = time.process_time()
        read(text)
        assert time.process_time() - started < 5
