"""Reads of registrations: the rules, categories and quotas of an edition, who registered, how many came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from convenor.editions.models import Access, Attendance, Edition, Track
from convenor.people.models import Person
from convenor.programme.models import Placement, Session
from convenor.registration.models import (
    Badge,
    Category,
    CheckIn,
    Entitlement,
    EntitlementQuerySet,
    InvitationCode,
    Presence,
    Quota,
    Registration,
    RegistrationQuerySet,
    RegistrationRules,
)

FEWEST_SHOWN = 5  # of a group, to the public: fewer might be recognised


def rules_of(edition: Edition) -> RegistrationRules | None:
    """The rules of ``edition``; ``None`` where registration is not set up here."""
    return RegistrationRules.objects.filter(edition=edition).first()


def categories_of(edition: Edition) -> QuerySet[Category]:
    return Category.objects.filter(edition=edition).order_by("position", "pk")


def ways_to_attend(edition: Edition) -> tuple[Attendance, ...]:
    """In person, online, or either."""
    if edition.attendance == Attendance.HYBRID:
        return (Attendance.IN_PERSON, Attendance.ONLINE)
    return (Attendance(edition.attendance),)


def quotas_of(edition: Edition) -> QuerySet[Quota]:
    """That of the edition first, then those of its categories and tracks."""
    quotas = Quota.objects.filter(edition=edition).select_related("category", "track")
    return quotas.order_by(
        F("category__position").asc(nulls_first=True), F("track__position").asc(nulls_first=True), "pk"
    )


def quota_for(
    edition: Edition, *, category: Category | None = None, track: Track | None = None
) -> Quota | None:
    return Quota.objects.filter(edition=edition, category=category, track=track).first()


def limited_tracks(edition: Edition) -> QuerySet[Track]:
    """Those for which one needs an entitlement: not open to all who register, or with a quota."""
    has_quota = Quota.objects.filter(track=OuterRef("pk"))
    tracks = Track.objects.filter(edition=edition).order_by("position", "pk")
    return tracks.filter(~Q(access=Access.OPEN) | Exists(has_quota))


def bookable_sessions(edition: Edition) -> QuerySet[Session]:
    """Those with a number of places that are held, in the order in which they start."""
    placed = Placement.objects.standing().filter(session=OuterRef("pk"))
    sessions = Session.objects.filter(edition=edition, places__isnull=False)
    return sessions.filter(Exists(placed)).select_related("track").order_by("title_text", "pk")


def places_left(edition: Edition) -> dict[str, int | None]:
    """By the code of each session with a limit, for the public: ``None`` where a number might tell of few."""
    limited = edition.sessions.filter(places__isnull=False).order_by("code")
    return {
        code: places - booked if booked >= FEWEST_SHOWN or booked == places else None
        for code, places, booked in limited.values_list("code", "places", "booked")
        if places is not None
    }


def registrations_of(person: Person) -> RegistrationQuerySet:
    """Those of ``person`` that stand, the latest edition first."""
    own = Registration.objects.standing().filter(person=person)
    return own.select_related("edition__series", "category", "organization").order_by(
        "-edition__starts_on", "pk"
    )


def registration_in(edition: Edition, person: Person) -> Registration | None:
    """The one that stands."""
    return registrations_of(person).filter(edition=edition).first()


def registrations_in(edition: Edition) -> RegistrationQuerySet:
    """All that were ever made, for the secretariat and the desk."""
    return Registration.objects.filter(edition=edition)


def entitlements_of(registration: Registration) -> EntitlementQuerySet:
    """What it carries or asks for, tracks first."""
    standing = Entitlement.objects.standing().filter(registration=registration)
    return standing.select_related("track", "session__track").order_by("track__position", "pk")


def entitlements_asked_in(edition: Edition) -> EntitlementQuerySet:
    """What the secretariat has to answer, the first to ask first."""
    asked = Entitlement.objects.asked().filter(registration__edition=edition)
    return asked.select_related("registration__category", "registration__person", "track").order_by(
        "asked_at", "pk"
    )


def codes_of(edition: Edition) -> QuerySet[InvitationCode]:
    """The invitation codes of ``edition``, the newest first."""
    codes = InvitationCode.objects.filter(edition=edition).select_related("category", "track", "person")
    return codes.order_by("-made_at", "-pk")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people; a page that shows one says what it counts."""

    registered: int  # hold a place
    confirmed: int  # of these, proved their address
    badged: int
    checked_in: int
    online: int  # take part online and said that they are here

    @classmethod
    def of(cls, edition: Edition) -> Numbers:
        admitted = Registration.objects.admitted().filter(edition=edition)
        return cls(
            registered=admitted.count(),
            confirmed=admitted.confirmed().count(),
            badged=Badge.objects.filter(registration__in=admitted).count(),
            checked_in=CheckIn.objects.filter(registration__in=admitted).count(),
            online=Presence.objects.filter(registration__in=admitted).count(),
        )


