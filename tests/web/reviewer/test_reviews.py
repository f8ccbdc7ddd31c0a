"""A reviewer's pages: the list, the review, and what is not theirs."""

import pytest
from django.core.files.base import ContentFile

from convenor.editions.models import Role
from convenor.outbox.models import Message
from convenor.proposals.models import (
    Answer,
    Conflict,
    Contribution,
    Decision,
    Question,
    QuestionKind,
    Verdict,
)
from convenor.review.actions.reminders import remind
from convenor.review.models import Assignment, Review, ReviewRules, Score
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db

WHOLE = {"score-clarity": "4", "score-use": "3"}


@pytest.fixture
def track():
    track = make.track(make.edition())
    make.criterion(track, "clarity", low_anchor=make.english("dark"), high_anchor=make.english("bright"))
    make.criterion(track, "use", most=3)
    ReviewRules.objects.create(track=track, due_at=make.NEXT_DAY, guidance=make.english("Be kind."))
    return track


@pytest.fixture
def reviewer(track):
    return make.reviewer(track, "Ada")


@pytest.fixture
def proposal(track, reviewer):
    proposal = make.proposal("Tides", track=track)
    make.assignment(proposal, reviewer)
    return proposal


@pytest.fixture
def client(reviewer):
    return make.signed_in(reviewer)


def address(proposal, name="review"):
    return page(proposal.edition, f"reviewer:{name}", proposal.code)


def home(track):
    return page(track.edition, "reviewer:home")


def sent(client, url, then="", **fields):
    """What the form at ``url`` answers, filled in."""
    key = make.form_key(client.get(url).text)
    return client.post(url, {"key": key, "then": then, **fields})


def scores():
    return dict(Score.objects.values_list("criterion__slug", "value"))


def test_the_list_has_what_is_asked_with_its_deadline(client, track, proposal):
    shown = client.get(home(track)).text

    assert f'href="{address(proposal)}"' in shown
    assert "Tides" in shown
    assert "16 January 2027" in shown
    assert "To write: 1. Submitted: 0." in shown


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, track, reviewer, many, django_assert_num_queries):
    for _ in range(many):
        make.assignment(make.proposal(track=track), reviewer)

    with django_assert_num_queries(10):
        client.get(home(track))


def test_the_review_shows_the_proposal_the_anchors_and_the_guidance(client, proposal):
    shown = client.get(address(proposal)).text

    for text in ("Tides", "What Tides is about.", "dark", "bright", "Be kind.", proposal.proposer.name):
        assert text in shown


def test_all_languages_of_a_proposal_are_there_with_their_status(client, proposal):
    proposal.title = make.english("Tides").plus("Marées", "fr").plus("Mareas", "es", "machine")
    proposal.abstract = make.english("Water.").plus("De l’eau.", "fr").plus("Agua.", "es", "machine")
    proposal.save()

    shown = client.get(address(proposal).replace("/en/", "/fr/", 1)).text

    for text in ("<h1>Marées</h1>", "De l’eau.", "Water.", "Agua.", 'lang="es"'):
        assert text in shown


def test_contributions_and_answers_are_shown(client, proposal):
    Contribution.objects.create(proposal=proposal, position=1, title=make.english("Ebb"), minutes=20)
    kinds = {"devices": QuestionKind.CHOICE, "needs": QuestionKind.TEXT, "slides": QuestionKind.FILE}
    questions = {
        slug: Question.objects.create(
            call=proposal.call,
            slug=slug,
            kind=kind,
            text=make.english(f"Which {slug}?"),
            choices=[{"key": "tablet", "text": make.english("A tablet").to_json()}],
        )
        for slug, kind in kinds.items()
    }
    Answer.objects.create(proposal=proposal, question=questions["devices"], text="tablet")
    Answer.objects.create(proposal=proposal, question=questions["needs"], text="A <b>ramp</b>")
    Answer.objects.create(
        proposal=proposal,
        question=questions["slides"],
        file=ContentFile(b"%PDF", name="x"),
        file_name="by Bo Author.pdf",
    )

    shown = client.get(address(proposal)).text
    file = client.get(page(proposal.edition, "reviewer:file", proposal.code, "slides"))

    for text in ("Ebb", "Which devices?", "A tablet", "A &lt;b&gt;ramp&lt;/b&gt;"):
        assert text in shown
    assert "by Bo Author" not in shown
    assert b"".join(file.streaming_content) == b"%PDF"
    assert file["Content-Disposition"] == f'attachment; filename="{proposal.code}-slides.pdf"'
    assert file["Content-Security-Policy"].startswith("sandbox")


