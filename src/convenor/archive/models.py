"""Facts that are kept of an edition: what was counted, what sources say, and where they do not agree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition, Track
from convenor.kernel.translated import TranslatedField


class SourceKind(models.TextChoices):
    PAGE = "page", _("web page")
    ANNOUNCEMENT = "announcement", _("announcement")
    CALL = "call", _("call for proposals")
    PROGRAMME = "programme", _("programme")
    NOTE = "note", _("concept note")
    NEWS = "news", _("news")
    PRESS = "press", _("press article")
    REPORT = "report", _("report")
    ACCOUNT = "account", _("account of somebody who was there")
    PUBLICATIONS = "publications", _("list of publications")


class Source(models.Model):
    """Where something is known from. Without an address, nobody can look it up any more."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sources")
    url = models.URLField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=SourceKind)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("edition", "position", name="sources_stand_in_order")]

    def __str__(self) -> str:
        return self.publisher


class Counted(models.TextChoices):
    """What a figure counts. Registered is not present: each figure says which of them it means."""

    PARTICIPANTS = "participants", _("Participants")
    REGISTERED = "registered", _("Registered")
    CONFIRMED = "confirmed", _("Confirmed registrations")
    BADGED = "badged", _("Badges issued")
    CHECKED_IN = "checked-in", _("Checked in")
    ONLINE = "online", _("Participants online")
    COUNTRIES = "countries", _("Countries")
    SPEAKERS = "speakers", _("Speakers")
    MINISTERS = "ministers", _("Ministers")
    SESSIONS = "sessions", _("Sessions")
    BREAKOUTS = "breakouts", _("Breakout sessions")
    WORKSHOPS = "workshops", _("Workshops")
    LABS = "labs", _("Strategy labs")
    DEMONSTRATIONS = "demonstrations", _("Demonstrations")


class Precision(models.TextChoices):
    MORE_THAN = "more-than", _("more than")
    ABOUT = "about", _("about")
    NEARLY = "nearly", _("nearly")


class Figure(models.Model):
    """What one source says was counted. Figures that contradict each other stand side by side.

    Without a value, the words say all there is, such as “hundreds”.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="figures")
    counted = models.CharField(max_length=14, choices=Counted)
    track = models.ForeignKey(Track, models.PROTECT, null=True, related_name="figures")
    value = models.PositiveIntegerField(null=True)
    precision = models.CharField(max_length=9, choices=Precision, blank=True)  # empty: exactly so
    words = TranslatedField()
    source = models.ForeignKey(Source, models.CASCADE, related_name="figures")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("edition", "position", name="figures_stand_in_order")]

    def __str__(self) -> str:
        return f"{self.value} {self.counted}"


class Remark(models.Model):
    """What sources leave open or tell differently, besides figures; in our own words."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="remarks")
    text = TranslatedField()
    sources = models.ManyToManyField(Source, related_name="remarks")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("edition", "position", name="remarks_stand_in_order")]

    def __str__(self) -> str:
        return str(self.text)
