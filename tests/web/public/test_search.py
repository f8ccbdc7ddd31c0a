"""One page finds across all editions: a plain form, an address to keep, results in their own language."""

import gzip

import pytest

from convenor.archive import tasks
from convenor.editions.actions import add_subtheme, add_track
from convenor.kernel.translated import LANGUAGES, Translated
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(of=make.series("week"), secretaries=(secretary,))


def with_subthemes(edition, by, many, name="Skills"):
    for number in range(many):
        add_subtheme(
            edition=edition, slug=f"s-{number}", name=make.english(f"{name} {number}"), by=by, at=make.NOON
        )
    while tasks.index_changes(make.NOON):
        pass


def main_of(answer):
    return " ".join(answer.text.split("<main", 1)[1].split("</main>")[0].split())


def test_the_page_asks_and_answers_at_an_address_that_can_be_kept(client, edition, secretary):
    add_track(
        edition=edition,
        slug="labs",
        name=make.english("Strategy labs"),
        description=make.english("For partners."),
        by=secretary,
        at=make.NOON,
    )
    with_subthemes(edition, secretary, 1)

    first, answer = (main_of(client.get(f"/en/search/{query}")) for query in ("", "?q=strategy"))

    assert ('<form method="get"' in first, "result" in first) == (True, False)
    said = [
        "1 result",
        '<a href="/en/week/2027/tracks/#labs">',
        "track",
        "For partners.",
        "Learning Week 2027",
    ]
    assert [words for words in said if words not in answer] == []


def test_results_can_be_narrowed_to_a_kind(client, edition, secretary):
    add_track(edition=edition, slug="skills", name=make.english("Skills"), by=secretary, at=make.NOON)
    with_subthemes(edition, secretary, 2)

    pages = [main_of(client.get(f"/en/search/?q=skills&kind={kind}")) for kind in ("", "track", "person")]

    assert ["3 results" in pages[0], "1 result" in pages[1], "Nothing was found" in pages[2]] == [True] * 3


def test_a_result_says_in_which_language_it_is(client, edition, secretary):
    edition.theme = Translated.of("التعلم للجميع", "ar")
    edition.save()
    with_subthemes(edition, secretary, 1)

    page = main_of(client.get("/en/search/", {"q": "تَعلُّم"}))

    assert '<span lang="ar" dir="rtl">التعلم للجميع</span>' in page


def test_names_and_texts_are_escaped_and_isolated(client, edition, secretary):
    with_subthemes(edition, secretary, 1, name="<b>Skills</b>")

    page = main_of(client.get("/en/search/", {"q": '"><script>skills'}))
    found = main_of(client.get("/en/search/", {"q": "skills"}))

    assert ("<script>" in page, "<b>" in found, "&lt;b&gt;Skills" in found) == (False, False, True)


def test_many_results_stand_on_pages(client, edition, secretary):
    with_subthemes(edition, secretary, 25)

    first, second = (main_of(client.get(f"/en/search/?q=skills&page={page}")) for page in (1, 2))

    assert ("25 results" in first, 'href="?q=skills&amp;kind=&amp;page=2"' in first) == (True, True)
    assert (first.count('class="tag"'), second.count('class="tag"')) == (20, 5)
    assert 'href="?q=skills&amp;kind=&amp;page=1"' in second


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_much_is_found(
    client, edition, secretary, django_assert_num_queries, many
):
    with_subthemes(edition, secretary, many)

    with django_assert_num_queries(2):
        answer = client.get("/en/search/?q=skills")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=", 422),
        ("q=+", 422),
        ("q=" + "x" * 300, 422),
        ("q=x&kind=unheard", 422),
        ("q=%00%ED%A0%80", 200),
        ("q=%00", 422),
        ("q=a%CC%81" + "%CC%81" * 900, 200),
        ("q=%25_%27%22%5C", 200),
        ("q=skills&page=-1", 200),
        ("q=skills&page=%D9%A3", 200),
        ("q=" + "+".join(f"w{number}" for number in range(40)), 200),
        ("page=9", 200),
    ],
)
def test_hostile_questions_are_boring(client, edition, secretary, query, status):
    with_subthemes(edition, secretary, 1)

    assert client.get(f"/en/search/?{query}").status_code == status


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_page_of_results_is_light_and_sets_no_cookie(client, edition, secretary, language):
    long = Translated(dict.fromkeys(LANGUAGES, ("skills " + "слово " * 60, "human")))
    for number in range(20):
        add_subtheme(
            edition=edition, slug=f"l-{number}", name=make.english(f"Skills {number}"), description=long,
            by=secretary, at=make.NOON,
        )  # fmt: skip
    with_subthemes(edition, secretary, 0)

    answer = client.get(f"/{language}/search/?q=skills")

    assert (answer.status_code, len(answer.cookies)) == (200, 0)
    assert len(gzip.compress(answer.content)) < 7_000
