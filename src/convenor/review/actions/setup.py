"""How a track is reviewed: its rules, and the criteria that reviews score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import short_name
from convenor.editions.models import Edition, Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.proposals.kinds import FOUND_KINDS
from convenor.review import rules
from convenor.review.actions.conflicts import look_again_at
from convenor.review.models import Anonymity, Assignment, Criterion, Guide, ReviewRules, Score
from convenor.review.screenings import Check

INSTANTS = (
    "bids_until",
    "due_at",
    "discussion_opens_at",
    "discussion_closes_at",
    "rebuttal_opens_at",
    "rebuttal_closes_at",
)


class AlreadyScored(Refused):
    """Reviews have scored this criterion, so its scale stays as it is."""


class ClosesBeforeItOpens(Refused):
    """The end of a time is not after its beginning."""


class HalfATime(Refused):
    """A time that has a beginning or an end, and needs both."""


class PromisedOtherwise(Refused):
    """Somebody would become known who was told that they would not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the proposals of a track are reviewed: how often, by when, and what reviewers are told and shown.

    ``barring`` are the kinds of found conflicts that bar, ``co_author_years`` for how long writing together
    counts; ``None`` leaves them as they are.
    """

    reviews_wanted: int
    anonymity: Anonymity
    guidance: Translated
    due_at: datetime | None = None
    bids_until: datetime | None = None
    discussion_opens_at: datetime | None = None
    discussion_closes_at: datetime | None = None
    rebuttal_opens_at: datetime | None = None
    rebuttal_closes_at: datetime | None = None
    rebuttal_shows_scores: bool = False
    is_summarised: bool = False
    barring: Collection[str] | None = None
    co_author_years: int | None = None

    def facts(self) -> dict[str, Any]:
        """What is kept of them."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        told["anonymity"] = Anonymity(self.anonymity)
        if self.barring is not None:
            told["barring"] = [str(kind) for kind in FOUND_KINDS if kind in self.barring]
        as_before = {name for name in ("barring", "co_author_years") if told[name] is None}
        return {name: value for name, value in told.items() if name not in as_before}


@write
def set_review_rules(*, track: Track, terms: Terms, by: Person, at: datetime) -> ReviewRules:
    """Say how the proposals of ``track`` are reviewed."""
    track = locked(Track, track)
    _only_who_runs(track, by, at)
    opens_at, closes_at = terms.discussion_opens_at, terms.discussion_closes_at
    if opens_at and closes_at and closes_at <= opens_at:
        raise ClosesBeforeItOpens(_("The discussion must close after it opens."))
    _refuse_half(terms.rebuttal_opens_at, terms.rebuttal_closes_at)
    _refuse_less_anonymous(track, Anonymity(terms.anonymity))
    review_rules, _is_new = ReviewRules.objects.update_or_create(track=track, defaults=terms.facts())
    record(
        "review_rules.set",
        subject=track,
        actor=by,
        at=at,
        scope=track.edition.path,
        reviews_wanted=terms.reviews_wanted,
        anonymity=str(review_rules.anonymity),
        **{name: instant.isoformat() for name in INSTANTS if (instant := getattr(review_rules, name))},
        barring=review_rules.barring,
        co_author_years=review_rules.co_author_years,
    )
    look_again_at(track.edition, at)
    return review_rules


