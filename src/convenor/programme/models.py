"""Facts about the programme: sessions with their people, places, what became of them, and releases."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Attendance, Edition, Format, Room, Subtheme, Track
from convenor.kernel.translated import TranslatedField
from convenor.people.models import Person
from convenor.programme.planned import PlanningRun  # noqa: F401  # Django looks for all models here
from convenor.proposals.models import Confirmation, Contribution, Contributor, Proposal


class SessionKind(models.TextChoices):
    SESSION = "session", _("session")
    KEYNOTE = "keynote", _("keynote")
    CEREMONY = "ceremony", _("ceremony")
    BREAK = "break", _("break")
    EXHIBITION = "exhibition", _("exhibition")
    SIDE_EVENT = "side-event", _("side event")
    WEBINAR = "webinar", _("webinar")


class Session(models.Model):
    """An item of the programme, born of an accepted proposal, of an invitation, or of the secretariat.

    It stands in the programme as often as it has placements: not yet, once, repeated, or all week.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sessions")
    code = models.CharField(max_length=8, unique=True)
    proposal = models.OneToOneField(Proposal, models.PROTECT, null=True, related_name="session")
    kind = models.CharField(max_length=10, choices=SessionKind, default=SessionKind.SESSION)
    format = models.CharField(max_length=14, choices=Format, blank=True)
    track = models.ForeignKey(Track, models.PROTECT, null=True, related_name="sessions")
    subtheme = models.ForeignKey(Subtheme, models.PROTECT, null=True, related_name="sessions")
    title = TranslatedField()
    title_text = models.CharField(max_length=300, blank=True)  # the original, for sorting and searching
    abstract = TranslatedField()
    languages = models.JSONField(default=list, blank=True)  # spoken
    interpretation = models.JSONField(default=list, blank=True)  # into these
    minutes = models.PositiveSmallIntegerField(default=60)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.IN_PERSON)
    url = models.URLField(blank=True)  # where it is followed online
    expected = models.PositiveIntegerField(null=True)  # how many people are expected
    needs_step_free = models.BooleanField(default=False)
    needs = models.CharField(max_length=300, blank=True)  # in words, for those who prepare the room
    places = models.PositiveIntegerField(null=True)  # that can be booked; unlimited without
    booked = models.PositiveIntegerField(default=0)  # kept by registration, under the same lock
    created_at = models.DateTimeField()
    people = models.ManyToManyField(Person, through="Appearance", related_name="sessions")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="session_takes_time"),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places__isnull=False, booked__lte=F("places")),
                name="session_is_never_overbooked",
            ),
        ]
        indexes = [models.Index("edition", "title_text", name="sessions_by_title")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Happening(models.TextChoices):
    CANCELLED = "cancelled", _("cancelled")
    POSTPONED = "postponed", _("postponed")
    MOVED_ONLINE = "moved-online", _("moved online")
    REPLACED = "replaced", _("replaced by another session")
    RESTORED = "restored", _("held as planned")


class SessionEvent(models.Model):
    """What became of a session that was announced. The last one says how it stands; all stay."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Happening)
    note = TranslatedField()
    replaced_by = models.ForeignKey(Session, models.PROTECT, null=True, related_name="replaces")
    by = models.ForeignKey(Person, models.PROTECT, related_name="session_events")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="replaced", replaced_by__isnull=False)
                | (~Q(kind="replaced") & Q(replaced_by=None)),
                name="only_a_replaced_session_names_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.kind}"


class Item(models.Model):
    """A part of a session: a paper in a symposium, a speech in a ceremony."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = TranslatedField()
    abstract = TranslatedField()
    minutes = models.PositiveSmallIntegerField(null=True)
    contribution = models.ForeignKey(Contribution, models.SET_NULL, null=True, related_name="items")

    class Meta:
        constraints = [models.UniqueConstraint("session", "position", name="items_stand_in_order")]

    def __str__(self) -> str:
        return str(self.title)


class AppearanceRole(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    CHAIR = "chair", _("chair of the session")
    RAPPORTEUR = "rapporteur", _("rapporteur")


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def with_answers(self) -> AppearanceQuerySet:
        """With ``will_come``: what they said last, here or for their proposal; ``None`` until they did."""
        said = Confirmation.objects.filter(contributor=OuterRef("contributor"), superseded_by=None)
        here = Case(
            When(agreed_at__isnull=False, then=Value(value=True)),
            When(refused_at__isnull=False, then=Value(value=False)),
            output_field=models.BooleanField(null=True),
        )
        return self.annotate(will_come=Coalesce(Subquery(said.values("will_come")[:1]), here))

    def standing(self) -> AppearanceQuerySet:
        """Those who have not said that they will not come, of proposals that are still offered."""
        answered: Any = self.with_answers()
        stays: AppearanceQuerySet = answered.filter(Q(will_come=None) | Q(will_come=True))
        return stays.filter(contributor__proposal__withdrawal=None)


class Appearance(models.Model):
    """A person in a session, with a role. They answer through their letter whether they will come.

    Those who come with a proposal answered there, with a ``Confirmation``: theirs is the answer that counts.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="appearances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appearances")
    role = models.CharField(max_length=10, choices=AppearanceRole, default=AppearanceRole.SPEAKER)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="appearances")
    position = models.PositiveSmallIntegerField(default=0)
    is_remote = models.BooleanField(default=False)
    contributor = models.ForeignKey(Contributor, models.SET_NULL, null=True, related_name="appearances")
    token = models.CharField(max_length=32, unique=True)  # of the links in their letters
    invited_as = models.CharField(max_length=200, blank=True)  # the name that the secretariat wrote
    invited_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("session", "person", "role", name="appearance_once_per_role"),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(refused_at=None), name="appearance_has_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.session_id}"

    @property
    def shown_name(self) -> str:
        return self.person.name or self.invited_as


OFF = frozenset({Happening.CANCELLED, Happening.POSTPONED, Happening.REPLACED})


class PlacementQuerySet(models.QuerySet["Placement"]):
    def standing(self) -> PlacementQuerySet:
        """Placements of sessions that are held: neither cancelled, postponed nor replaced."""
        of_session = SessionEvent.objects.filter(session=OuterRef("session"))
        off = of_session.filter(pk=Subquery(of_session.order_by("-at", "-pk").values("pk")[:1]), kind__in=OFF)
        return self.filter(~Exists(off))


class Placement(models.Model):
    """Where and when a session is: on a day, at a time and in a room where these are known.

    ``starts_at`` and ``ends_at`` are those of the first day; up to ``ends_on`` it is open at the same hours.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="placements")
    starts_on = models.DateField()
    ends_on = models.DateField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="placements")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="placement_ends_after_it_starts"
            ),
            models.CheckConstraint(
                # Without “not null”, one time without the other would be neither true nor false.
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="placement_has_both_times_or_none",
            ),
            models.UniqueConstraint("session", "starts_at", name="session_starts_once_at_a_time"),
        ]
        indexes = [models.Index("room", "starts_at", name="placements_of_a_room")]

    def __str__(self) -> str:
        return f"{self.session_id} on {self.starts_on}"


