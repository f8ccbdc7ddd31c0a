"""Figures of previous editions on pages: entered with a source, corrected, withdrawn, read by everybody."""

from datetime import date

import pytest
from django.test import Client

from convenor.archive.models import Figure, Source
from convenor.web.links import page
from tests import make
from tests.web.test_short_lists import cells, column, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make.edition(secretaries=(make.person("Sela"),))


@pytest.fixture
def previous(edition):
    days = {"starts_on": date(2025, 3, 3), "ends_on": date(2025, 3, 7)}
    return make.edition(series=edition.series, slug="2025", year=2025, **days)


@pytest.fixture
def client(edition):
    return make.signed_in(edition.offices.get().person)


def source(kept, publisher="The House", **facts):
    values = {"kind": "news", "url": "https://house.example/news", **facts}
    position = kept.sources.count()
    return Source.objects.create(edition=kept, publisher=publisher, position=position, **values)


def figure(kept, value=900, **facts):
    values = {"counted": "participants", "position": kept.figures.count(), **facts}
    values.setdefault("source", kept.sources.first() or source(kept))
    return Figure.objects.create(edition=kept, value=value, **values)


def send(client, edition, name, /, *parts, query="", **fields):
    address = page(edition, f"organiser:{name}", *parts)
    key = make.form_key(client.get(address + query).text)
    return client.post(address + query, {"key": key, **fields}, follow=True)


def given(origin, **said):
    values = {"counted": "participants", "track": "", "value": "1200", "precision": "", "words": ""}
    return {**values, "source": origin.pk, **said}


def test_one_gets_from_the_organisers_first_page_to_the_figures_of_a_previous_edition(
    client, edition, previous
):
    figure(previous)
    home = client.get(page(edition, "organiser:home")).text
    address = page(edition, "organiser:previous")

    assert [address in home, page(edition, "organiser:figures", "2025") in client.get(address).text] == [
        True,
        True,
    ]
    assert column("Figures", client, address) == ["0", "1"]


def test_a_figure_is_entered_with_its_source_and_note_and_everybody_reads_it(client, edition, previous):
    send(
        client,
        edition,
        "source_new",
        "2025",
        publisher="The Gazette",
        kind="press",
        url="https://gazette.example/",
    )
    origin = Source.objects.get()

    send(client, edition, "figure_new", "2025", **given(origin, precision="more-than", words="in the hall"))

    shown = Client().get(page(previous, "public:edition")).text
    said = ["more than 1,200", "in the hall", "The Gazette", "https://gazette.example/"]
    assert [text for text in said if text not in shown] == []


def test_figures_that_contradict_each_other_stand_side_by_side(client, edition, previous):
    figure(previous)
    press = source(previous, "The Press")

    send(client, edition, "figure_new", "2025", **given(press))

    address = page(edition, "organiser:figures", "2025")
    assert [(row["Figure"], row["Source"]) for row in cells(client, address)] == [
        ("900", "The House"),
        ("1,200", "The Press"),
    ]
    assert "The sources do not agree:" in Client().get(page(previous, "public:edition")).text


def test_a_figure_is_corrected_in_words_and_numbers(client, edition, previous):
    held = figure(previous)

    send(client, edition, "figure", "2025", held.pk, **given(held.source, value="", words="hundreds"))

    held.refresh_from_db()
    assert (held.value, str(held.words)) == (None, "hundreds")


def test_the_note_is_translated_beside_its_original(client, edition, previous):
    held = figure(previous, words=make.english("in the hall"))

    send(
        client,
        edition,
        "figure",
        "2025",
        held.pk,
        query="?in=fr",
        words="dans la salle",
        words_status="human",
    )

    held.refresh_from_db()
    assert (held.value, held.words.versions["fr"]) == (900, ("dans la salle", "human"))