def _refuse_half(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if (opens_at is None) != (closes_at is None):
        raise HalfATime(_("Say both from when and until when contributors answer, or neither."))
    if opens_at and closes_at and closes_at <= opens_at:
        raise ClosesBeforeItOpens(_("The time in which contributors answer must end after it begins."))


@write
def add_criterion(*, track: Track, slug: str = "", by: Person, at: datetime, **facts: Any) -> Criterion:
    """A new criterion of ``track``, with the facts that ``set_criterion`` takes."""
    track = locked(Track, track)
    others = Criterion.objects.filter(track=track)
    slug = short_name(others, slug, facts["name"].in_("en").text, "criterion")
    return set_criterion(track=track, slug=slug, by=by, at=at, **facts)


@write
def set_criterion(
    *,
    track: Track,
    slug: str,
    name: Translated,
    low_anchor: Translated,
    high_anchor: Translated,
    most: int,
    weight: int,
    position: int | None,
    by: Person,
    at: datetime,
) -> Criterion:
    """Add the criterion ``slug`` to ``track``, or change it; once scored, its scale stays.

    Without a ``position`` it comes last.
    """
    track = locked(Track, track)
    _only_who_runs(track, by, at)
    before = Criterion.objects.filter(track=track, slug=slug).first()
    if before and before.most != most and _is_scored(before):
        raise AlreadyScored(_("Reviews have scored this criterion already, so its scale stays as it is."))
    facts = {
        "name": name,
        "low_anchor": low_anchor,
        "high_anchor": high_anchor,
        "most": most,
        "weight": weight,
        "position": _last_place(track) if position is None else position,
    }
    criterion, _is_new = Criterion.objects.update_or_create(track=track, slug=slug, defaults=facts)
    _record_of("criterion.set", criterion, by, at)
    return criterion


@write
def remove_criterion(*, criterion: Criterion, by: Person, at: datetime) -> None:
    """Take a criterion away that no review has scored."""
    track = locked(Track, criterion.track)
    _only_who_runs(track, by, at)
    if _is_scored(criterion):
        raise AlreadyScored(_("Reviews have scored this criterion already, so it stays."))
    _record_of("criterion.removed", criterion, by, at)
    criterion.delete()


def copy_into(*, source: Edition, target: Edition, at: datetime) -> None:
    """Give ``target``'s tracks the rules, criteria and guides of their namesakes in ``source``. In actions.

    Deadlines come as long before the first day as they did.
    """
    tracks = {track.slug: track for track in target.tracks.all()}
    for review_rules in ReviewRules.objects.filter(
        track__edition=source, track__slug__in=tracks
    ).select_related("track"):
        for name in INSTANTS:
            if instant := getattr(review_rules, name):
                setattr(review_rules, name, instant + (target.starts_on - source.starts_on))
        _again(review_rules, tracks)
    for model in (Criterion, Guide, Check):
        for row in model._default_manager.filter(  # noqa: SLF001  # public by Django's documentation
            track__edition=source, track__slug__in=tracks
        ).select_related("track"):
            _again(row, tracks)


def _again(row: ReviewRules | Criterion | Guide | Check, tracks: Mapping[str, Track]) -> None:
    row.pk, row.track = None, tracks[row.track.slug]
    row.save(force_insert=True)


def _refuse_less_anonymous(track: Track, wanted: Anonymity) -> None:
    """People wrote and judged under what they were told: from then on names may only be shown to fewer."""
    said = ReviewRules.objects.filter(track=track).first() or ReviewRules(track=track)
    shown = (Anonymity.DOUBLE, Anonymity.SINGLE, Anonymity.OPEN)
    is_less = shown.index(wanted) > shown.index(Anonymity(said.anonymity))
    if is_less and Assignment.objects.filter(proposal__track=track).exists():
        raise PromisedOtherwise(
            _("Reviews were asked for already. From now on, names can only be shown to fewer people.")
        )


def _last_place(track: Track) -> int:
    last = Criterion.objects.filter(track=track).aggregate(Max("position"))["position__max"]
    return 0 if last is None else last + 1


def _is_scored(criterion: Criterion) -> bool:
    return Score.objects.filter(criterion=criterion).exists()


def _only_who_runs(track: Track, by: Person, at: datetime) -> None:
    if not rules.may_run(by, track, at=at):
        raise NotAllowed(
            _("Only chairs, the secretariat and the chairs of this track arrange its reviewing.")
        )


def _record_of(action: str, criterion: Criterion, by: Person, at: datetime) -> None:
    record(
        action,
        subject=criterion,
        actor=by,
        at=at,
        scope=criterion.track.edition.path,
        track=criterion.track.slug,
        most=criterion.most,
        weight=criterion.weight,
    )
