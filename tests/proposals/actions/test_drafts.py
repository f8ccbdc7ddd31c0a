"""A proposal is begun while its call is open, and saved at every step by those who take part."""

from datetime import timedelta
from uuid import uuid4

import pytest

from convenor.audit.actions import KeyReused
from convenor.audit.models import Entry
from convenor.editions.models import Format, Track
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Status
from convenor.proposals.actions.drafts import NotOffered, save_draft, start_proposal, translate_text
from convenor.proposals.actions.editing import AlreadyWithdrawn, CallClosed, Incomplete, TooMany
from convenor.proposals.actions.late_links import add_late_link
from convenor.proposals.actions.submissions import withdraw
from convenor.proposals.actions.texts import TooLong
from convenor.proposals.completeness import problems_of
from convenor.proposals.models import Decision, Proposal, Verdict
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def test_who_begins_a_proposal_takes_part_in_it():
    call, ada = writing.call(), make.person("Ada")

    proposal = writing.started(call, ada)

    (contributor,) = proposal.contributors.all()
    assert (contributor.person, contributor.agreed_at) == (ada, make.NOON)
    assert (proposal.proposer, proposal.edition, proposal.minutes) == (ada, call.edition, 60)
    assert [version.number for version in proposal.versions.all()] == [1]
    assert Entry.objects.latest("seq").action == "proposal.started"


def test_beginning_twice_with_one_key_begins_once():
    call, ada, key = writing.call(), make.person("Ada"), uuid4()
    request = {"call": call, "track": call.tracks.get(), "language": "en", "by": ada, "at": make.NOON}

    first = start_proposal.once(key, format=Format.TALK, **request)
    again = start_proposal.once(key, format=Format.TALK, **request)

    assert (first, Proposal.objects.count()) == (again, 1)
    with pytest.raises(KeyReused):
        start_proposal.once(key, format=Format.PANEL, **request)


def test_a_call_closes_at_its_instant_and_says_when():
    call = writing.call()
    writing.started(call, at=call.closes_at - SECOND)

    with pytest.raises(CallClosed) as refusal:
        writing.started(call, at=call.closes_at)

    assert str(refusal.value) == (
        "This call closed on 25 January 2027 13:00 (Paris) / 25 January 2027 12:00 (UTC)."
    )


def test_a_call_that_is_not_open_yet_says_when_it_opens():
    call = writing.call()

    with pytest.raises(CallClosed) as refusal:
        writing.started(call, at=call.opens_at - SECOND)

    assert (
        str(refusal.value) == "This call opens on 5 January 2027 13:00 (Paris) / 5 January 2027 12:00 (UTC)."
    )


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"format": "song"}, {"track": None}])
def test_only_what_the_call_offers_can_be_proposed(wrong):
    call = writing.call(languages=["en", "ar"])
    if "track" in wrong:
        wrong = {"track": make.track(call.edition)}

    with pytest.raises(NotOffered):
        writing.started(call, **wrong)


def test_a_track_takes_only_its_formats():
    call = writing.call()
    labs = make.track(call.edition, "labs", formats=["workshop", "panel"])
    call.tracks.add(labs)
    proposal = writing.started(call, track=call.tracks.exclude(pk=labs.pk).get())

    with pytest.raises(NotOffered, match="The track “Labs” takes only: workshop and panel"):
        writing.started(call, track=labs, format=Format.TALK)
    with pytest.raises(NotOffered):
        save_draft(proposal=proposal, track=labs, by=proposal.proposer, at=make.NOON)
    moved = save_draft(proposal=proposal, track=labs, format=Format.PANEL, by=proposal.proposer, at=make.NOON)

    assert (moved.track, moved.format) == (labs, "panel")


def test_a_draft_that_its_track_no_longer_takes_lacks_another_format():
    call = writing.call()
    draft, submitted = writing.complete(call), writing.submitted(call)
    Track.objects.update(formats=["poster"])

    lacking = problems_of(Proposal.objects.get(pk=draft.pk))
    save_draft(proposal=submitted, minutes=20, by=submitted.proposer, at=make.NOON)

    assert [(each.step, each.sentence.endswith("takes only: poster.")) for each in lacking] == [
        ("details", True)
    ]
    assert Proposal.objects.get(pk=submitted.pk).minutes == 20


