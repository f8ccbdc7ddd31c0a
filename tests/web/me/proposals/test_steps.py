"""Each step of a proposal is a small form that saves; nothing typed is lost, nothing forged is taken."""

from datetime import timedelta

import pytest

from convenor.editions.models import Format
from convenor.proposals.actions.contributions import set_contribution
from convenor.proposals.actions.contributors import invite_contributor
from convenor.proposals.models import Contributor, ContributorRole, Proposal, QuestionKind
from tests import make
from tests.proposals import writing
from tests.web.me.proposals.pages import at, key_of, send

pytestmark = pytest.mark.django_db

HOSTILE = ["\x00", "\u202edlrow", "<script>alert(1)</script>", "a\u0301" * 400, "'; DROP TABLE --"]


@pytest.fixture
def proposal():
    return writing.complete(title="Tides")


@pytest.fixture
def panel():
    return writing.complete(title="Tides", format=Format.PANEL)


@pytest.fixture
def browser(proposal):
    return make.signed_in(proposal.proposer)


def named(proposal, name="Bo", **facts):
    return invite_contributor(
        proposal=proposal,
        address=f"{name.lower()}@people.example",
        name=name,
        role=ContributorRole.SPEAKER,
        by=proposal.proposer,
        at=make.NOON,
        **facts,
    )


def asked(proposal):
    proposal.call.questions.create(slug="why", kind=QuestionKind.TEXT, text=make.english("Why now?"))


# The text


def test_text_is_saved_and_leads_on(browser, proposal):
    response = send(browser, at(proposal, "text/"), title="Neap tides", abstract="Small ones.")

    proposal.refresh_from_db()
    assert response.headers["Location"] == at(proposal, "details/")
    assert (str(proposal.title), str(proposal.abstract)) == ("Neap tides", "Small ones.")


def test_a_draft_may_stay_empty(browser, proposal):
    response = send(browser, at(proposal, "text/"), title="", abstract="")

    assert response.status_code == 302


def test_what_is_too_long_is_counted_and_kept_in_the_form(browser, proposal):
    words = "wave " * 301

    response = send(browser, at(proposal, "text/"), title="T" * 151, abstract=words)

    assert response.status_code == 422
    assert "Please shorten this to 150 characters; it has 151." in response.text
    assert "Please shorten this to 300 words; it has 301." in response.text
    assert words.strip() in response.text
    assert "T" * 151 in response.text


def test_what_is_typed_when_the_call_closes_is_kept_in_the_form(browser, proposal, clock):
    key = key_of(browser, at(proposal, "text/"))
    clock.at = proposal.call.closes_at

    response = browser.post(at(proposal, "text/"), {"key": key, "title": "Neap tides", "abstract": "New."})

    proposal.refresh_from_db()
    assert (response.status_code, str(proposal.title)) == (422, "Tides")
    assert "This call closed on 25 January 2027 13:00 (Paris) / 25 January 2027 12:00 (UTC)." in response.text
    assert 'value="Neap tides"' in response.text


def test_who_names_people_is_told_of_contributions_that_nobody_presents(panel):
    browser, me = make.signed_in(panel.proposer), panel.contributors.get()
    facts = {"proposal": panel, "title": "Moon", "abstract": "", "by": panel.proposer, "at": make.NOON}
    none = browser.get(at(panel, "people/")).text
    part = set_contribution(**facts)
    unpresented = browser.get(at(panel, "people/")).text
    set_contribution(**facts, contribution=part, presenter=me)
    presented = browser.get(at(panel, "people/")).text

    sentence = "Some contributions have nobody yet who presents them."
    assert [sentence in text for text in (none, unpresented, presented)] == [False, True, False]


@pytest.mark.parametrize("step", ["text/", "details/", "people/", "session/", "check/"])
def test_what_can_no_longer_be_changed_has_no_form(panel, clock, step):
    browser, address = make.signed_in(panel.proposer), at(panel, step)
    before = browser.get(address).text
    clock.at = panel.call.closes_at

    after = browser.get(address).text

    assert "This can no longer be changed." in after
    assert f'<a class="button" href="{at(panel)}">Read the proposal</a>' in after
    assert ["Read the proposal" in before, "<form" in after.partition("<main")[2]] == [False, False]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(browser, proposal, text):
    response = send(browser, at(proposal, "text/"), title=text, abstract=text)
    page = browser.get(at(proposal)).text

    assert response.status_code in {302, 422}
    assert "<script>alert" not in page
    assert not {"\x00", "\u202e"} & set(page)


