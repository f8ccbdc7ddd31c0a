"""The organiser's pages of suggested assignments: ask, wait, read why, change by hand, compare, adopt."""

import hashlib
import json
import re

import pytest

from convenor.audit.models import Entry
from convenor.cli.main import main
from convenor.editions.models import Role
from convenor.kernel.queued import RunState
from convenor.proposals.kinds import ConflictKind
from convenor.review.actions.matching import ask_for_matching
from convenor.review.models import Assignment, Expertise, Work
from convenor.review.personal import erase
from convenor.review.runs import Options
from convenor.review.suggested import MatchingProof, MatchingRun
from convenor.review.tasks import work_out_matching
from convenor.web.links import page
from tests import make
from tests.review.test_matching import PLAIN, TOPICS, Week

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return Week()


@pytest.fixture
def client(week):
    return make.signed_in(week.chair)


@pytest.fixture
def address(week):
    return lambda name, *parts: page(week.edition, f"organiser:{name}", *parts)


FORM = {"reading": "one", "present": "stay", "apart": "on", "chance": "", "fair": "on"}


def _plain(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def _asked(client, address, **fields):
    key = make.form_key(client.get(address("matching")).text)
    return client.post(address("matching"), {"key": key, **FORM, **fields})


def _sent(client, url, shown, **fields):
    return client.post(url, {"key": make.form_key(client.get(shown).text), **fields}, follow=True)


def test_what_is_asked_is_worked_out_while_a_page_waits(week, client, address):
    response = _asked(client, address, track="talks")
    waiting = client.get(response["Location"])
    work_out_matching(make.NOON)
    text = _plain(client.get(response["Location"]).text)

    assert (waiting["Refresh"], "It is being worked out." in waiting.text) == ("3", True)
    assert "3 reviews are to be asked for." in text
    assert "All pairs together:" in text
    assert "This is proven: there is no better one." in text
    assert Assignment.objects.count() == 0


def test_a_form_sent_twice_asks_once(week, client, address):
    fields = {"key": make.form_key(client.get(address("matching")).text), **FORM}

    first, second = (client.post(address("matching"), fields) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert MatchingRun.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"chance": "1/2"}, "By lot, only the sum of all pairs counts. Take back the goals before it."),
        ({"fair": "", "chance": "1/2", "present": "fewest"}, "By lot, all who are asked already stay."),
        ({"least": "5", "most": "2"}, "The least number is above the greatest."),
        ({"track": "elsewhere"}, "Please choose one of the answers offered."),
        ({"least": "-1"}, "Please give a number of at least 0."),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(client, address, fields, sentence):
    response = _asked(client, address, **fields)

    assert response.status_code == 422
    assert sentence in response.text


def test_adopting_asks_the_reviewers_and_says_what_was_not_possible(week, client, address):
    run = week.worked_out()
    week.conflict("phones", week.reviewers["phones"])
    shown = address("matching_run", run.uid)

    response = _sent(client, address("matching_adoption", run.uid), shown)

    text = _plain(response.text)
    assert "The reviewers are asked; their letters are on the way." in text
    assert f"Reviewer phones contributes to {week.proposals['phones'].code}" in text
    assert Assignment.objects.filter(ended_at=None).count() == 2


def test_of_what_is_adopted_only_what_nobody_was_asked_for_is_offered_again(week, client, address):
    run = week.worked_out()
    shown = address("matching_run", run.uid)

    _sent(client, address("matching_adoption", run.uid), shown)
    Assignment.objects.filter(reviewer=week.reviewers["phones"]).update(ended_at=run.at)

    text = _plain(client.get(shown).text)
    assert "All reviews that it suggests were asked for." in text
    assert "to be asked for." not in text
    assert "send the letter" not in text

    Assignment.objects.filter(reviewer=week.reviewers["radio"]).delete()

    text = _plain(client.get(shown).text)
    assert "1 review is to be asked for." in text
    assert "Ask for 1 review and send the letter" in text


def test_a_pair_tells_why_in_sentences(week, client, address):
    run = week.worked_out()
    code, uid = week.proposals["radio"].code, week.reviewers["radio"].uid

    text = _plain(client.get(address("matching_pair", run.uid, code, uid)).text)

    assert "What they wrote is like the proposal (" in text
    assert "Interactive radio lessons for rural primary schools: a study" in text
    assert "What both say, and its part in this:" in text
    assert "They read its language (10 of 10 points)." in text
    assert "Their wish: nothing said (5 of 10 points)." in text