def test_nobody_hoards_drafts():
    call, ada = writing.call(), make.person("Ada")
    for _number in range(20):
        writing.started(call, ada)

    with pytest.raises(TooMany):
        writing.started(call, ada)


def test_every_save_that_changes_something_is_a_version():
    proposal = writing.started()
    ada = proposal.proposer

    save_draft(proposal=proposal, title="Tides", by=ada, at=make.NOON)
    save_draft(proposal=proposal, title=" Tides ", by=ada, at=make.LATER)
    save_draft(proposal=proposal, title="High tides", by=ada, at=make.LATER)

    titles = [version.document["title"] for version in proposal.versions.order_by("number")]
    assert titles == [
        {},
        {"en": {"text": "Tides", "status": "original"}},
        {"en": {"text": "High tides", "status": "original"}},
    ]
    proposal.refresh_from_db()
    assert (str(proposal.title), proposal.title_text, proposal.changed_at) == (
        "High tides",
        "High tides",
        make.LATER,
    )


def test_those_who_agreed_may_write_and_nobody_else():
    proposal, bo, cy = writing.started(), make.person("Bo"), make.person("Cy")
    make.contributor(proposal, bo, agreed_at=make.NOON)
    make.contributor(proposal, cy, invited_at=make.NOON)

    save_draft(proposal=proposal, title="By Bo", by=bo, at=make.NOON)

    for stranger in (cy, make.person("Stranger")):
        with pytest.raises(NotAllowed):
            save_draft(proposal=proposal, title="By another", by=stranger, at=make.NOON)
    proposal.refresh_from_db()
    assert str(proposal.title) == "By Bo"


def test_a_proposal_cannot_be_changed_one_second_too_late():
    proposal = writing.started()
    closes_at = proposal.call.closes_at

    save_draft(proposal=proposal, title="In time", by=proposal.proposer, at=closes_at - SECOND)
    with pytest.raises(CallClosed, match="25 January 2027 13:00"):
        save_draft(proposal=proposal, title="Too late", by=proposal.proposer, at=closes_at)

    proposal.refresh_from_db()
    assert str(proposal.title) == "In time"


def test_a_late_link_extends_what_its_owner_began():
    call, ada = writing.call(), make.person("Ada", address="ada@people.example")
    proposal = writing.started(call, ada)
    until = call.closes_at + timedelta(days=2)
    secretary = call.edition.offices.get().person
    add_late_link(call=call, address="Ada@people.example", until=until, by=secretary, at=make.NOON)

    save_draft(proposal=proposal, title="Late", by=ada, at=until - SECOND)
    with pytest.raises(CallClosed):
        save_draft(proposal=proposal, title="Too late", by=ada, at=until)

    proposal.refresh_from_db()
    assert str(proposal.title) == "Late"


def test_a_late_link_begins_a_proposal_for_its_owner_only():
    call, ada = writing.call(), make.person("Ada", address="ada@people.example")
    until, secretary = call.closes_at + timedelta(days=2), call.edition.offices.get().person
    link = add_late_link(call=call, address="ada@people.example", until=until, by=secretary, at=make.NOON)

    proposal = writing.started(call, ada, at=call.closes_at, late_token=link.token)

    assert proposal.late_link == link
    with pytest.raises(NotAllowed):
        writing.started(call, make.person("Bo"), at=call.closes_at, late_token=link.token)
    for token, at in ((link.token, until), ("forged", call.closes_at)):
        with pytest.raises(CallClosed):
            writing.started(call, ada, at=at, late_token=token)


def test_a_proposal_to_be_revised_is_open_to_its_people_again():
    proposal = writing.submitted()
    late = proposal.call.closes_at + timedelta(days=30)
    decision = Decision.objects.create(
        proposal=proposal, verdict=Verdict.REVISE, decided_by=make.person("Chair"), decided_at=late
    )

    with pytest.raises(CallClosed):
        save_draft(proposal=proposal, title="Not told yet", by=proposal.proposer, at=late)
    decision.released_at = late
    decision.save()
    save_draft(proposal=proposal, title="Revised", by=proposal.proposer, at=late)

    proposal.refresh_from_db()
    assert str(proposal.title) == "Revised"