def test_a_draft_is_saved_and_found_again(client, proposal):
    answer = sent(client, address(proposal), **{"score-clarity": "2", "to_committee": "Hm & so on."})

    assert (answer.status_code, answer["Location"]) == (302, address(proposal))
    assert (scores(), Review.objects.get().submitted_at) == ({"clarity": 2}, None)
    shown = client.get(address(proposal)).text
    assert "Hm &amp; so on." in shown
    assert 'value="2"' in shown.split("checked")[0].rsplit("<input", 1)[1]


def test_a_review_is_submitted_once_however_often_it_is_sent(client, track, proposal):
    url = address(proposal)
    form = {"key": make.form_key(client.get(url).text), "then": "submit", **WHOLE}

    answers = [client.post(url, form) for _ in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, home(track))] * 2
    assert (scores(), Review.objects.get().submitted_at) == ({"clarity": 4, "use": 3}, make.NOON)


def test_a_missing_score_is_asked_for_and_what_was_typed_is_kept(client, proposal):
    answer = sent(
        client, address(proposal), "submit", **{"score-clarity": "2", "to_contributors": "Go on <so>"}
    )

    assert answer.status_code == 422
    assert "Please choose a score." in answer.text
    assert "Go on &lt;so&gt;" in answer.text
    assert 'value="2"' in answer.text.split("checked")[0].rsplit("<input", 1)[1]
    assert not Review.objects.exists()


def test_too_many_words_are_refused_and_kept(client, proposal):
    answer = sent(client, address(proposal), to_contributors="word " * 501)

    assert answer.status_code == 422
    assert "Please shorten this to 500 words; it has 501." in answer.text
    assert "word word" in answer.text


@pytest.mark.parametrize(
    "value", ["6", "0", "-1", "4.0", "x", "\0", "٤", "4" * 5000, "\ud800".encode("utf-16", "surrogatepass")]
)
@pytest.mark.parametrize("then", ["", "submit"])
def test_scores_off_the_scale_are_refused(client, proposal, value, then):
    answer = sent(client, address(proposal), then, **{**WHOLE, "score-clarity": value})

    assert answer.status_code == 422
    assert not Review.objects.exists()


@pytest.mark.parametrize("text", ["a\0b", "\u202egnihton", "\u0301" * 3000])
def test_hostile_comments_are_cleaned_or_refused(client, proposal, text):
    answer = sent(client, address(proposal), to_committee=text)

    assert answer.status_code in {302, 422}
    assert client.get(address(proposal)).status_code == 200


def test_a_submitted_review_may_be_changed_but_is_no_draft_again(client, track, proposal):
    sent(client, address(proposal), "submit", **WHOLE)
    shown = client.get(address(proposal)).text
    stale = sent(client, address(proposal), "draft", **{"score-clarity": "1", "to_committee": "typed"})
    sent(client, address(proposal), "submit", **{**WHOLE, "score-use": "1"})

    assert "Save draft" not in shown
    assert (stale.status_code, "typed" in stale.text) == (422, True)
    assert scores() == {"clarity": 4, "use": 1}


def test_after_the_decision_is_released_the_review_is_only_read(client, proposal, reviewer):
    sent(client, address(proposal), "submit", **{**WHOLE, "to_committee": "Between us."})
    form = {"key": make.form_key(client.get(address(proposal)).text), "then": "submit", **WHOLE}
    decision = Decision.objects.create(
        proposal=proposal,
        verdict=Verdict.ACCEPT,
        decided_by=make.person(),
        decided_at=make.NOON,
        released_at=make.NOON,
    )

    shown = client.get(address(proposal)).text
    late = client.post(address(proposal), {**form, "to_committee": "typed too late"})

    assert ("Between us." in shown, "<textarea" in shown, decision.verdict in shown) == (True, False, False)
    assert (late.status_code, "typed too late" in late.text) == (422, True)


def test_a_conflict_takes_the_proposal_out_of_sight_at_once(client, track, proposal, reviewer):
    answer = sent(client, address(proposal, "conflict"), reason="My sister.")

    assert (answer.status_code, answer["Location"]) == (302, home(track))
    assert list(Conflict.objects.values_list("person", "reason")) == [(reviewer.pk, "My sister.")]
    assert proposal.code not in client.get(home(track)).text
    for name in ("review", "conflict", "decline"):
        assert client.get(address(proposal, name)).status_code == 404


