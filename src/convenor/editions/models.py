"""Facts about editions."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from convenor.kernel.translated import TranslatedField
from convenor.people.models import Person


class Series(models.Model):
    """A recurring conference. One installation holds many."""

    slug = models.SlugField(max_length=60, unique=True)
    name = TranslatedField()
    description = TranslatedField()

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return str(self.name)


class Attendance(models.TextChoices):
    IN_PERSON = "in-person", _("in person")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("in person and online")


class EditionQuerySet(models.QuerySet["Edition"]):
    def announced(self) -> EditionQuerySet:
        """Editions the public may know: announced, and not only prepared."""
        return self.filter(events__kind=EventKind.ANNOUNCED)

    def newest_first(self) -> EditionQuerySet:
        return self.order_by("-starts_on", "slug")


class Edition(models.Model):
    """One incarnation of a series. ``path`` is its address and its scope in the log: ``series/edition``."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="editions")
    slug = models.SlugField(max_length=40)
    path = models.CharField(max_length=101, unique=True)
    year = models.PositiveSmallIntegerField()
    name = TranslatedField()
    theme = TranslatedField()
    description = TranslatedField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    zone = models.CharField(max_length=64)
    venue = TranslatedField()
    address = models.CharField(max_length=250, blank=True)
    country = models.CharField(max_length=2, blank=True)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.IN_PERSON)
    languages = models.JSONField(default=list)
    contact = models.EmailField(blank=True)
    registration_url = models.URLField(blank=True)
    is_fictional = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("series", "slug", name="edition_slug_once_per_series"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="edition_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def has_begun(self, at: datetime) -> bool:
        """Whether its first day has come where it is held."""
        return at.astimezone(self.tzinfo).date() >= self.starts_on

    def day_at(self, at: datetime) -> date:
        """Which day it is at ``at`` where the edition is held."""
        return at.astimezone(self.tzinfo).date()

    def is_over(self, at: datetime) -> bool:
        return self.day_at(at) > self.ends_on


class EventKind(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    POSTPONED = "postponed", _("postponed")
    MOVED_ONLINE = "moved-online", _("moved online")
    REPLACED = "replaced", _("replaced by another edition")
    HELD = "held", _("held")
    ARCHIVED = "archived", _("archived")


class EditionEvent(models.Model):
    """What became of an edition, told to the public. Later ones do not hide earlier ones."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=14, choices=EventKind)
    note = TranslatedField()
    starts_on_before = models.DateField(null=True)
    ends_on_before = models.DateField(null=True)
    replaced_by = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="replaces")
    by = models.ForeignKey(Person, models.PROTECT, related_name="edition_events")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "edition", condition=Q(kind="announced"), name="edition_is_announced_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="replaced", replaced_by__isnull=False)
                | (~Q(kind="replaced") & Q(replaced_by=None)),
                name="only_a_replaced_edition_names_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.kind}"


class PartnerRole(models.TextChoices):
    ORGANISER = "organiser", _("organiser")
    CONVENER = "convener", _("convening partner")
    HOST = "host", _("host")
    SUPPORTER = "supporter", _("supporter")


class Partner(models.Model):
    """An organization that convenes, hosts or supports an edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="partners")
    name = TranslatedField()
    role = models.CharField(max_length=10, choices=PartnerRole)
    url = models.URLField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.name)


