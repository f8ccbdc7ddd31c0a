"""A reviewer pastes works; they are shown before they are kept, and nothing is lost."""

import pytest

from convenor.review.models import Work
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db

BIBTEX = "@article{tides, title={Tides of learning}, author={Sea, Ada and Moss, Bo}, year={2024}}"


@pytest.fixture
def reviewer():
    return make.reviewer(make.track(make.edition(), "talks"), "Ada Sea")


@pytest.fixture
def client(reviewer):
    return make.signed_in(reviewer)


@pytest.fixture
def url(reviewer):
    return page(reviewer.offices.get().edition, "reviewer:works")


def _sent(client, url, text, **fields):
    return client.post(url, {"key": make.form_key(client.get(url).text), "text": text, **fields})


def _shown(response):
    return response.context["shown"]


def _kept(client, url, text):
    return _sent(client, url, text, keep="yes", shown=_shown(_sent(client, url, text)))


def test_works_are_shown_and_then_kept(reviewer, client, url):
    shown = _sent(client, url, BIBTEX)
    before = Work.objects.count()

    _kept(client, url, BIBTEX)

    assert ("Tides of learning" in shown.text, before) == (True, 0)
    (work,) = Work.objects.filter(person=reviewer)
    assert (work.title, work.year, work.authors) == ("Tides of learning", 2024, ["Sea, Ada", "Moss, Bo"])


def test_what_is_there_already_is_not_added_again(client, url):
    for _time in range(2):
        _kept(client, url, BIBTEX)

    assert Work.objects.count() == 1


def test_what_was_changed_since_it_was_shown_is_shown_first(client, url):
    shown = _shown(_sent(client, url, BIBTEX))

    response = _sent(client, url, f"{BIBTEX}\n@article{{b, title={{More}}}}", keep="yes", shown=shown)

    assert ("More" in response.text, Work.objects.count()) == (True, 0)


def test_broken_bibtex_gets_a_sentence_and_nothing_is_lost(client, url):
    text = "@article{tides, title={Tides of learning}, author={Sea, Ada"

    response = _sent(client, url, text)

    assert response.status_code == 200
    assert "Line 1: the braces or commas of the entry \u2068tides\u2069 do not fit." in response.text
    assert text in response.text


def test_identifiers_alone_are_listed(client, url):
    response = _sent(client, url, "10.1234/tides\n0000-0002-1825-0097")

    assert "Nothing is looked up" in response.text
    assert "10.1234/tides" in response.text
    assert "0000-0002-1825-0097" in response.text


@pytest.mark.parametrize("text", ["", "x" * 500_001, "\0"])
def test_what_cannot_be_read_is_refused_in_words(client, url, text):
    assert _sent(client, url, text).status_code == 422


def test_too_many_are_refused_in_words(client, url):
    response = _kept(client, url, "\n".join(f"A work with the number {number}" for number in range(501)))

    assert "A reviewer can have at most 500 works here." in response.text
    assert Work.objects.count() == 0


def test_json_that_is_cut_off_is_told_and_what_stands_before_is_kept(reviewer, client, url):
    text = '[{"title": "Tides of learning", "DOI": "10.1000/t"},\n{"title": "Mo'

    shown = _sent(client, url, text)
    _kept(client, url, text)

    assert "Line 2: from here on the JSON cannot be read; it may have been cut off." in shown.text
    assert [each.title for each in Work.objects.filter(person=reviewer)] == ["Tides of learning"]


def test_dois_alone_are_named_and_json_without_works_is_told(client, url):
    assert "10.1000/alone" in _sent(client, url, '{"DOI": "10.1000/alone"}').text
    assert "This JSON has no works in it that we know to read" in _sent(client, url, '{"a": "b"}').text


def test_signs_that_cannot_be_stored_are_left_out(reviewer, client, url):
    named = r'{"title": "Ti\u0000des\ud800", "author": [{"literal": "Se\ud800a"}]}'

    _kept(client, url, f"[{named}, " + r'{"id": "\ud800", "title": 1}]')

    assert [(each.title, each.authors) for each in reviewer.works.all()] == [("Tides?", ["Se?a"])]