def test_a_figure_is_withdrawn_and_nobody_reads_it_any_more(client, edition, previous):
    held = figure(previous)
    asked = client.get(page(edition, "organiser:figure_withdrawal", "2025", held.pk)).text

    send(client, edition, "figure_withdrawal", "2025", held.pk)

    assert ["900" in asked, Figure.objects.count()] == [True, 0]
    assert "900" not in Client().get(page(previous, "public:edition")).text
    assert client.get(page(edition, "organiser:figure", "2025", held.pk)).status_code == 404


def test_a_figure_needs_a_source_first(client, edition, previous):
    shown = client.get(page(edition, "organiser:figure_new", "2025")).text

    assert "A figure needs a source" in shown
    assert page(edition, "organiser:source_new", "2025") in shown


def test_a_source_is_corrected_and_removed_once_nothing_rests_on_it(client, edition, previous):
    held = figure(previous)
    origin = held.source

    send(client, edition, "source", "2025", origin.pk, publisher="The Gazette", kind="report", url="")
    refused = send(client, edition, "source_removal", "2025", origin.pk)
    held.delete()
    send(client, edition, "source_removal", "2025", origin.pk)

    assert (refused.status_code, "rests on this source" in refused.text) == (422, True)
    assert Source.objects.count() == 0


@pytest.mark.parametrize(
    "said",
    [
        {"value": "", "words": ""},
        {"value": "-1"},
        {"value": "many"},
        {"value": str(2**31)},
        {"counted": "unicorns"},
        {"precision": "perhaps"},
        {"source": "0"},
        {"source": "x"},
        {"track": "99999"},
        {"words": "x" * 201},
    ],
)
def test_bad_input_is_a_sentence_and_enters_nothing(client, edition, previous, said):
    response = send(client, edition, "figure_new", "2025", **given(source(previous), **said))

    assert (response.status_code, "Please check this form" in response.text) == (422, True)
    assert Figure.objects.count() == 0


@pytest.mark.parametrize("said", [{"publisher": ""}, {"kind": "rumour"}, {"url": "javascript:alert(1)"}])
def test_a_source_without_a_name_or_with_a_strange_address_is_refused(client, edition, previous, said):
    values = {"publisher": "The House", "kind": "news", "url": "", **said}

    assert send(client, edition, "source_new", "2025", **values).status_code == 422
    assert Source.objects.count() == 0


def test_the_same_form_sent_twice_enters_one_figure(client, edition, previous):
    address, origin = page(edition, "organiser:figure_new", "2025"), source(previous)
    said = {"key": make.form_key(client.get(address).text), **given(origin)}

    for _time in range(2):
        client.post(address, said)

    assert Figure.objects.count() == 1


def test_editions_of_other_series_and_those_that_nobody_knows_yet_are_not_there(client, edition, previous):
    foreign, hidden = make.edition(slug="foreign"), make.edition(series=edition.series, slug="hidden")
    hidden.events.all().delete()
    held = figure(foreign)

    for of in ("foreign", "hidden", "never"):
        assert client.get(page(edition, "organiser:figures", of)).status_code == 404
    assert client.get(page(edition, "organiser:figure", "2025", held.pk)).status_code == 404


def test_the_figures_are_found_narrowed_down_and_exported(client, edition, previous):
    figure(previous)
    figure(previous, 40, counted="countries", precision="about", source=source(previous, "The Press"))
    address = page(edition, "organiser:figures", "2025")

    assert column("What was counted", client, address, q="press") == ["Countries"]
    assert column("What was counted", client, address, counted="participants") == ["Participants"]
    assert [(row["Figure"], row["Number"], row["Address"]) for row in lines(client, address)] == [
        ("900", "900", "https://house.example/news"),
        ("about 40", "40", "https://house.example/news"),
    ]


@pytest.mark.parametrize("many", [1, 4])
def test_the_figures_cost_the_same_however_many(client, edition, previous, many, django_assert_num_queries):
    for _each in range(many):
        figure(previous)

    with django_assert_num_queries(7):
        client.get(page(edition, "organiser:figures", "2025"))