class Subtheme(models.Model):
    """One of the edition's topics."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="subthemes")
    slug = models.SlugField(max_length=40)
    name = TranslatedField()
    description = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "slug", name="subtheme_slug_once_per_edition")]

    def __str__(self) -> str:
        return str(self.name)


class Access(models.TextChoices):
    OPEN = "open", _("open to all who register")
    APPROVAL = "approval", _("open, with approval")
    INVITATION = "invitation", _("by invitation")


class WayIn(models.TextChoices):
    CALL = "call", _("through the call")
    INVITATION = "invitation", _("by invitation of the secretariat")


class Format(models.TextChoices):
    TALK = "talk", _("talk")
    POSTER = "poster", _("poster")
    DEMONSTRATION = "demonstration", _("demonstration")
    WORKSHOP = "workshop", _("workshop")
    PANEL = "panel", _("panel")
    SYMPOSIUM = "symposium", _("symposium")


WHOLE_SESSIONS = frozenset({Format.WORKSHOP, Format.PANEL, Format.SYMPOSIUM})


def all_formats() -> list[str]:
    return list(Format.values)


class Track(models.Model):
    """One of the edition's programmes with rules of its own. Tracks are data, never code."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tracks")
    slug = models.SlugField(max_length=40)
    name = TranslatedField()
    description = TranslatedField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    access = models.CharField(
        max_length=10, choices=Access, default=Access.OPEN, blank=True
    )  # empty: unknown
    way_in = models.CharField(max_length=10, choices=WayIn, default=WayIn.CALL)
    formats = models.JSONField(default=all_formats)  # what can be proposed to it
    minutes = models.PositiveSmallIntegerField(default=60)
    may_overlap = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "slug", name="track_slug_once_per_edition"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="track_sessions_take_time"),
            models.CheckConstraint(
                # Without “not null”, one day without the other would be neither true nor false.
                condition=Q(starts_on=None, ends_on=None)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="track_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def format_names(self) -> list[str]:
        return [str(Format(value).label) for value in self.formats]


class Room(models.Model):
    """A place where sessions are held."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rooms")
    slug = models.SlugField(max_length=40)
    name = TranslatedField()
    seats = models.PositiveIntegerField(null=True)  # unknown: nothing is known of the room but its name
    is_step_free = models.BooleanField(default=False)
    booths = models.PositiveSmallIntegerField(default=0)
    equipment = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "slug", name="room_slug_once_per_edition")]

    def __str__(self) -> str:
        return str(self.name)


class Role(models.TextChoices):
    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")
    TRACK_CHAIR = "track-chair", _("track chair")
    REVIEWER = "reviewer", _("reviewer")
    DESK = "desk", _("desk")


class OfficeQuerySet(models.QuerySet["Office"]):
    def held_at(self, at: datetime) -> OfficeQuerySet:
        """Offices that run at ``at``: given, not ended, and their edition's access not yet over."""
        goes_on = Q(ended_at=None) | Q(ended_at__gt=at)
        return self.filter(goes_on, given_at__lte=at, until_date__gte=at.date())


class Office(models.Model):
    """What a person is entrusted with in an edition; it ends with the edition (``until_date``)."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="offices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="offices")
    role = models.CharField(max_length=12, choices=Role)
    track = models.ForeignKey(Track, models.PROTECT, null=True, related_name="offices")
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="offices_given")
    given_at = models.DateTimeField()
    until_date = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="offices_ended")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "edition", "person", "role", condition=Q(ended_at=None, track=None), name="office_held_once"
            ),
            models.UniqueConstraint(
                "edition",
                "person",
                "role",
                "track",
                condition=Q(ended_at=None, track__isnull=False),
                name="track_office_held_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["track-chair", "reviewer"], track__isnull=False)
                | (~Q(role__in=["track-chair", "reviewer"]) & Q(track=None)),
                name="track_offices_name_their_track",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.edition_id}"


class LetterKind(models.TextChoices):
    """The letters of an edition; each has a text per language that the secretariat may change."""

    CONTRIBUTOR_INVITATION = "contributor-invitation", _("invitation of a contributor")
    PROPOSAL_RECEIVED = "proposal-received", _("proposal received")
    LATE_LINK = "late-link", _("personal link for a late proposal")
    OFFICE_GIVEN = "office-given", _("an office given")
    REVIEW_REMINDER = "review-reminder", _("reminder of reviews due")
    REVISION = "revision", _("revised version to review")
    DISCUSSION = "discussion", _("discussion of a reviewed proposal")
    SUBREVIEW_INVITATION = "subreview-invitation", _("invitation of a sub-reviewer")
    SUBREVIEW_NEWS = "subreview-news", _("what became of a review by a sub-reviewer")
    TO_MEND = "to-mend", _("proposal to be mended before its reviewing")
    REBUTTAL = "rebuttal", _("what reviewers say, to be answered")
    ACCEPT = "accept", _("decision: accepted")
    WAITLIST = "waitlist", _("decision: waiting list")
    DECLINE = "decline", _("decision: declined")
    REVISE = "revise", _("decision: to be revised")
    PUBLISH_ONLY = "publish-only", _("decision: compendium only")
    CONFIRMATION_REMINDER = "confirmation-reminder", _("reminder to confirm")
    APPEARANCE_INVITATION = "appearance-invitation", _("invitation to a session")
    SESSION_MOVED = "session-moved", _("a session of theirs moved")
    REGISTRATION_TO_CONFIRM = "registration-to-confirm", _("registration: please confirm")
    REGISTRATION_RECEIVED = "registration-received", _("registration: waits for approval")
    REGISTRATION_CONFIRMED = "registration-confirmed", _("registration: confirmed")
    REGISTRATION_APPROVED = "registration-approved", _("registration: approved")
    REGISTRATION_REFUSED = "registration-refused", _("registration: not approved")
    REGISTRATION_CANCELLED = "registration-cancelled", _("registration: cancelled")
    REGISTRATION_CHANGED = "registration-changed", _("registration: changed by the secretariat")
    REGISTRATION_REINSTATED = "registration-reinstated", _("registration: reinstated")
    TRACK_GRANTED = "track-granted", _("a track: granted")
    TRACK_REFUSED = "track-refused", _("a track: not granted")
    INVITATION_CODE = "invitation-code", _("invitation code")


class Letter(models.Model):
    """The secretariat's own wording of a letter in one language; without a row, the built-in one."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=24, choices=LetterKind)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "kind", "language", name="letter_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


def last_day_of_access(ends_on: date) -> date:
    """When offices of an edition that ends on ``ends_on`` end: three months later, after its reports."""
    return date.fromordinal(ends_on.toordinal() + 92)
