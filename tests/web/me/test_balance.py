"""My gender, for a balance: kept as said, for what was agreed; nobody else reads it, and the log neither."""

import pytest
from django.db import IntegrityError, transaction

from convenor.accounts.actions import erase, set_gender
from convenor.accounts.actions.balance import NotAnAnswer
from convenor.audit.models import Entry
from convenor.people.models import Gender, GenderAnswer
from tests import make

pytestmark = pytest.mark.django_db

PAGE = "/en/me/balance/"
NOTHING = {"gender": "", "own_words": "", "in_figures": False, "on_panels": False}


def save(client, **said):
    return client.post(PAGE, {**said, "key": make.form_key(client.get(PAGE).text)})


def kept(person):
    answer = GenderAnswer.objects.filter(person=person)
    return answer.values_list("gender", "own_words", "in_figures", "on_panels").first()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"gender": "woman"}, ("woman", "", False, False)),
        ({"gender": "non-binary", "in_figures": "on"}, ("non-binary", "", True, False)),
        ({"gender": "man", "on_panels": "on"}, ("man", "", False, True)),
        ({"gender": "own-words", "own_words": " two \n spirit "}, ("own-words", "two spirit", False, False)),
        ({"gender": "not-said"}, ("not-said", "", False, False)),
        ({"gender": ""}, None),
        ({}, None),
    ],
)
def test_an_answer_is_kept_and_no_use_is_agreed_to_unless_ticked(said, found):
    ada = make.person("Ada")

    answer = save(make.signed_in(ada), **said)

    assert (answer.status_code, kept(ada)) == (302, found)


@pytest.mark.parametrize(
    ("gender", "found"),
    [("", None), ("not-said", ("not-said", "", False, False)), ("woman", ("woman", "", True, True))],
)
def test_an_answer_is_taken_back_or_changed_by_one_tick(gender, found):
    ada = make.person("Ada")
    client = make.signed_in(ada)
    before = {"own_words": "two spirit", "in_figures": "on", "on_panels": "on"}
    save(client, gender="own-words", **before)

    answer = save(client, gender=gender, **before)  # as a browser sends what stands in the form

    assert (answer.status_code, kept(ada)) == (302, found)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"gender": "own-words", "own_words": " . "}, "Please write your own words"),
        ({"gender": "man", "own_words": "a sailor"}, "kept only with “in my own words”"),
        ({"gender": "not-said", "in_figures": "on"}, "nothing can be used"),
        ({"gender": "", "on_panels": "on"}, "nothing can be used"),
        ({"gender": "queen"}, "Please choose one of the answers offered."),
        ({"gender": "own-words", "own_words": "x" * 101}, "Please shorten this"),
    ],
)
def test_what_contradicts_itself_is_refused_in_a_sentence_and_stays_in_the_form(said, sentence):
    ada = make.person("Ada")

    answer = save(make.signed_in(ada), **said)

    assert (answer.status_code, kept(ada)) == (422, None)
    assert sentence in answer.text
    assert said.get("own_words", "").strip() in answer.text


def test_the_page_shows_what_was_said_to_who_said_it():
    ada, bo = make.person("Ada"), make.person("Bo")
    save(make.signed_in(ada), gender="own-words", own_words="Estuarine", on_panels="on")

    pages = [make.signed_in(each).get(PAGE).text for each in (ada, bo)]

    assert ["Estuarine" in page for page in pages] == [True, False]


def test_an_answer_can_be_taken_back():
    ada = make.person("Ada")
    client = make.signed_in(ada)
    save(client, gender="woman", in_figures="on", on_panels="on")

    save(client, gender="")

    assert kept(ada) is None


def test_the_log_says_that_it_changed_and_neither_what_nor_to_what():
    ada = make.person("Ada")
    client = make.signed_in(ada)

    for said in ({"gender": "woman", "in_figures": "on"}, *[{"gender": "man"}] * 2, {"gender": ""}):
        save(client, **said)

    entries = list(Entry.objects.order_by("seq"))
    assert [(each.action, each.actor, each.detail) for each in entries] == [
        ("person.changed_balance", ada, {})
    ] * 3


def test_own_data_have_it_and_those_of_others_do_not():
    ada, bo = make.person("Ada"), make.person("Bo")
    save(make.signed_in(ada), gender="own-words", own_words="Estuarine", in_figures="on")

    files = [make.signed_in(each).get("/en/me/data/file/").json() for each in (ada, bo)]

    told = files[0]["accounts"]["gender"]
    assert told == {**told, "gender": "own-words", "own_words": "Estuarine", "in_figures": True}
    assert files[1]["accounts"]["gender"] is None


def test_who_is_forgotten_takes_it_along():
    ada = make.person("Ada")
    save(make.signed_in(ada), gender="woman", in_figures="on")

    erase(by=ada, at=make.NOON)

    assert kept(ada) is None


def test_one_action_says_it_of_nobody_but_who_acts():
    ada, bo = make.person("Ada"), make.person("Bo")

    set_gender(**{**NOTHING, "gender": "woman"}, by=ada, at=make.NOON)

    assert (kept(ada), kept(bo)) == (("woman", "", False, False), None)


@pytest.mark.parametrize(
    "row",
    [
        {"gender": Gender.NOT_SAID, "in_figures": True},
        {"gender": Gender.NOT_SAID, "on_panels": True},
        {"gender": Gender.OWN_WORDS},
        {"gender": Gender.MAN, "own_words": "a sailor"},
    ],
)
def test_the_database_refuses_what_the_action_refuses(row):
    ada = make.person("Ada")

    with pytest.raises(IntegrityError), transaction.atomic():
        GenderAnswer.objects.create(person=ada, changed_at=make.NOON, **row)
    with pytest.raises(NotAnAnswer):
        set_gender(**{**NOTHING, **row}, by=ada, at=make.NOON)