def test_a_conflict_declared_while_the_form_was_open_stops_the_review(client, proposal, reviewer):
    form = {"key": make.form_key(client.get(address(proposal)).text), "then": "submit", **WHOLE}
    Conflict.objects.create(proposal=proposal, person=reviewer, declared_by=reviewer, declared_at=make.NOON)

    assert client.post(address(proposal), form).status_code == 404
    assert not Review.objects.exists()


def test_a_review_is_declined(client, track, proposal):
    answer = sent(client, address(proposal, "decline"), reason="I do not read Spanish.")

    assert (answer.status_code, answer["Location"]) == (302, home(track))
    assert Assignment.objects.get().end_note == "I do not read Spanish."
    assert client.get(address(proposal)).status_code == 404


def test_a_submitted_review_is_not_declined(client, proposal):
    sent(client, address(proposal), "submit", **WHOLE)

    assert sent(client, address(proposal, "decline"), reason="typed").status_code == 422


@pytest.mark.parametrize("name", ["review", "conflict", "decline"])
def test_what_one_is_not_asked_to_review_does_not_exist(client, track, reviewer, name):
    unasked = make.proposal(track=track)
    of_others = make.proposal(track=track)
    make.assignment(of_others, make.reviewer(track))
    own = make.proposal(track=track, proposer=reviewer)
    make.assignment(own, reviewer)
    elsewhere = make.proposal(track=make.track(track.edition))
    make.assignment(elsewhere, reviewer)

    for proposal in (unasked, of_others, own, elsewhere):
        for answer in (client.get(address(proposal, name)), client.post(address(proposal, name), WHOLE)):
            assert answer.status_code == 404
    for forged in ("nothing", "1", "-", "é", "x" * 500):
        assert client.get(f"/en/{track.edition.path}/review/proposals/{forged}/").status_code == 404


def test_who_is_no_reviewer_finds_no_pages(track, proposal):
    for person in (proposal.proposer, make.person()):
        client = make.signed_in(person)
        for url in (home(track), address(proposal), page(track.edition, "reviewer:profile")):
            assert client.get(url).status_code == 404


def test_the_letter_leads_to_the_list(client, track, proposal, reviewer):
    chair = make.person()
    make.office(track.edition, chair, Role.CHAIR)

    remind(edition=track.edition, by=chair, at=make.NOON)

    link = next(line for line in Message.objects.get().body.split() if line.startswith("http"))
    assert client.get(link).status_code == 200


def test_a_revised_proposal_is_marked_compared_and_reviewed_again(client, track, reviewer, proposal):
    version = make.version(proposal)
    Review.objects.create(
        assignment=Assignment.objects.get(), version=version, changed_at=make.NOON, submitted_at=make.NOON
    )
    make.decision(proposal, Verdict.REVISE, released_at=make.NOON)
    before = [client.get(url).status_code for url in (address(proposal, "changes"), address(proposal))]
    proposal.abstract = make.english("What Tides is about, and its budget.")
    proposal.save()
    make.revision(proposal)

    listed, read = client.get(home(track)).text, client.get(address(proposal)).text
    changes = client.get(address(proposal, "changes")).text
    answer = sent(client, address(proposal), "submit", **WHOLE)

    assert (before, answer.status_code, scores()) == ([404, 200], 302, {"clarity": 4, "use": 3})
    assert "<bdi>revised</bdi>" in listed
    assert "This is a revised version, handed in on 15 January 2027" in " ".join(read.split())
    assert "<del>about.</del><ins>about, and its budget.</ins>" in changes
    assert "Between the version that you reviewed and the one that was handed in last." in changes
    assert "<bdi>revised</bdi>" not in client.get(home(track)).text


@pytest.mark.parametrize("shows_names", [False, True])
def test_what_changed_is_told_without_names(client, track, proposal, shows_names):
    ReviewRules.objects.update(anonymity="single-blind" if shows_names else "double-blind")
    make.version(proposal)
    question = Question.objects.create(
        call=proposal.call, slug="plan", kind=QuestionKind.FILE, text=make.english("A plan")
    )
    answer = Answer(proposal=proposal, question=question, file_name="plan-of-bo.pdf", file_type="x")
    answer.file.save("plan", ContentFile(b"plan"), save=False)
    answer.save()
    bo = make.contributor(proposal, make.person("Bo of the Sea School"), agreed_at=make.NOON)
    Contribution.objects.create(proposal=proposal, position=1, title=make.english("Part"), presenter=bo)
    proposal.organization = make.organization("Sea School")
    proposal.save()
    make.revision(proposal)

    changes = client.get(address(proposal, "changes")).text

    assert [word in changes for word in ("Part", "A plan")] == [True, True]
    assert [word in changes for word in ("Bo", "plan-of-bo", "Sea School")] == [False] * 3