class Availability(models.Model):
    """When a person can be scheduled. Without a row: always; a row without times: never."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="availabilities")
    person = models.ForeignKey(Person, models.CASCADE, related_name="availabilities")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                # Without “not null”, one time without the other would be neither true nor false.
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="availability_has_both_times_or_none",
            ),
            models.UniqueConstraint(
                "edition", "person", condition=Q(starts_at=None), name="never_available_once"
            ),
        ]
        verbose_name_plural = "availabilities"

    def __str__(self) -> str:
        return f"{self.person_id} from {self.starts_at or 'never'}"


class Closure(models.Model):
    """When a room cannot be used. Without a row: never."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="closure_ends_after_it_starts"
            ),
            models.UniqueConstraint("room", "starts_at", "ends_at", name="closure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} from {self.starts_at}"


class Licence(models.TextChoices):
    CC_BY_SA_IGO = "cc-by-sa-3.0-igo", _("CC BY-SA 3.0 IGO")
    CC_BY = "cc-by-4.0", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
    CC_BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0")
    RESERVED = "reserved", _("all rights reserved")


class MaterialKind(models.TextChoices):
    SLIDES = "slides", _("slides")
    PAPER = "paper", _("paper")
    RECORDING = "recording", _("recording")
    OTHER = "other", _("other material")


def material_path(_material: Material, _name: str) -> str:
    return f"materials/{uuid.uuid4()}"


class Material(models.Model):
    """Something a session leaves behind, as a link or a file, under a licence."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="materials")
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=MaterialKind)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=2, blank=True)
    licence = models.CharField(max_length=20, choices=Licence)
    url = models.URLField(blank=True)
    file = models.FileField(upload_to=material_path, max_length=120, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="materials")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="material_is_a_link_or_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """What a session's rapporteur says of it."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="report")
    text = TranslatedField()
    licence = models.CharField(max_length=20, choices=Licence, default=Licence.CC_BY_SA_IGO)
    by = models.ForeignKey(Person, models.PROTECT, related_name="reports")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"report of {self.session_id}"


class ProposalLicence(models.Model):
    """Under which licence the compendium prints a proposal; without a row, under the IGO's."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="licence")
    licence = models.CharField(max_length=20, choices=Licence)

    def __str__(self) -> str:
        return f"{self.licence} of {self.proposal_id}"


class ReleaseQuerySet(models.QuerySet["Release"]):
    def published(self) -> ReleaseQuerySet:
        return self.exclude(published_at=None)

    def in_the_making(self) -> ReleaseQuerySet:
        return self.filter(published_at=None)


class Release(models.Model):
    """A numbered, immutable version of the programme. Only its rendering and publication come later.

    ``document`` is canonical JSON, in which each person is a commitment; ``people`` opens them, so that a
    person can be erased and ``digest``, the SHA-256 of the document, still verifies.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    document = models.TextField()
    people = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    changes = models.JSONField(default=list)
    note = TranslatedField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="releases")
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    # Who renders it, until when, and how far they are: written by the worker like a lease of the outbox.
    leased_until = models.DateTimeField(null=True)
    rendered = models.PositiveIntegerField(default=0)
    to_render = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "number", name="releases_are_numbered"),
            models.UniqueConstraint(
                "edition", condition=Q(published_at=None), name="one_release_in_the_making"
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.number} of {self.edition_id}"