def test_a_translation_is_put_and_taken_away(browser, proposal):
    address = at(proposal, "text/ar/")

    send(browser, address, title="المد", abstract="عن المد", status="machine")
    proposal.refresh_from_db()
    put = proposal.title.to_json()["ar"]
    send(browser, address, title="", abstract="", status="human")
    proposal.refresh_from_db()

    assert (put, proposal.title.languages) == ({"text": "المد", "status": "machine"}, ("en",))


@pytest.mark.parametrize("language", ["en", "xx", "english"])
def test_there_is_no_translation_into_the_original_or_an_unknown_language(browser, proposal, language):
    assert browser.get(at(proposal, f"text/{language}/")).status_code == 404


# The details


def test_details_are_saved_and_the_next_step_follows_from_them(browser, proposal):
    subtheme = make.subtheme(proposal.edition, "water")
    proposal.call.subthemes.add(subtheme)
    details = {
        "track": proposal.track.slug,
        "subtheme": "water",
        "format": "symposium",
        "minutes": "90",
        "language": "fr",
        "organization": "Sea School",
    }

    response = send(browser, at(proposal, "details/"), **details)

    proposal.refresh_from_db()
    assert response.headers["Location"] == at(proposal, "session/")
    assert (proposal.subtheme, proposal.format, proposal.minutes, proposal.language) == (
        subtheme,
        "symposium",
        90,
        "fr",
    )
    assert proposal.organization.name == "Sea School"


@pytest.mark.parametrize(
    "forged",
    [{"track": "elsewhere"}, {"minutes": "0"}, {"minutes": "9" * 40}, {"minutes": "soon"}, {"language": "x"}],
)
def test_forged_details_are_refused(browser, proposal, forged):
    details = {
        "track": proposal.track.slug,
        "format": "talk",
        "minutes": "60",
        "language": "en",
        "organization": "",
    }

    response = send(browser, at(proposal, "details/"), **{**details, **forged})

    assert response.status_code == 422


# The session


def test_contributions_are_added_moved_and_taken_out(panel):
    browser, session = make.signed_in(panel.proposer), at(panel, "session/")
    presenter = panel.contributors.get()
    for title in ("One", "Two"):
        send(browser, session + "new/", title=title, abstract="", presenter=presenter.pk, minutes="10")
    one, two = panel.contributions.order_by("position")

    send(browser, f"{session}{two.pk}/place/", form_at=session, place="earlier")
    order = [str(each.title) for each in panel.contributions.order_by("position")]
    send(browser, f"{session}{one.pk}/removal/", form_at=session)

    assert order == ["Two", "One"]
    (left,) = panel.contributions.all()
    assert (str(left.title), left.presenter, left.minutes) == ("Two", presenter, 10)


def test_a_removal_sent_twice_is_no_fault(panel):
    browser, session = make.signed_in(panel.proposer), at(panel, "session/")
    facts = {"by": panel.proposer, "at": make.NOON}
    part = set_contribution(proposal=panel, title="One", abstract="", **facts)
    key = key_of(browser, session)

    answers = [browser.post(f"{session}{part.pk}/removal/", {"key": key}) for _time in range(2)]

    assert [response.status_code for response in answers] == [302, 302]


@pytest.mark.parametrize("step", ["session/", "questions/"])
def test_what_is_not_asked_has_no_step(browser, proposal, step):
    assert browser.get(at(proposal, step)).status_code == 404


def test_a_contribution_is_translated(panel):
    part = set_contribution(proposal=panel, title="One", abstract="", by=panel.proposer, at=make.NOON)
    browser = make.signed_in(panel.proposer)

    send(browser, at(panel, f"session/{part.pk}/fr/"), title="Un", abstract="", status="human")

    part.refresh_from_db()
    assert part.title.in_("fr").text == "Un"


@pytest.mark.parametrize("number", [0, 4711, 10**30])
def test_a_contribution_that_is_not_there_is_not_found(panel, number):
    browser = make.signed_in(panel.proposer)

    for way in ("", "fr/"):
        assert browser.get(at(panel, f"session/{number}/{way}")).status_code == 404


# The people


