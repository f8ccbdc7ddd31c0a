"""Setting registration up: its rules, categories and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import only_secretaries, put, short_name
from convenor.editions.models import Attendance, Edition, Track
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.registration.defaults import CATEGORIES, in_all_languages
from convenor.registration.models import Category, Quota, Registration, RegistrationRules
from convenor.registration.queries import holders_of, quota_for, rules_of


class SetUpAlready(Refused):
    """Registration has its rules."""


class ClosesTooEarly(Refused):
    """It would close before it opens."""


class InUse(Refused):
    """Somebody registered under it, or an invitation code opens it."""


class TooFewPlaces(Refused):
    """More people hold a place than there would be places."""


class RulesFacts(TypedDict, total=False):
    opens_at: datetime
    closes_at: datetime
    text: Translated
    asks_organization: bool
    asks_needs: bool
    needs_days: int
    publishes_numbers: bool


class CategoryFacts(TypedDict, total=False):
    name: Translated
    description: Translated
    is_open: bool
    needs_approval: bool
    position: int | None


@write
def set_up_registration(
    *, edition: Edition, opens_at: datetime, closes_at: datetime, by: Person, at: datetime
) -> RegistrationRules:
    """Let ``edition`` take registrations here, under the usual categories."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    if rules_of(edition):
        raise SetUpAlready(_("Registration is set up already."))
    _refuse_backwards(opens_at, closes_at)
    rules = RegistrationRules.objects.create(edition=edition, opens_at=opens_at, closes_at=closes_at)
    if not edition.categories.exists():
        Category.objects.bulk_create(
            Category(
                edition=edition,
                slug=kind.slug,
                name=in_all_languages(kind.name),
                is_open=kind.is_open,
                needs_approval=kind.needs_approval,
                position=position,
            )
            for position, kind in enumerate(CATEGORIES, 1)
        )
    record("registration.set_up", subject=edition, actor=by, at=at, scope=edition.path)
    return rules


@write
def change_rules(
    *, rules: RegistrationRules, by: Person, at: datetime, **facts: Unpack[RulesFacts]
) -> RegistrationRules:
    """When registration opens and closes, what it asks for, how long needs are kept."""
    edition = locked(Edition, rules.edition)
    only_secretaries(by, edition, at)
    rules = locked(RegistrationRules, rules)
    _refuse_backwards(facts.get("opens_at", rules.opens_at), facts.get("closes_at", rules.closes_at))
    if changed := put(rules, facts):
        record(
            "registration.rules_changed",
            subject=edition,
            actor=by,
            at=at,
            scope=edition.path,
            fields=changed,
        )
    return rules


@write
def add_category(
    *, edition: Edition, slug: str = "", by: Person, at: datetime, **facts: Unpack[CategoryFacts]
) -> Category:
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    others = Category.objects.filter(edition=edition)
    slug = short_name(others, slug, facts["name"].in_("en").text, "category")
    placed = _in_place(edition, {"position": None, **facts})
    category = Category.objects.create(edition=edition, slug=slug, **placed)
    record("category.added", subject=category, actor=by, at=at, scope=edition.path)
    return category


@write
def change_category(
    *, category: Category, by: Person, at: datetime, **facts: Unpack[CategoryFacts]
) -> Category:
    """Those who registered under it before stay as they are."""
    edition = locked(Edition, category.edition)
    only_secretaries(by, edition, at)
    category = locked(Category, category)
    if changed := put(category, _in_place(edition, facts)):
        record("category.changed", subject=category, actor=by, at=at, scope=edition.path, fields=changed)
    return category


@write
def remove_category(*, category: Category, by: Person, at: datetime) -> None:
    edition = locked(Edition, category.edition)
    only_secretaries(by, edition, at)
    category = locked(Category, category)
    if category.registrations.exists() or category.invitation_codes.exists():
        raise InUse(_("Somebody registered under this category, or an invitation code opens it."))
    record("category.removed", subject=category, actor=by, at=at, scope=edition.path)
    category.delete()


@write
def set_quota(
    *,
    edition: Edition,
    places: int,
    by: Person,
    at: datetime,
    category: Category | None = None,
    track: Track | None = None,
    counts_online: bool | None = None,
) -> Quota:
    """Limit ``edition``, or one of its categories or tracks, to so many places; online ones are seats
    too where the edition has no others, unless ``counts_online`` says otherwise.
    """
    edition = _held_still(edition, by, at)
    quota = quota_for(edition, category=category, track=track)
    quota = quota or Quota(edition=edition, category=category, track=track)
    if counts_online is None:
        counts_online = edition.attendance == Attendance.ONLINE
    quota.places, quota.counts_online = places, counts_online
    quota.taken = holders_of(quota).count()
    if quota.taken > places:
        sentence = ngettext(
            "%(taken)d person holds a place already: give at least as many.",
            "%(taken)d people hold a place already: give at least as many.",
            quota.taken,
        )
        raise TooFewPlaces(sentence % {"taken": quota.taken})
    quota.save()
    record(
        "quota.set", subject=edition, actor=by, at=at, scope=edition.path, of=_name_of(quota), places=places
    )
    return quota


@write
def remove_quota(*, quota: Quota, by: Person, at: datetime) -> None:
    """Give its edition, category or track as many places as people want."""
    edition = _held_still(quota.edition, by, at)
    if found := Quota.objects.filter(pk=quota.pk).first():
        record("quota.removed", subject=edition, actor=by, at=at, scope=edition.path, of=_name_of(found))
        found.delete()


def copy_into(*, source: Edition, target: Edition, at: datetime) -> None:
    """Set up registration of ``target`` as that of ``source`` is, as far from its first day."""
    rules = rules_of(source)
    if rules is None:
        return
    shift = target.starts_on - source.starts_on
    quotas = list(source.quotas.select_related("category", "track").order_by("pk"))
    rules.pk, rules.edition = None, target
    rules.opens_at, rules.closes_at = rules.opens_at + shift, rules.closes_at + shift
    rules.save(force_insert=True)
    copies = list(source.categories.order_by("pk"))
    for copy in copies:
        copy.pk, copy.edition = None, target
    Category.objects.bulk_create(copies)
    categories = {category.slug: category for category in target.categories.all()}
    tracks = {track.slug: track for track in target.tracks.all()}
    for quota in quotas:
        quota.pk, quota.edition, quota.taken = None, target, 0
        quota.category = categories[quota.category.slug] if quota.category else None
        quota.track = tracks[quota.track.slug] if quota.track else None
        quota.save(force_insert=True)


def _refuse_backwards(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise ClosesTooEarly(_("Registration would close before it opens."))


def _in_place(edition: Edition, facts: Mapping[str, Any]) -> dict[str, Any]:
    """``facts`` with the last place in the order where they ask for none in particular."""
    if facts.get("position", 0) is not None:
        return dict(facts)
    last = edition.categories.aggregate(last=Max("position"))["last"]
    return {**facts, "position": (last or 0) + 1}


def _held_still(edition: Edition, by: Person, at: datetime) -> Edition:
    # A registration that is being made holds its edition, one that is being changed holds itself: whoever
    # counts them waits for these, and those that come later find the quota.
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    standing = Registration.objects.standing().filter(edition=edition)
    list(standing.select_for_update().order_by("pk").values_list("pk"))
    return edition


def _name_of(quota: Quota) -> str:
    thing = quota.category or quota.track
    return thing.slug if thing else quota.edition.slug
