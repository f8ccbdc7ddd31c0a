"""What visitors mark before the week of the demonstration, and what the week leaves behind."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from convenor.demo import founding
from convenor.demo.aftermath import Aftermath
from convenor.demo.participants import Participant
from convenor.demo.timeline import Timeline
from convenor.demo.visitors import Visitors
from convenor.editions.queries import standing_of
from convenor.kernel.translated import LANGUAGES
from convenor.programme.models import Mark, MarkList, Material, ProposalLicence, Report
from tests import make

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
AFTER = json.loads(Path("src/convenor/demo/data/after.json").read_text(encoding="utf-8"))


@pytest.fixture
def edition(db):
    """Sessions in six languages, placed, of proposals that are accepted."""
    secretary = make.person(founding.SECRETARY[0], address=founding.SECRETARY[1])
    made = make.edition(secretaries=(secretary,))
    for number, language in enumerate(LANGUAGES * 2):
        proposal = make.proposal(f"Talk {number}", edition=made, language=language, submitted_at=make.NOON)
        make.decision(proposal, released_at=make.NOON)
        session = make.session(f"Talk {number}", of=made, proposal=proposal)
        make.placement(session)
        make.appearance(session, proposal.proposer, agreed_at=make.NOON)
    return made


def happen(events, most):
    for at, event in sorted(events, key=lambda each: each[0])[:most]:
        event(at)


def test_the_week_leaves_materials_reports_and_licences_and_is_marked_held(edition):
    aftermath = Aftermath(Timeline.at("after", NOW), edition)

    happen(aftermath.events(), -1)  # all but the release, which is rendered

    assert standing_of(edition).is_held
    materials = Material.objects.select_related("session__proposal")
    assert {each.kind for each in materials} == {"slides", "recording", "paper", "other"}
    assert all(each.licence and each.language == each.session.proposal.language for each in materials)
    for each in materials.exclude(file=""):
        with each.file.open() as file:
            assert "Convenor" in file.read().decode()
    reports = Report.objects.select_related("session__proposal")
    assert sorted(each.session.proposal.language for each in reports) == sorted(LANGUAGES * 2)
    assert ProposalLicence.objects.count() == 12


def test_visitors_mark_signed_in_and_by_link_and_some_take_a_list_over(edition):
    make.release(edition)
    people = [
        Participant(f"Visitor {number}", f"visitor.{number}@people.example", "KE", "en", "learner", "")
        for number in range(400)
    ]

    happen(Visitors(Timeline.at("week", NOW), edition, people).events(), None)

    lists = MarkList.objects.all()
    signed_in, by_link = lists.exclude(person=None), lists.filter(person=None, merged_into=None)
    assert (signed_in.count(), by_link.count(), lists.exclude(merged_into=None).count()) == (32, 35, 5)
    assert len({mark.session_id for mark in Mark.objects.all()}) == 12


@pytest.mark.parametrize("shift", range(7))
def test_all_of_it_has_happened_by_the_moment_after_the_week(shift):
    timeline = Timeline.at("after", NOW + timedelta(days=shift))
    last = timeline.first_day + timedelta(days=4)

    assert timeline.has_come(datetime(last.year, last.month, last.day, 9, tzinfo=UTC) + timedelta(days=3))


def test_what_is_left_behind_is_written_in_six_languages():
    assert {name: list(texts) for name, texts in AFTER.items()} == {key: list(LANGUAGES) for key in AFTER}
    assert all(text.get(language) for language, texts in AFTER["reports"].items() for text in texts)
    fictional = ("fictional", "fictif", "ficticio", "خيالي", "вымышлен", "虚构")
    assert all(word in text for word, text in zip(fictional, AFTER["file"].values(), strict=True))
