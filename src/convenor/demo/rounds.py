"""Rounds of the demonstration: screening in one track; answers to reviewers and summaries in another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from convenor.demo.founding import TRACK_CHAIRS, secretary
from convenor.demo.story import Event
from convenor.demo.timeline import ANSWERED, CALL_CLOSES, REBUTTAL_OPENS, SCREENED, Timeline
from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.proposals.actions.drafts import save_draft
from convenor.proposals.models import Proposal, Verdict
from convenor.review.actions.rebuttal import answer_reviewers
from convenor.review.actions.screening import screen
from convenor.review.actions.summaries import save_summary, submit_summary
from convenor.review.queries import results_of
from convenor.review.rebuttal import heard_at
from convenor.review.screenings import Check, Outcome
from convenor.review.summaries import is_asked
from convenor.review.tasks import open_due_rebuttals

GOOD = 60  # points, from which on a proposal is recommended
_TO_MEND = {
    "en": "Please say who hosts this on site.",
    "fr": "Veuillez dire qui accueille cet événement sur place.",
    "es": "Diga, por favor, quién acoge el acto en el lugar.",
    "ar": "يرجى ذكر من يستضيف هذه الفعالية في الموقع.",
    "ru": "Пожалуйста, скажите, кто принимает гостей на месте.",
    "zh": "请说明现场由谁接待。",
}
_MENDED = {
    "en": "Our partner school hosts it.",
    "fr": "Notre école partenaire l’accueille.",
    "es": "Lo acoge nuestra escuela asociada.",
    "ar": "تستضيفها مدرستنا الشريكة.",
    "ru": "Гостей принимает наша школа-партнёр.",
    "zh": "由我们的合作学校接待。",
}
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
        yield self.timeline.instant(CALL_CLOSES + 0.3), self._screen
        yield self.timeline.instant(CALL_CLOSES + 6), self._mend
        yield self.timeline.instant(REBUTTAL_OPENS), open_due_rebuttals
        yield self.timeline.instant(REBUTTAL_OPENS + 2), self._answer_reviewers
        yield self.timeline.instant(REBUTTAL_OPENS + 4), self._summarise

    def _screen(self, at: datetime) -> None:
        """All pass but the first two, which go back to their contributors."""
        standing = Proposal.objects.standing().filter(edition=self.edition, track__slug=SCREENED)
        checks = Check.objects.filter(track__edition=self.edition).order_by("position")
        slugs = list(checks.values_list("slug", flat=True))
        for place, proposal in enumerate(standing.select_related("edition").order_by("code")):
            is_good = place > 1
            screen(
                proposal=proposal,
                answers={slug: (is_good or slug != slugs[0], "") for slug in slugs},
                outcome=Outcome.PASSED if is_good else Outcome.RETURNED,
                to_contributors="" if is_good else _TO_MEND[proposal.language],
                until=None if is_good else at + timedelta(days=10),
                by=secretary(),
                at=at,
            )

    def _mend(self, at: datetime) -> None:
        """One of the two is changed, and waits for the secretariat again."""
        returned = Proposal.objects.standing().filter(edition=self.edition, mend_until__gt=at)
        if proposal := returned.select_related("proposer").order_by("code").first():
            language = proposal.language
            words = f"{proposal.abstract.in_(language).text} {_MENDED[language]}"
            save_draft(proposal=proposal, abstract=words, by=proposal.proposer, at=at)

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
