"""Rounds of the demonstration before decisions: contributors of one track answer to their reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from convenor.demo.story import Event
from convenor.demo.timeline import ANSWERED, REBUTTAL_OPENS, Timeline
from convenor.editions.models import Edition
from convenor.proposals.models import Proposal
from convenor.review.actions.rebuttal import answer_reviewers
from convenor.review.rebuttal import heard_at
from convenor.review.tasks import open_due_rebuttals

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

    def _answer_reviewers(self, at: datetime) -> None:
        """Every second proposal has an answer."""
        asked = Proposal.objects.standing().filter(edition=self.edition, track__slug=ANSWERED)
        for proposal in asked.select_related("proposer", "edition").order_by("code")[::2]:
            if heard_at(proposal, at):
                text = _ANSWERS[proposal.language]
                answer_reviewers(proposal=proposal, text=text, by=proposal.proposer, at=at)