def test_what_was_withdrawn_stays_as_it_was():
    proposal = writing.started()
    withdraw(proposal=proposal, by=proposal.proposer, at=make.NOON)

    with pytest.raises(AlreadyWithdrawn):
        save_draft(proposal=proposal, title="Back again", by=proposal.proposer, at=make.NOON)


def test_limits_count_words_in_every_script():
    call = writing.call(abstract_words=10, title_characters=10)
    proposal = writing.started(call, language="zh")

    save_draft(
        proposal=proposal,
        title="十个字十个字十个字十",
        abstract="海" * 20,
        by=proposal.proposer,
        at=make.NOON,
    )
    with pytest.raises(TooLong) as refusal:
        save_draft(
            proposal=proposal, title="十一个字" * 3, abstract="海" * 21, by=proposal.proposer, at=make.NOON
        )

    assert str(refusal.value) == (
        "The title may have 10 characters; it has 12. The abstract may have 10 words; it has 11."
    )


def test_what_is_handed_in_cannot_be_emptied():
    proposal = writing.submitted()

    with pytest.raises(Incomplete) as refusal:
        save_draft(proposal=proposal, abstract=" \n ", by=proposal.proposer, at=make.NOON)

    proposal.refresh_from_db()
    assert ([problem.step for problem in refusal.value.problems], str(proposal.abstract)) == (
        ["text"],
        "About tides.",
    )


def test_an_old_problem_of_what_is_handed_in_does_not_stop_other_changes():
    proposal = writing.submitted()
    proposal.edition.subthemes.create(slug="water", name=make.english("Water"))
    proposal.call.subthemes.set(proposal.edition.subthemes.all())

    save_draft(proposal=proposal, title="Neap tides", by=proposal.proposer, at=make.NOON)

    proposal.refresh_from_db()
    assert str(proposal.title) == "Neap tides"


def test_a_translation_stands_beside_the_original():
    proposal = writing.complete()

    translate_text(
        proposal=proposal,
        language="fr",
        title="Marées",
        abstract="Sur les marées.",
        status=Status.MACHINE,
        by=proposal.proposer,
        at=make.NOON,
    )

    proposal.refresh_from_db()
    assert proposal.title.to_json() == {
        "en": {"text": "Tides", "status": "original"},
        "fr": {"text": "Marées", "status": "machine"},
    }


def test_the_secretariat_translates_after_the_deadline():
    proposal = writing.submitted()
    secretary, late = proposal.edition.offices.get().person, proposal.call.closes_at
    text = {"language": "ar", "title": "المد", "abstract": "عن المد", "at": late}

    translate_text(proposal=proposal, by=secretary, **text)
    with pytest.raises(CallClosed):
        translate_text(proposal=proposal, by=proposal.proposer, **text)
    with pytest.raises(NotAllowed):
        translate_text(proposal=proposal, by=make.person("Stranger"), **text)

    proposal.refresh_from_db()
    assert proposal.title.in_("ar").text == "المد"


@pytest.mark.parametrize("language", ["en", "xx"])
def test_nothing_is_translated_into_its_own_or_an_unknown_language(language):
    proposal = writing.complete()

    with pytest.raises(NotOffered):
        translate_text(
            proposal=proposal, language=language, title="T", abstract="A", by=proposal.proposer, at=make.NOON
        )


def test_a_proposal_found_to_be_in_another_language_takes_its_words_along():
    proposal = writing.complete()

    save_draft(proposal=proposal, language="fr", by=proposal.proposer, at=make.NOON)

    proposal.refresh_from_db()
    assert (proposal.language, proposal.title.to_json()) == (
        "fr",
        {"fr": {"text": "Tides", "status": "original"}},
    )


def test_an_organization_that_is_named_is_found_again():
    one, other = writing.started(), writing.started()

    for proposal, name in ((one, "Sea School"), (other, " sea  SCHOOL ")):
        save_draft(proposal=proposal, organization=name, by=proposal.proposer, at=make.NOON)

    names = [str(Proposal.objects.get(pk=each.pk).organization) for each in (one, other)]
    assert names == ["Sea School", "Sea School"]
