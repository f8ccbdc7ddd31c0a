"""Facts about taking part: who may register, how many places there are, who registered and who came."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from convenor.editions.models import Attendance, Edition, Track
from convenor.kernel.translated import TranslatedField
from convenor.people.models import Organization, Person
from convenor.programme.models import Session

WAYS_TO_ATTEND = [(each.value, each.label) for each in (Attendance.IN_PERSON, Attendance.ONLINE)]


class RegistrationRules(models.Model):
    """When an edition takes registrations, what it asks for, and how long it keeps needs."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="registration_rules")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    text = TranslatedField()
    asks_organization = models.BooleanField(default=True)
    asks_needs = models.BooleanField(default=True)
    needs_days = models.PositiveSmallIntegerField(default=30)  # after the last day, then they are deleted
    publishes_numbers = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="registration_closes_after_it_opens"
            ),
        ]
        verbose_name_plural = "registration rules"

    def __str__(self) -> str:
        return f"registration rules of {self.edition_id}"

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


class Category(models.Model):
    """As what somebody takes part: policy-maker, learner, press. Data, never code."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="categories")
    slug = models.SlugField(max_length=40)
    name = TranslatedField()
    description = TranslatedField()
    is_open = models.BooleanField(default=True)  # else an invitation code is needed
    needs_approval = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "slug", name="category_slug_once_per_edition")]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return str(self.name)


class Quota(models.Model):
    """How many places an edition, one of its categories or one of its tracks has, and how many are taken.

    Places are seats: who takes part online takes none, unless the quota counts them too.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="quotas")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="quotas")
    track = models.ForeignKey(Track, models.CASCADE, null=True, related_name="quotas")
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    counts_online = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="quota_is_never_oversold"),
            models.CheckConstraint(condition=Q(category=None) | Q(track=None), name="quota_is_of_one_thing"),
            models.UniqueConstraint(
                "edition", condition=Q(category=None, track=None), name="one_quota_per_edition"
            ),
            models.UniqueConstraint(
                "category", condition=Q(category__isnull=False), name="one_quota_per_category"
            ),
            models.UniqueConstraint("track", condition=Q(track__isnull=False), name="one_quota_per_track"),
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.places}"


class InvitationCode(models.Model):
    """Opens a category, a track or both to whoever has it: to one person, or to as many as it has uses."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="invitation_codes")
    code = models.CharField(max_length=12, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="invitation_codes")
    track = models.ForeignKey(Track, models.PROTECT, null=True, related_name="invitation_codes")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="invitation_codes")
    note = models.CharField(max_length=200, blank=True)  # for whom it was made
    uses = models.PositiveIntegerField(default=1)
    used = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="invitation_codes_made")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("uses")), name="code_is_never_overused"),
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(track__isnull=False), name="code_opens_something"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Redemption(models.Model):
    """Somebody used an invitation code. The same person again uses nothing up."""

    code = models.ForeignKey(InvitationCode, models.PROTECT, related_name="redemptions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="redemptions")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("code", "person", name="code_used_once_per_person")]

    def __str__(self) -> str:
        return f"{self.code_id} by {self.person_id}"


class Standing(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    WAITING = "waiting", _("waiting for approval")
    REFUSED = "refused", _("not approved")
    ADMITTED = "admitted", _("registered")
    CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def standing(self) -> RegistrationQuerySet:
        return self.filter(ended_at=None)

    def admitted(self) -> RegistrationQuerySet:
        """Those who hold places."""
        return self.standing().exclude(admitted_at=None)

    def confirmed(self) -> RegistrationQuerySet:
        """Those who hold places and proved their address."""
        return self.admitted().exclude(confirmed_at=None)

    def waiting(self) -> RegistrationQuerySet:
        """Those whom the secretariat has to answer."""
        return self.standing().filter(admitted_at=None, refused_at=None).exclude(confirmed_at=None)

    def as_they_stand(self, standing: str) -> RegistrationQuerySet:
        """Those whose ``standing`` it is."""
        if standing == Standing.CANCELLED:
            return self.exclude(ended_at=None)
        rows = self.standing()
        if standing == Standing.REFUSED:
            return rows.exclude(refused_at=None)
        if standing == Standing.UNCONFIRMED:
            return rows.filter(refused_at=None, confirmed_at=None)
        return self.waiting() if standing == Standing.WAITING else self.confirmed()


class Registration(models.Model):
    """A person's participation in an edition. One stands at a time; those that ended stay.

    ``confirmed_at`` is when they proved their address or stood at the desk, ``admitted_at`` since when they
    may come: at once, or when the secretariat approved.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    category = models.ForeignKey(Category, models.PROTECT, related_name="registrations")
    code = models.CharField(max_length=8, unique=True)
    token = models.CharField(max_length=32, unique=True)  # of the link in its letters
    name = models.CharField(max_length=200)  # as it stands on the badge
    country = models.CharField(max_length=2, blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="registrations")
    language = models.CharField(max_length=2)
    attendance = models.CharField(max_length=10, choices=WAYS_TO_ATTEND, default=Attendance.IN_PERSON)
    invitation = models.ForeignKey(InvitationCode, models.PROTECT, null=True, related_name="registrations")
    registered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "edition", "person", condition=Q(ended_at=None), name="one_standing_registration"
            ),
            models.CheckConstraint(
                condition=Q(admitted_at=None) | Q(refused_at=None), name="registration_has_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(attendance__in=[Attendance.IN_PERSON, Attendance.ONLINE]),
                name="registration_is_in_person_or_online",
            ),
        ]
        indexes = [models.Index("edition", "name", name="registrations_by_name")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_online(self) -> bool:
        return self.attendance == Attendance.ONLINE

    @property
    def standing(self) -> Standing:
        if self.ended_at:
            return Standing.CANCELLED
        if self.refused_at:
            return Standing.REFUSED
        if not self.confirmed_at:
            return Standing.UNCONFIRMED
        return Standing.ADMITTED if self.admitted_at else Standing.WAITING


class Answer(models.TextChoices):
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("not approved")


class Approval(models.Model):
    """What the secretariat answered to a registration that needs approval. A change of mind is a new row."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="approvals")
    answer = models.CharField(max_length=8, choices=Answer)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="approvals")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.answer}: {self.registration_id}"


class CancellationKind(models.TextChoices):
    BY_PERSON = "by-person", _("by the person")
    BY_SECRETARIAT = "by-secretariat", _("by the secretariat")
    NOT_CONFIRMED = "not-confirmed", _("the address was not confirmed in time")
    MADE_AGAIN = "made-again", _("registered again before the address was confirmed")


class Cancellation(models.Model):
    """A registration ended; the person can register again, or the secretariat reinstates it."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="cancellations")
    kind = models.CharField(max_length=14, choices=CancellationKind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cancellations")
    at = models.DateTimeField()
    reinstated_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="cancellations_taken_back"
    )
    reinstated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "registration", condition=Q(reinstated_at=None), name="one_standing_cancellation"
            ),
            models.CheckConstraint(
                condition=Q(reinstated_at=None, reinstated_by=None)
                | Q(reinstated_at__isnull=False, reinstated_by__isnull=False),
                name="cancellation_says_who_took_it_back",
            ),
        ]

    def __str__(self) -> str:
        return f"cancellation of {self.registration_id}"