def test_the_part_of_meaning_is_told_beside_that_of_words(week, client, address):
    run = week.worked_out()
    pair = run.pairs.get(reviewer=week.reviewers["radio"])
    assert pair.why["meaning"] == 0.0  # the extra is not installed here
    pair.why |= {"text": 0.45, "meaning": 0.2}
    pair.save()

    text = _plain(client.get(address("matching_pair", run.uid, pair.proposal.code, pair.reviewer.uid)).text)

    assert "What they wrote is like the proposal (25 of 60 points)" in text
    assert (
        "A small language model compared their English texts, also where words differ (20 of 30 points)."
        in text
    )


def test_without_works_that_is_said(week, client, address):
    Work.objects.all().delete()
    run = week.worked_out()
    pair = run.pairs.first()

    text = client.get(address("matching_pair", run.uid, pair.proposal.code, pair.reviewer.uid)).text

    assert "This reviewer brought no works, so the text gives no points." in text


def test_a_change_by_hand_is_a_suggestion_of_its_own_with_its_price(week, client, address):
    run = week.worked_out()
    url = address("matching_pair", run.uid, week.proposals["radio"].code, week.reviewers["radio"].uid)

    _sent(client, url, url, what=str(week.reviewers["phones"].uid))
    work_out_matching(make.NOON)
    again = MatchingRun.objects.latest("pk")
    text = _plain(client.get(address("matching_comparison", again.uid, run.uid)).text)

    assert "phones" in week.names(again)["radio"]
    assert re.search(r"against the second, in points: \d+(\.\d)?\. Pairs that both have: 2\.", text)
    assert Assignment.objects.count() == 0


def test_who_cannot_be_found_is_named_with_ways_out(week, client, address):
    for reviewer in week.reviewers.values():
        week.conflict("radio", reviewer)
    run = week.worked_out()

    text = _plain(client.get(address("matching_run", run.uid)).text)

    code = week.proposals["radio"].code
    assert f"\u2068{code}\u2069: reviews wanted: 1; reviewers who may judge it: 0." in text
    assert "Look again at who may not judge: they work or worked together (3)." in text


def test_loads_that_cannot_be_met_are_said(week, client, address):
    Expertise.objects.update(most_reviews=0)
    run = week.worked_out()

    text = _plain(client.get(address("matching_run", run.uid)).text)

    assert "Reviews wanted in all: 3; all reviewers together take at most: 0." in text


def test_without_the_solver_it_says_how_to_install_it(week, client, address, monkeypatch):
    monkeypatch.setattr("convenor.web.organiser.matching.asking.is_installed", lambda: False)
    run = week.ask()
    MatchingRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, problem="not-installed")

    pages = [client.get(address("matching")), client.get(address("matching_run", run.uid))]

    assert [response.status_code for response in pages] == [200, 200]
    assert all("convenor[solver]" in response.text for response in pages)


def test_another_organiser_sees_neither_the_run_nor_its_pairs(week, address):
    run, other = week.worked_out(), make.person("Other Chair")
    make.office(week.edition, other, Role.CHAIR)
    client, pair = make.signed_in(other), run.pairs.first()

    found = [
        client.get(address("matching_run", run.uid)).status_code,
        client.get(address("matching_pair", run.uid, pair.proposal.code, pair.reviewer.uid)).status_code,
        client.get(address("matching_comparison", run.uid, run.uid)).status_code,
    ]

    assert found == [404, 404, 404]
    assert str(run.uid) not in client.get(address("matching")).text


def test_a_proposal_in_conflict_with_its_asker_leaves_the_page_at_once(week, client, address):
    run = week.worked_out()
    proposal = week.proposals["radio"]
    shown = client.get(address("matching_run", run.uid)).text

    week.conflict("radio", week.chair)

    assert proposal.code in shown
    assert proposal.code not in client.get(address("matching_run", run.uid)).text
    url = address("matching_pair", run.uid, proposal.code, week.reviewers["radio"].uid)
    assert client.get(url).status_code == 404