def test_people_are_named_changed_and_taken_out(browser, proposal):
    people = at(proposal, "people/")

    send(browser, people, name="Bo", address="bo@people.example", role="speaker")
    bo = Contributor.objects.get(invited_as="Bo")
    send(browser, f"{people}{bo.pk}/", role="chair")
    bo.refresh_from_db()
    role, page = bo.role, browser.get(people).text
    send(browser, f"{people}{bo.pk}/removal/", form_at=f"{people}{bo.pk}/")

    assert (role, proposal.contributors.count()) == ("chair", 1)
    assert "Bo" in page
    assert "bo@people.example" not in page


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "x" * 260 + "@a.example"])
def test_a_bad_address_is_refused_and_kept(browser, proposal, address):
    response = send(browser, at(proposal, "people/"), name="Bo", address=address, role="speaker")

    assert (response.status_code, proposal.contributors.count()) == (422, 1)
    assert 'value="Bo"' in response.text


def test_contributors_see_the_people_and_the_proposer_alone_names_them(proposal):
    bo = named(proposal)
    Contributor.objects.filter(pk=bo.pk).update(agreed_at=make.NOON)
    theirs = make.signed_in(bo.person)

    page = theirs.get(at(proposal, "people/"))
    other = theirs.get(at(proposal, f"people/{bo.pk}/"))
    removal = theirs.post(at(proposal, f"people/{bo.pk}/removal/"), {})

    assert (page.status_code, other.status_code, removal.status_code) == (200, 404, 404)
    assert 'name="address"' not in page.text


# Who sees what

STEPS = ["", "text/", "text/fr/", "details/", "people/", "questions/", "check/", "withdrawal/", "versions/"]


@pytest.mark.parametrize("step", STEPS)
def test_strangers_find_nothing(client, proposal, step):
    stranger = make.signed_in(make.person("Stranger"))

    assert stranger.get(at(proposal, step)).status_code == 404
    assert stranger.post(at(proposal, step), {"title": "Mine"}).status_code in {404, 405}
    assert client.get(at(proposal, step)).headers["Location"].startswith("/en/sign-in/")


@pytest.mark.parametrize(("step", "status"), [("", 200), ("versions/", 200), ("text/", 404), ("check/", 404)])
def test_who_has_not_agreed_yet_looks_and_does_not_write(proposal, step, status):
    bo = named(proposal)

    assert make.signed_in(bo.person).get(at(proposal, step)).status_code == status


def test_who_refused_sees_it_no_more(proposal):
    bo = named(proposal)
    Contributor.objects.filter(pk=bo.pk).update(refused_at=make.NOON)

    assert make.signed_in(bo.person).get(at(proposal)).status_code == 404


@pytest.mark.parametrize("step", [step for step in STEPS if step not in {"", "versions/"}])
def test_after_the_deadline_each_step_says_so(browser, proposal, clock, step):
    asked(proposal)
    clock.at = proposal.call.closes_at + timedelta(seconds=1)

    response = browser.get(at(proposal, step))

    assert response.status_code == 200
    assert "This can no longer be changed." in response.text


def test_every_step_can_be_read_in_every_language(panel):
    browser = make.signed_in(panel.proposer)
    asked(panel)

    pages = [
        browser.get(f"/{language}/me/proposals/{panel.code}/{step}")
        for language in ("en", "fr", "es", "ar", "ru", "zh")
        for step in [*(step for step in STEPS if step != "text/fr/"), "session/", "session/new/"]
    ]

    assert {page.status_code for page in pages} == {200}
    assert all(page.text.count("<h1") == 1 for page in pages)


# At a glance


def test_the_overview_counts_the_steps(browser, proposal):
    proposal.call.subthemes.add(make.subtheme(proposal.edition))

    page = browser.get(at(proposal)).text

    assert "3 of 5 steps are done" in page
    assert "Choose the subtheme it belongs to." in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(django_assert_num_queries, many):
    call, ada = writing.call(), make.person("Ada")
    codes = [writing.submitted(call, ada, title=f"Tide {number}").code for number in range(many)]
    browser = make.signed_in(ada)

    with django_assert_num_queries(4):
        page = browser.get("/en/me/proposals/").text

    assert [code in page for code in codes] == [True] * many


def test_proposals_of_others_are_not_listed():
    writing.complete(title="Tides")

    page = make.signed_in(make.person("Stranger")).get("/en/me/proposals/").text

    assert "Tides" not in page
    assert Proposal.objects.count() == 1