class NeedKind(models.TextChoices):
    ACCESS = "access", _("access")
    DIET = "diet", _("food")


class Need(models.Model):
    """What somebody needs in order to take part. Read by the secretariat, deleted when its time is over."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=6, choices=NeedKind)
    text = models.CharField(max_length=500)
    keep_until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("registration", "kind", name="one_need_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.registration_id}"


class End(models.TextChoices):
    REFUSED = "refused", _("not granted")
    GIVEN_BACK = "given-back", _("given back")


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def standing(self) -> EntitlementQuerySet:
        return self.filter(ended_at=None)

    def granted(self) -> EntitlementQuerySet:
        return self.standing().exclude(granted_at=None)

    def asked(self) -> EntitlementQuerySet:
        """Those that the secretariat has to answer, of registrations that stand and are confirmed."""
        stands = Q(registration__ended_at=None, registration__confirmed_at__isnull=False)
        return self.standing().filter(stands, granted_at=None)


class Entitlement(models.Model):
    """What a registration carries: a track with limited access, or a place in a session."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="entitlements")
    track = models.ForeignKey(Track, models.PROTECT, null=True, related_name="entitlements")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="entitlements")
    invitation = models.ForeignKey(InvitationCode, models.PROTECT, null=True, related_name="entitlements")
    asked_at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="entitlements_granted")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="entitlements_ended")
    end = models.CharField(max_length=10, choices=End, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(track__isnull=False, session=None) | Q(track=None, session__isnull=False),
                name="entitlement_is_to_a_track_or_a_session",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="entitlement_says_how_it_ended",
            ),
            models.UniqueConstraint(
                "registration",
                "track",
                condition=Q(ended_at=None, track__isnull=False),
                name="one_standing_entitlement_per_track",
            ),
            models.UniqueConstraint(
                "registration",
                "session",
                condition=Q(ended_at=None, session__isnull=False),
                name="one_standing_place_per_session",
            ),
        ]

    def __str__(self) -> str:
        return f"entitlement of {self.registration_id}"


class Badge(models.Model):
    """A badge was made for a registration."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="badge")
    by = models.ForeignKey(Person, models.PROTECT, related_name="badges_made")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"badge of {self.registration_id}"


class CheckIn(models.Model):
    """Somebody came, once."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="check_in")
    by = models.ForeignKey(Person, models.PROTECT, related_name="check_ins")
    at = models.DateTimeField()
    desk = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"check-in of {self.registration_id}"


class Presence(models.Model):
    """Somebody who takes part online said that they are here."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="presence")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"presence of {self.registration_id}"