def test_who_takes_the_place_of_somebody_in_conflict_is_the_one_who_fits_best(week, client, address):
    run = week.worked_out()
    week.adopt(run)
    week.conflict("radio", week.reviewers["radio"])
    best = run.pairs.get(reviewer=week.reviewers["radio"]).why["instead"][0]

    text = _plain(client.get(address("assignments", week.proposals["radio"].code)).text)

    name = next(each.name for each in week.reviewers.values() if each.pk == best[0])
    assert f"Ask {name} instead Fits {round(best[1] / 10_000, 1):g} of 100" in text


def test_one_is_stopped_and_asked_again_with_other_answers(week, client, address):
    run = ask_for_matching(edition=week.edition, track=week.track, options=PLAIN, by=week.chair, at=make.NOON)
    shown = address("matching_run", run.uid)

    text = _sent(client, address("matching_stop", run.uid), shown).text
    again = _sent(client, address("matching_again", run.uid), shown)

    assert "stopped" in text
    assert "It is being worked out." in again.text
    assert "selected" in client.get(address("matching"), {"like": run.pk}).text
    assert client.get(address("matching"), {"like": "nonsense"}).status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_pairs_cost_the_same_queries_however_many(
    week, client, address, django_assert_max_num_queries, many
):
    run = week.worked_out()
    run.pairs.exclude(pk__in=list(run.pairs.values_list("pk", flat=True)[:many])).delete()
    client.get(address("matching_run", run.uid))

    with django_assert_max_num_queries(27):
        response = client.get(address("matching_run", run.uid))

    assert response.status_code == 200


@pytest.mark.parametrize(
    "options", [PLAIN, Options(floor=True, experience=True), Options(chance="1/2", fair=False, apart=False)]
)
def test_the_proof_is_one_file_that_the_command_checks(week, address, tmp_path, capsys, options):
    week.conflict("radio", week.reviewers["phones"])
    run = week.worked_out(options)
    client = make.signed_in(week.chair)
    response = client.get(address("matching_proof", run.uid))
    file = tmp_path / "proof.json"
    file.write_bytes(response.content)
    (answered,) = Entry.objects.filter(action="matching.answered")

    assert hashlib.sha256(response.content).hexdigest() == answered.detail["proof"]
    assert answered.detail["proof"] in client.get(address("matching_run", run.uid)).text
    assert main(["match", "check", str(file), "--sha256", answered.detail["proof"]]) == 0
    assert capsys.readouterr().out == "PASSED: everything holds\n"


def test_the_proof_names_proposals_by_code_and_nobody(week, client, address):
    week.conflict("radio", week.reviewers["phones"], ConflictKind.ADVISOR)
    run = week.worked_out()

    told = client.get(address("matching_proof", run.uid)).json()

    assert told["proposals"] == sorted(each.code for each in week.proposals.values())
    assert {why for _p, _r, why in told["problem"]["barred"]} == {"barred"}
    text = json.dumps(told)
    people = list(week.reviewers.values())
    assert [person for person in people if person.name in text or str(person.uid) in text] == []
    assert not any(title in text for title in TOPICS.values())


def test_a_proof_goes_out_of_sight_with_a_proposal_in_it_and_with_its_reviewers(week, client, address):
    run, other = week.worked_out(), make.person("Another chair")
    make.office(week.edition, other, Role.CHAIR)
    url = address("matching_proof", run.uid)

    assert make.signed_in(other).get(url).status_code == 404
    assert client.get(url).status_code == 200
    week.conflict("radio", week.chair)
    assert client.get(url).status_code == 404
    assert url not in client.get(address("matching_run", run.uid)).text

    erase(week.reviewers["phones"], make.LATER)
    assert MatchingProof.objects.count() == 0


def test_declared_topics_are_told_in_the_reasons(week, client, address):
    Expertise.objects.update(key_words=["radio", "tablets"], topics=["elsewhere"])
    run = week.worked_out()
    pair = run.pairs.get(reviewer=week.reviewers["radio"])
    url = address("matching_pair", run.uid, pair.proposal.code, pair.reviewer.uid)

    assert "Key words of theirs stand in it: radio (topics: 10 of 20 points)." in _plain(
        client.get(url).text
    ).replace("\u2068", "").replace("\u2069", "")

    pair.why["shared"] = [["radio"], []]
    pair.save()
    assert "They chose its subtheme (topics: 10 of 20 points)." in client.get(url).text