class Reissue(models.Model):
    """Somebody whom a release shows was erased: its files are issued again. Its document stays as it is."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="reissues")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)  # who does it, as with a release
    problem = models.CharField(max_length=300, blank=True)  # of the last try; it is tried again

    class Meta:
        constraints = [
            models.UniqueConstraint("release", condition=Q(done_at=None), name="one_waiting_reissue"),
        ]

    def __str__(self) -> str:
        return f"reissue of {self.release_id}"


class MarkList(models.Model):
    """The sessions somebody marked: of a person who signed in, or of whoever has its short link.

    A list that a person's own took over is empty and names that one, so that its link goes on to work.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="mark_lists")
    token = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="mark_lists")
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="merged")
    created_at = models.DateTimeField()
    seen = models.PositiveIntegerField(default=0)  # the release of which its reader has read what changed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "edition", "person", condition=Q(person__isnull=False), name="one_mark_list_per_person"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(person=None), name="merged_mark_list_is_of_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"marks in {self.edition_id}"


class MarkQuerySet(models.QuerySet["Mark"]):
    def standing(self) -> MarkQuerySet:
        """Those that were not taken off again."""
        return self.filter(is_marked=True)


class Mark(models.Model):
    """Somebody would like to go to a session, or no longer, which other devices may not know yet."""

    mark_list = models.ForeignKey(MarkList, models.CASCADE, related_name="marks")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="marks")
    code = models.CharField(max_length=8)  # of the session, also when it has left the programme
    is_marked = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects = MarkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("mark_list", "code", name="session_marked_once")]

    def __str__(self) -> str:
        return f"mark of {self.code}"


class Note(models.Model):
    """What somebody wrote for themselves about a session; empty, where they took it away again."""

    MOST_LETTERS = 2000  # two devices' notes of 500 become one

    mark_list = models.ForeignKey(MarkList, models.CASCADE, related_name="notes")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="notes")
    code = models.CharField(max_length=8)  # as of a mark
    text = models.CharField(max_length=MOST_LETTERS, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("mark_list", "code", name="one_note_per_session")]

    def __str__(self) -> str:
        return f"note on {self.code}"


class Parcel(models.Model):
    """What a device sends to another, sealed: see ``programme/parcels.py``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="parcels")
    name = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField(max_length=200_000)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"parcel in {self.edition_id}"