@dataclass(frozen=True, slots=True)
class Groups:
    """Counts that give nobody away: small groups are put together, and left out where that is not enough."""

    shown: list[tuple[str, int]]
    others: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int], fewest: int = FEWEST_SHOWN) -> Groups:
        ordered = sorted(counts.items(), key=lambda group: (-group[1], group[0]))
        shown = [group for group in ordered if group[1] >= fewest]
        others = sum(counts.values()) - sum(many for _name, many in shown)
        while 0 < others < fewest and shown:
            # The whole is known, so that one small rest could be computed: it takes the next group with it.
            others += shown.pop()[1]
        return cls(shown, others if others >= fewest else 0)


def spread(edition: Edition, by: str) -> Counter[str]:
    """How many hold a place, by ``category__slug``, ``country`` or another field."""
    admitted = Registration.objects.admitted().filter(edition=edition).order_by()
    return Counter(dict(admitted.values_list(by).annotate(many=Count("pk"))))


@dataclass(frozen=True, slots=True)
class Miscount:
    """A row that does not count what it should; there is none unless somebody wrote around our actions."""

    what: str
    says: int
    holds: int


def miscounts() -> list[Miscount]:
    """The counts of all quotas and sessions against the registrations themselves."""
    quotas = [(f"quota {each.pk}", each.taken, holders_of(each).count()) for each in Quota.objects.all()]
    granted = Q(
        entitlements__ended_at=None,
        entitlements__granted_at__isnull=False,
        entitlements__registration__ended_at=None,
        entitlements__registration__admitted_at__isnull=False,
    )
    sessions = Session.objects.annotate(holds=Count("entitlements", filter=granted))
    booked = [(f"session {each.code}", each.booked, each.holds) for each in sessions]
    return [Miscount(*each) for each in quotas + booked if each[1] != each[2]]


def holders_of(quota: Quota) -> RegistrationQuerySet:
    """The registrations that hold a place of ``quota``."""
    rows = Registration.objects.admitted().filter(edition=quota.edition_id)
    if not quota.counts_online:
        rows = rows.filter(attendance=Attendance.IN_PERSON)
    if quota.category_id:
        rows = rows.filter(category=quota.category_id)
    if quota.track_id:
        granted = Entitlement.objects.granted().filter(track=quota.track_id, registration=OuterRef("pk"))
        rows = rows.filter(Exists(granted))
    return rows


def came_lately(edition: Edition, many: int) -> QuerySet[CheckIn]:
    """The last check-ins, the newest first."""
    came = CheckIn.objects.filter(registration__edition=edition)
    return came.select_related("registration__category", "by").order_by("-at", "-pk")[:many]


def unconfirmed_since(before: datetime) -> RegistrationQuerySet:
    """Registrations whose address was not confirmed since ``before``."""
    return Registration.objects.standing().filter(confirmed_at=None, registered_at__lt=before)
