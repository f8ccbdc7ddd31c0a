"""What is kept of an edition, as everybody sees it: figures with sources, contradictions side by side."""

import gzip
from datetime import date

import pytest

from convenor.archive.models import Figure, Remark, Source
from convenor.kernel.translated import LANGUAGES
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make.edition(
        slug="2019", of=make.series("week"), starts_on=date(2019, 3, 4), ends_on=date(2019, 3, 8), year=2019
    )


def source(edition, publisher="The House", url="https://house.example/"):
    position = edition.sources.count()
    return Source.objects.create(
        edition=edition, publisher=publisher, url=url, kind="news", position=position
    )


def figure(source, value, counted="participants", **facts):
    position = source.edition.figures.count()
    return Figure.objects.create(
        edition=source.edition, source=source, value=value, counted=counted, position=position, **facts
    )


def main_of(page):
    return " ".join(page.split("<main", 1)[1].split())


def test_figures_say_what_they_count_and_who_says_so(client, edition):
    figure(source(edition), 1500, precision="more-than")
    figure(source(edition, "The Press"), 600, words=make.english("in the hall"))
    figure(source(edition, "The Union"), 50, "countries", track=make.track(edition, "forum"))

    page = main_of(client.get("/en/week/2019/").text)

    said = ["Participants", "The sources do not agree:", "<strong>more than 1,500</strong>"]
    said += ["<strong>600</strong> in the hall", "<strong>50</strong>", "Countries <br> Forum"]
    said += ['<a href="#source-2"><bdi>The Press</bdi> [2]</a>', '<li id="source-2">']
    assert [words for words in said if words not in page] == []
    assert page.count("do not agree") == 1


def test_a_figure_without_a_number_says_its_words(client, edition):
    figure(source(edition), None, words=make.english("hundreds"))

    front, series = (main_of(client.get(address).text) for address in ("/en/week/2019/", "/en/week/"))

    assert "<strong></strong> hundreds" in front
    assert "Participants: hundreds" in series


def test_what_sources_leave_open_is_told_and_a_source_without_address_is_no_link(client, edition):
    gone = source(edition, "The Lost List", url="")
    remark = Remark.objects.create(edition=edition, text=make.english("Nobody knows the hall."), position=0)
    remark.sources.add(gone)

    page = main_of(client.get("/en/week/2019/").text)

    assert "Nobody knows the hall." in page
    assert "<bdi>The Lost List</bdi> · news · its address is not known" in page


def test_an_edition_of_which_nothing_is_kept_has_no_empty_headings(client, edition):
    page = client.get("/en/week/2019/").text

    assert [heading for heading in ("Figures", "Sources", "leave open") if heading in page] == []


def test_looking_back_shows_years_themes_and_figures(client, edition):
    house, press = source(edition), source(edition, "The Press")
    figure(house, 1500, precision="more-than")
    figure(press, 600)
    figure(house, 140, "countries")
    figure(press, 140, "countries", words=make.english("of those who registered"))
    figure(house, 16, "workshops")
    figure(house, 300, track=make.track(edition, "forum"))

    page = main_of(client.get("/en/week/").text)

    said = [
        "Learning for all",
        "4–8 March 2019",
        "Participants: more than 1,500 / 600 · the sources do not agree",
    ]
    said += ["Countries: 140 </span>"]
    assert [words for words in said if words not in page] == []
    assert ("16" in page, "300" in page) == (False, False)


@pytest.mark.parametrize("many", [1, 3])
def test_pages_cost_the_same_however_much_is_kept(client, edition, django_assert_num_queries, many):
    for number in range(many):
        known = source(edition, f"Source {number}")
        figure(known, number)
        remark = Remark.objects.create(edition=edition, text=make.english("So"), position=number)
        remark.sources.add(known)

    with django_assert_num_queries(14):
        client.get("/en/week/2019/")
    with django_assert_num_queries(4):
        client.get("/en/week/")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "more than 1,500"),
        ("fr", "plus de 1 500"),
        ("es", "más de 1.500"),
        ("ar", "أكثر من 1,500"),
        ("ru", "более 1 500"),
        ("zh", "超过 1,500"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(client, edition, language, said):
    figure(source(edition), 1500, precision="more-than")

    assert f"<strong>{said}</strong>" in main_of(client.get(f"/{language}/week/2019/").text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_with_many_sources_stays_light(client, edition, language):
    for number in range(20):
        figure(source(edition, f"Publisher {number}", f"https://example.org/{number:064x}"), number * 7)

    answer = client.get(f"/{language}/week/2019/")

    assert len(gzip.compress(answer.content)) < 8_000
