"""What is in the demonstration twice: a proposal like another, and one like that of the edition before.

And what one author of the double blind track has reviewers read in place of their house.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from convenor.demo import founding, texts
from convenor.demo.story import Event
from convenor.demo.timeline import CALL_CLOSES, CALL_OPENS, LETTERS_OUT, Timeline
from convenor.editions.actions.founding import create_edition
from convenor.editions.actions.parts import add_track
from convenor.editions.models import Edition, Format
from convenor.people.models import Person
from convenor.proposals.actions.answers import answer_questions
from convenor.proposals.actions.calls import create_call
from convenor.proposals.actions.decisions import decide
from convenor.proposals.actions.drafts import save_draft, start_proposal
from convenor.proposals.actions.submissions import submit
from convenor.proposals.models import Call, Proposal, Verdict
from convenor.review.actions.comparing import ask_for_comparison, say_of_two
from convenor.review.actions.redactions import set_redactions
from convenor.review.compared import Opinion

Text = Mapping[str, Any]
A_YEAR = 364  # days, so that both editions start on the same day of the week


class Again:
    def __init__(self, timeline: Timeline, edition: Edition, call: Call) -> None:
        self.timeline, self.edition, self.call = timeline, edition, call
        self.told: Text = texts.read("again")
        self.texts = {each["key"]: each for each in texts.proposals()}

    def events(self) -> Iterator[Event]:
        yield self.timeline.instant(CALL_OPENS - 2), self._enter_one_before
        yield self.timeline.instant(CALL_CLOSES - 1), self._name_a_house
        yield self.timeline.instant(CALL_CLOSES - 0.9), self._propose_twice
        yield self.timeline.instant(CALL_CLOSES + 2), self._compare
        yield self.timeline.instant(LETTERS_OUT - 5), self._decline_the_second

    def _enter_one_before(self, at: datetime) -> None:
        """The edition of the year before, never announced, with the one proposal that comes again."""
        told, by = self.told["earlier"], founding.secretary()
        original, facts = self.texts[told["of"]], texts.read("edition")
        starts_on = self.timeline.first_day - timedelta(days=A_YEAR)
        before = create_edition(
            series=self.edition.series,
            slug=str(self.edition.year - 1),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=4),
            zone=self.edition.zone,
            name=self.edition.name,
            year=self.edition.year - 1,
            is_fictional=True,
            by=by,
            at=at,
        )
        named = next(each for each in facts["tracks"] if each["slug"] == original["track"])
        track = add_track(
            edition=before,
            slug=named["slug"],
            name=texts.translated(named["name"]),
            starts_on=starts_on,
            ends_on=starts_on,
            access=named["access"],
            way_in=named["way_in"],
            formats=named["formats"],
            minutes=named["minutes"],
            by=by,
            at=at,
        )
        call = create_call(
            edition=before,
            slug=facts["call"]["slug"],
            title=texts.translated(facts["call"]["title"]),
            text=texts.translated(facts["call"]["text"]),
            opens_at=self.timeline.instant(CALL_OPENS - A_YEAR),
            closes_at=self.timeline.instant(CALL_CLOSES - A_YEAR),
            tracks=[track],
            subthemes=[],
            languages=list(before.languages),
            abstract_words=facts["call"]["abstract_words"],
            by=by,
            at=at,
        )
        abstract = original["abstract"]
        for as_now, as_then in told["instead"].items():
            abstract = abstract.replace(as_now, as_then)
        then_at = self.timeline.instant(CALL_OPENS + 2 - A_YEAR)
        self._submitted(call, original, (told["title"], abstract), original, then_at)

    def _propose_twice(self, at: datetime) -> None:
        told = self.told["duplicate"]
        original = self.texts[told["of"]]
        abstract = f"{told['opening']} {original['abstract']}"
        self._submitted(self.call, original, (told["title"], abstract), told, at)

    def _submitted(
        self, call: Call, original: Text, given: tuple[str, str], where: Text, at: datetime
    ) -> Proposal:
        """What is like ``original`` with another title and abstract, in track and format of ``where``."""
        title, abstract = given
        language = original["language"]
        by = founding.introduced(original["contributors"][0], language, at)
        track = call.tracks.get(slug=where["track"])
        subtheme = call.subthemes.filter(slug=original["subtheme"]).first()
        draft = start_proposal(
            call=call, track=track, format=Format(where["format"]), language=language, by=by, at=at
        )
        proposal = save_draft(proposal=draft, title=title, abstract=abstract, subtheme=subtheme, by=by, at=at)
        if call.questions.exists():
            answers = {name: original[name] for name in ("takeaway", "devices")}
            answer_questions(proposal=proposal, answers=answers, by=by, at=at)
        return submit(proposal=proposal, by=by, at=at)

    def _name_a_house(self, at: datetime) -> None:
        told = self.told["named"]
        proposal = self._of(self.texts[told["of"]]["title"])
        by = proposal.proposer
        abstract = f"{self.texts[told['of']]['abstract']} {told['sentence']}"
        proposal = save_draft(
            proposal=proposal,
            title=self.texts[told["of"]]["title"],
            abstract=abstract,
            subtheme=proposal.subtheme,
            by=by,
            at=at,
        )
        set_redactions(proposal=proposal, wordings={told["phrase"]: told["wording"]}, by=by, at=at)

    def _compare(self, at: datetime) -> None:
        ask_for_comparison(edition=self.edition, track=None, by=founding.secretary(), at=at)

    def _decline_the_second(self, at: datetime) -> None:
        told = self.told["duplicate"]
        second = self._of(told["title"])
        by = Person.objects.get(contact_points__key=founding.CHAIR[1])
        say_of_two(
            proposal=second,
            other=self._of(self.texts[told["of"]]["title"]),
            opinion=Opinion.DUPLICATE,
            note="",
            by=by,
            at=at,
        )
        decide(proposal=second, verdict=Verdict.DECLINE, note=told["note"], by=by, at=at)

    def _of(self, title: str) -> Proposal:
        proposals = Proposal.objects.select_related("proposer", "subtheme", "edition", "track")
        return proposals.get(edition=self.edition, title_text=title)
