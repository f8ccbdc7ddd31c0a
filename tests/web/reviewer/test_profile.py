"""What a reviewer says of themselves."""

import pytest

from convenor.review.models import Expertise, Work
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    return make.track(make.edition())


@pytest.fixture
def reviewer(track):
    return make.reviewer(track, "Ada", language="ar")


@pytest.fixture
def client(reviewer):
    return make.signed_in(reviewer)


def sent(client, url, **fields):
    return client.post(url, {"key": make.form_key(client.get(url).text), **fields})


def test_languages_and_load_are_said_and_found_again(client, track, reviewer):
    url = page(track.edition, "reviewer:profile")
    assert 'value="ar" id="id_languages_3" checked' in client.get(url).text

    answer = sent(client, url, languages=["fr", "zh"], most_reviews="4")

    assert answer.status_code == 302
    assert list(Expertise.objects.values_list("person", "languages", "most_reviews")) == [
        (reviewer.pk, ["fr", "zh"], 4)
    ]
    assert 'value="4"' in client.get(url).text
    assert "You said that you can write 4." not in client.get(page(track.edition, "reviewer:home")).text


def test_nonsense_is_refused_and_kept(client, track):
    url = page(track.edition, "reviewer:profile")

    for fields in (
        {"languages": ["xx"], "most_reviews": "4"},
        {"most_reviews": "-1"},
        {"most_reviews": "9" * 99},
    ):
        answer = sent(client, url, **fields)
        assert (answer.status_code, fields["most_reviews"] in answer.text) == (422, True)

    assert not Expertise.objects.exists()


def test_a_work_is_added_and_removed(client, track, reviewer):
    added = sent(
        client, page(track.edition, "reviewer:work"), title="مد وجزر", year="2020", abstract="On <tides>."
    )
    shown = client.get(page(track.edition, "reviewer:profile")).text
    work = Work.objects.get()

    removed = client.post(page(track.edition, "reviewer:work_removal", work.uid))

    assert ("مد وجزر" in shown, "On &lt;tides&gt;." in shown) == (True, True)
    assert [answer["Location"] for answer in (added, removed)] == [
        page(track.edition, "reviewer:profile")
    ] * 2
    assert not Work.objects.exists()


def test_the_works_of_others_are_not_removed(client, track):
    other = Work.objects.create(person=make.reviewer(track), title="Theirs")

    assert client.post(page(track.edition, "reviewer:work_removal", other.uid)).status_code == 404
    assert Work.objects.exists()


def test_topics_and_key_words_are_said_and_stay_to_be_changed(track, client):
    make.subtheme(track.edition, "skills")
    url = page(track.edition, "reviewer:profile")
    fields = {"languages": ["en"], "most_reviews": "3", "topics": ["skills"], "key_words": " radio \n\nradio"}

    client.post(url, {"key": make.form_key(client.get(url).text), **fields})

    assert list(Expertise.objects.values_list("topics", "key_words")) == [(["skills"], ["radio"])]
    text = client.get(url).text
    assert ('value="skills"' in text, "radio</textarea>" in text) == (True, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("\n".join(map(str, range(10, 19))), "These are 9 key words. Please give at most 8."),
        ("w" * 61, "A key word has at most 60 characters: " + "w" * 60),
    ],
)
def test_too_many_or_too_long_key_words_are_said_and_kept(track, client, words, sentence):
    url = page(track.edition, "reviewer:profile")

    response = client.post(
        url, {"key": make.form_key(client.get(url).text), "most_reviews": "3", "key_words": words}
    )

    assert response.status_code == 422
    assert sentence in response.text
    assert words.split()[-1] in response.text
    assert not Expertise.objects.exists()
