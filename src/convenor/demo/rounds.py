"""Rounds of the demonstration: in one track contributors answer to reviewers, and its chair sums up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from convenor.demo.founding import TRACK_CHAIRS
from convenor.demo.story import Event
from convenor.demo.timeline import ANSWERED, REBUTTAL_OPENS, Timeline
from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.proposals.models import Proposal, Verdict
from convenor.review.actions.rebuttal import answer_reviewers
from convenor.review.actions.summaries import save_summary, submit_summary
from convenor.review.queries import results_of
from convenor.review.rebuttal import heard_at
from convenor.review.summaries import is_asked
from convenor.review.tasks import open_due_rebuttals

GOOD = 60  # points, from which on a proposal is recommended
_ANSWERS = {
    "en": "Thank you. The sample is small indeed; the figures of the second school say the same.",
    "fr": "Merci. L’échantillon est petit, en effet ; la seconde école montre la même chose.",
    "es": "Gracias. La muestra es pequeña, en efecto; los datos de la segunda escuela muestran lo mismo.",
    "ar": "شكرًا لكم. العيّنة صغيرة فعلًا، وأرقام المدرسة الثانية تقول الشيء نفسه.",
    "ru": "Спасибо. Выборка и правда мала; данные второй школы говорят о том же.",
    "zh": "谢谢。样本确实较小；第二所学校的数据说明了同样的情况。",
}


class Rounds:
    def __init__(self, timeline: Timeline, edition: Edition) -> None:
        self.timeline, self.edition = timeline, edition

    def events(self) -> Iterator[Event]:
        yield self.timeline.instant(REBUTTAL_OPENS), open_due_rebuttals
        yield self.timeline.instant(REBUTTAL_OPENS + 2), self._answer_reviewers
        yield self.timeline.instant(REBUTTAL_OPENS + 4), self._summarise

    def _answer_reviewers(self, at: datetime) -> None:
        """Every second proposal has an answer."""
        asked = Proposal.objects.standing().filter(edition=self.edition, track__slug=ANSWERED)
        for proposal in asked.select_related("proposer", "edition").order_by("code")[::2]:
            if heard_at(proposal, at):
                text = _ANSWERS[proposal.language]
                answer_reviewers(proposal=proposal, text=text, by=proposal.proposer, at=at)

    def _summarise(self, at: datetime) -> None:
        """Two of three are summarised; one more is a draft."""
        chair = Person.objects.get(contact_points__key=TRACK_CHAIRS[ANSWERED][1])
        asked = Proposal.objects.standing().filter(edition=self.edition, track__slug=ANSWERED)
        chosen = [each for each in asked.select_related("edition").order_by("code") if is_asked(each)]
        last = len(chosen) * 2 // 3
        for place, proposal in enumerate(chosen[: last + 1]):
            is_good = (results_of([proposal])[proposal.pk].score or 0) >= GOOD
            (submit_summary if place < last else save_summary)(
                proposal=proposal,
                verdict=Verdict.ACCEPT if is_good else Verdict.DECLINE,
                to_contributors="",
                to_committee="The reviewers agree on the method; what they want is figures.",
                by=chair,
                at=at,
            )
