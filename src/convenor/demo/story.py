"""What happens in the demonstration, in order of time: proposing, reviewing, deciding, answering."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from convenor.demo import founding, helping, texts
from convenor.demo.plan import review_plan, tracks_of
from convenor.demo.timeline import (
    ANSWERED,
    CALL_CLOSES,
    CALL_OPENS,
    DISCUSSION_OPENS,
    LETTERS_OUT,
    REBUTTAL_CLOSES,
    REVIEWS_DUE,
    Timeline,
)
from convenor.editions.models import Edition, Format
from convenor.people.models import Person
from convenor.proposals.actions.answers import answer_questions
from convenor.proposals.actions.confirmations import confirm
from convenor.proposals.actions.contributions import set_contribution
from convenor.proposals.actions.contributors import answer_invitation, invite_contributor
from convenor.proposals.actions.decisions import decide, decide_many, release_decisions
from convenor.proposals.actions.drafts import save_draft, start_proposal, translate_text
from convenor.proposals.actions.submissions import submit, withdraw
from convenor.proposals.models import Call, Contributor, ContributorRole, Proposal, Verdict
from convenor.review.actions.assignments import assign_many, declare_conflict
from convenor.review.actions.bids import set_bids
from convenor.review.actions.discussion import speak
from convenor.review.actions.reviewers import add_works, invite_reviewer, set_expertise
from convenor.review.actions.reviews import save_review, submit_review
from convenor.review.bidding import proposals_open_to_bids
from convenor.review.discussion import discussed_by
from convenor.review.models import Assignment, Interest
from convenor.review.queries import results_of
from convenor.review.screening import passed

Event = tuple[datetime, Callable[[datetime], object]]

_REVIEWS_BEGIN = CALL_CLOSES + 3
_WITHDRAWN_EVERY, _CONFLICT_EVERY = 40, 60
_SHARE_ANSWERING, _SHARE_COMING = 0.75, 0.95
_SAID = (
    "I read the method twice: the sample is small, but it is honest about it.",
    "Could they say what a school without electricity would have to do differently?",
    "I would rather see this as a workshop than as a talk: the material is there.",
    "My score was low because of the missing figures. If they bring them, I have no objection.",
)


class Story:
    """Knows the edition's people and texts; ``events()`` says what each does and when."""

    def __init__(self, timeline: Timeline, edition: Edition, call: Call, seed: int = 2019) -> None:
        self.timeline, self.edition, self.call = timeline, edition, call
        self.random = Random(seed)  # noqa: S311  # a story that is the same every time, not a secret
        self.tracks = {track.slug: track for track in edition.tracks.all()}
        self.subthemes = {subtheme.slug: subtheme for subtheme in edition.subthemes.all()}
        self.texts = texts.proposals()
        self.reviewers = texts.reviewers()
        self.plan = review_plan(self.texts, self.reviewers)
        self.secretary = founding.secretary()
        self.proposals: dict[str, Proposal] = {}

    def events(self) -> list[Event]:
        """Everything in order of time."""
        events = [
            *self._proposing(),
            *self._inviting_reviewers(),
            *self._reviewing(),
            *self._discussing(),
            *self._deciding(),
        ]
        return sorted(events, key=lambda event: event[0])

    # Proposing

    def _proposing(self) -> Iterator[Event]:
        room = CALL_CLOSES - CALL_OPENS - 6
        for number, text in enumerate(self.texts):
            day = CALL_OPENS + 1 + room * number / len(self.texts)
            yield self.timeline.instant(day), partial(self._draft, text)
            yield self.timeline.instant(day + 0.5), partial(self._name_people, text)
            for place, person in enumerate(text["contributors"][1:]):
                yield (
                    self.timeline.instant(day + 1 + place / 4),
                    partial(self._answer, text, person),
                )
            yield self.timeline.instant(day + 3), partial(self._hand_in, text)
            if number % _WITHDRAWN_EVERY == _WITHDRAWN_EVERY - 1:
                yield self.timeline.instant(CALL_CLOSES - 0.5), partial(self._withdraw, text)

    def _draft(self, text: Mapping[str, Any], at: datetime) -> None:
        language = text["language"]
        by = founding.introduced(text["contributors"][0], language, at)
        proposal = start_proposal(
            call=self.call,
            track=self.tracks[text["track"]],
            format=Format(text["format"]),
            language=language,
            by=by,
            at=at,
        )
        self.proposals[text["key"]] = save_draft(
            proposal=proposal,
            title=text["title"],
            abstract=text["abstract"],
            subtheme=self.subthemes[text["subtheme"]],
            by=by,
            at=at,
        )

    def _name_people(self, text: Mapping[str, Any], at: datetime) -> None:
        proposal, by = self._own(text)
        for person in text["contributors"][1:]:
            role = ContributorRole(person["role"])
            invite_contributor(
                proposal=proposal, address=person["email"], name=person["name"], role=role, by=by, at=at
            )
        presenters = {each.person.name: each for each in proposal.contributors.select_related("person")}
        names = {person["email"]: person["name"] for person in text["contributors"]}
        for part in text["contributions"]:
            set_contribution(
                proposal=proposal,
                title=part["title"],
                abstract=part["abstract"],
                minutes=proposal.minutes // (len(text["contributions"]) + 1),
                presenter=presenters.get(names[part["by"]]),
                by=by,
                at=at,
            )

    def _answer(self, text: Mapping[str, Any], person: dict[str, Any], at: datetime) -> None:
        # One in eight never answers; one in thirty says no.
        luck = self.random.random()
        if luck > 7 / 8:
            return
        who = founding.introduced(person, text["language"], at)
        contributor = Contributor.objects.get(proposal=self.proposals[text["key"]], person=who)
        presents = contributor.presents.exists()
        answer_invitation(contributor=contributor, agrees=presents or luck > 1 / 30, by=who, at=at)

    def _hand_in(self, text: Mapping[str, Any], at: datetime) -> None:
        proposal, by = self._own(text)
        answers = {"takeaway": text["takeaway"], "devices": text["devices"]}
        answer_questions(proposal=proposal, answers=answers, by=by, at=at)
        if translation := text["translation"]:
            translate_text(
                proposal=proposal,
                language=translation["language"],
                title=translation["title"],
                abstract=translation["abstract"],
                status=translation["status"],
                by=by,
                at=at,
            )
        submit(proposal=proposal, by=by, at=at)

    def _withdraw(self, text: Mapping[str, Any], at: datetime) -> None:
        proposal, by = self._own(text)
        withdraw(proposal=proposal, by=by, at=at)

    def _own(self, text: Mapping[str, Any]) -> tuple[Proposal, Person]:
        proposal = Proposal.objects.select_related("proposer", "edition").get(
            pk=self.proposals[text["key"]].pk
        )
        return proposal, proposal.proposer

    # Reviewing

    def _inviting_reviewers(self) -> Iterator[Event]:
        tracks = tracks_of(self.plan, self.texts)
        for number, text in enumerate(self.reviewers):
            needed = sorted(tracks.get(text["email"], set()) | set(text["tracks"]))
            at = self.timeline.instant(CALL_CLOSES - 8 + number / 10)
            yield at, partial(self._invite, text, needed)

    def _invite(self, text: dict[str, Any], tracks: list[str], at: datetime) -> None:
        founding.introduced(text, text["language"], at)
        offices = [
            invite_reviewer(
                track=self.tracks[slug], address=text["email"], name=text["name"], by=self.secretary, at=at
            )
            for slug in tracks
        ]
        reviewer = offices[0].person
        set_expertise(
            edition=self.edition,
            person=reviewer,
            languages=text["languages"],
            most_reviews=12,
            by=reviewer,
            at=at,
        )
        works = [
            {"title": work["title"], "year": work["year"], "abstract": work["abstract"], "authors": ()}
            for work in text["works"]
        ]
        add_works(edition=self.edition, person=reviewer, works=works, by=reviewer, at=at)

    def _discussing(self) -> Iterator[Event]:
        for number, (text, words) in enumerate(zip(self.texts, _SAID, strict=False)):
            address = self.plan[text["key"]][number % 2]
            yield (
                self.timeline.instant(DISCUSSION_OPENS + 4 + number),
                partial(self._discuss, text, address, words),
            )

    def _bid(self, text: dict[str, Any], at: datetime) -> None:
        reviewer = Person.objects.at_address(text["email"])
        assert reviewer is not None  # noqa: S101  # invited a week before
        offered = proposals_open_to_bids(reviewer, self.edition, at).order_by("code")
        readable = [each for each in offered if each.language in text["languages"]]
        chosen = self.random.sample(readable, min(6, len(readable)))
        wishes = self.random.choices(list(Interest), weights=(3, 2, 1), k=len(chosen))
        bids = list(zip(chosen, wishes, strict=True))
        set_bids(edition=self.edition, bids=bids, by=reviewer, at=at)

    def _reviewing(self) -> Iterator[Event]:
        for number, text in enumerate(self.reviewers):
            yield self.timeline.instant(CALL_CLOSES + 0.5 + number / 100), partial(self._bid, text)
        yield self.timeline.instant(CALL_CLOSES + 1), self._assign
        pairs = [(text, address) for text in self.texts for address in self.plan[text["key"]]]
        self.random.shuffle(pairs)
        days = REVIEWS_DUE - 1 - _REVIEWS_BEGIN
        # Late, neither drafted early nor in conflict.
        helped = max(n for n in range(len(pairs)) if n % 5 and n % _CONFLICT_EVERY != _CONFLICT_EVERY - 1)
        yield self.timeline.instant(_REVIEWS_BEGIN + 1), partial(self._help, helping.ask, *pairs[helped])
        day = _REVIEWS_BEGIN + days * helped / len(pairs) - 0.5
        yield self.timeline.instant(day), partial(self._help, helping.hand_over, *pairs[helped])
        for number, (text, address) in enumerate(pairs):
            day = _REVIEWS_BEGIN + days * number / len(pairs)
            if number % _CONFLICT_EVERY == _CONFLICT_EVERY - 1:
                yield (
                    self.timeline.instant(day),
                    partial(self._own_conflict, text, address),
                )
                continue
            if number % 5 == 0:
                early = self.timeline.instant(max(_REVIEWS_BEGIN, day - 4))
                yield early, partial(self._review, text, address, is_draft=True)
            yield self.timeline.instant(day), partial(self._review, text, address)

    def _help(
        self, act: Callable[[Assignment, datetime], None], text: Mapping[str, Any], address: str, at: datetime
    ) -> None:
        if assignment := self._assignment(text, address):
            act(assignment, at)

    def _discuss(self, text: Mapping[str, Any], address: str, words: str, at: datetime) -> None:
        assignment = self._assignment(text, address)
        if assignment and discussed_by(assignment.reviewer, self.edition, at).filter(pk=assignment.pk):
            speak(proposal=assignment.proposal, text=words, by=assignment.reviewer, at=at)

    def _assign(self, at: datetime) -> None:
        standing = passed(Proposal.objects.standing()).in_bulk([each.pk for each in self.proposals.values()])
        reviewers = {text["email"]: Person.objects.at_address(text["email"]) for text in self.reviewers}
        pairs = [
            (proposal, reviewer)
            for text in self.texts
            if (proposal := standing.get(self.proposals[text["key"]].pk))
            for address in self.plan[text["key"]]
            if (reviewer := reviewers[address])
        ]
        assign_many(pairs=pairs, by=self.secretary, at=at)

    def _assignment(self, text: Mapping[str, Any], address: str) -> Assignment | None:
        return (
            Assignment.objects.filter(
                proposal=self.proposals[text["key"]],
                reviewer__contact_points__key=address,
                ended_at=None,
            )
            .select_related("reviewer", "proposal__edition", "proposal__track")
            .first()
        )

    def _own_conflict(self, text: Mapping[str, Any], address: str, at: datetime) -> None:
        if assignment := self._assignment(text, address):
            reason = "We worked in the same project until last year."
            declare_conflict(assignment=assignment, reason=reason, by=assignment.reviewer, at=at)

    def _review(self, text: Mapping[str, Any], address: str, at: datetime, *, is_draft: bool = False) -> None:
        assignment = self._assignment(text, address)
        if assignment is None:
            return
        language = assignment.reviewer.language
        remarks = texts.read("remarks")[language]
        merit = Random(text["key"]).gauss(3.2, 0.9)  # noqa: S311  # as above
        criteria = [criterion["slug"] for criterion in texts.read("edition")["criteria"]]
        scores = {slug: min(5, max(1, round(merit + self.random.gauss(0, 0.7)))) for slug in criteria}
        (save_review if is_draft else submit_review)(
            assignment=assignment,
            scores=dict(list(scores.items())[:2]) if is_draft else scores,
            to_contributors=self.random.choice(remarks["contributors"]),
            to_committee=self.random.choice(remarks["committee"]),
            by=assignment.reviewer,
            at=at,
        )

    # Deciding

    def _deciding(self) -> Iterator[Event]:
        yield self.timeline.instant(REVIEWS_DUE + 2), self._decide
        yield self.timeline.instant(REBUTTAL_CLOSES), partial(self._decide, is_answered=True)
        yield (
            self.timeline.instant(LETTERS_OUT),
            self._release,
        )
        yield self.timeline.instant(LETTERS_OUT + 1), self._confirm
        listed = [each["email"] for each in self.reviewers[:3]]
        yield self.timeline.instant(LETTERS_OUT + 2), partial(helping.thank, self.edition, listed)
        yield self.timeline.instant(LETTERS_OUT + 5), self._revise
        yield self.timeline.instant(LETTERS_OUT + 7), self._review_again

    def _decide(self, at: datetime, *, is_answered: bool = False) -> None:
        """The best first; the track whose contributors answer to their reviewers only after that."""
        chair = Person.objects.get(contact_points__key=founding.CHAIR[1])
        standing = list(
            Proposal.objects.filter(edition=self.edition).standing().select_related("edition", "track")
        )
        results = results_of(standing)
        standing.sort(key=lambda each: (-(results[each.pk].score or 0), each.code))
        verdicts = _verdicts(len(standing))
        given = [
            (place, each, verdict)
            for place, (each, verdict) in enumerate(zip(standing, verdicts, strict=True))
            if (each.track.slug == ANSWERED) == is_answered
        ]
        declined = [each for _place, each, verdict in given if verdict == Verdict.DECLINE]
        decide_many(proposals=declined, verdict=Verdict.DECLINE, by=chair, at=at)
        for place, proposal, verdict in given:
            if verdict != Verdict.DECLINE:
                decide(proposal=proposal, verdict=verdict, by=chair, at=at + timedelta(minutes=3 * place))

    def _release(self, at: datetime) -> None:
        release_decisions(edition=self.edition, by=self.secretary, at=at)

    def _confirm(self, at: datetime) -> None:
        accepted = Contributor.objects.filter(
            proposal__decisions__superseded_by=None,
            proposal__decisions__verdict=Verdict.ACCEPT,
            proposal__edition=self.edition,
        ).exclude(agreed_at=None)
        for place, contributor in enumerate(
            accepted.select_related("person", "proposal__edition").order_by("pk")
        ):
            when = at + timedelta(hours=place)
            if self.timeline.has_come(when) and self.random.random() < _SHARE_ANSWERING:
                confirm(
                    contributor=contributor,
                    will_come=self.random.random() < _SHARE_COMING,
                    by=contributor.person,
                    at=when,
                )

    def _revise(self, at: datetime) -> None:
        """Every second of those who were asked hand in a revised version."""
        asked = Proposal.objects.filter(edition=self.edition).standing().decided(Verdict.REVISE)
        for place, proposal in enumerate(asked.select_related("proposer").order_by("code")[::2]):
            when, language = at + timedelta(hours=place), proposal.language
            words = f"{proposal.abstract.in_(language).text} {texts.read('remarks')[language]['revised']}"
            save_draft(proposal=proposal, abstract=words, by=proposal.proposer, at=when)
            submit(proposal=proposal, by=proposal.proposer, at=when)

    def _review_again(self, at: datetime) -> None:
        """One reviewer of each revised proposal thinks better of it; the others have not looked yet."""
        for proposal in Proposal.objects.filter(edition=self.edition).revised().order_by("code"):
            done = Assignment.objects.standing().filter(proposal=proposal, review__submitted_at__isnull=False)
            if assignment := done.select_related("reviewer", "review").order_by("pk").first():
                review = assignment.review
                scores = dict(review.scores.values_list("criterion__slug", "value"))
                submit_review(
                    assignment=assignment,
                    scores={slug: min(5, value + 1) for slug, value in scores.items()},
                    to_contributors=review.to_contributors,
                    to_committee=review.to_committee,
                    by=assignment.reviewer,
                    at=at,
                )


def _verdicts(count: int) -> list[Verdict]:
    """Verdicts for proposals from the best to the last: what there is room for, and what else can be said."""
    accepted, waiting, revised, published = (round(count * share) for share in (0.42, 0.1, 0.06, 0.12))
    verdicts = (
        [Verdict.ACCEPT] * accepted
        + [Verdict.WAITLIST] * waiting
        + [Verdict.REVISE] * revised
        + [Verdict.PUBLISH_ONLY] * published
    )
    return verdicts + [Verdict.DECLINE] * (count - len(verdicts))
