"""Facts that are kept of an edition: what was counted, what sources say, and where they do not agree."""

from __future__ import annotations

from django.db import models

from convenor.archive.kinds import Counted, FindableKind, Precision, SourceKind
from convenor.editions.models import Edition, Track
from convenor.kernel.translated import TranslatedField


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


class Findable(models.Model):
    """Something public of an edition that the search finds; made of the tables and the release."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="findables")
    kind = models.CharField(max_length=12, choices=FindableKind)
    order = models.PositiveSmallIntegerField()  # of its kind
    name = models.CharField(max_length=300, blank=True)  # of a person or an organization
    title = TranslatedField()  # of everything else
    detail = models.CharField(max_length=300, blank=True)  # names, beside the name or title
    text = TranslatedField()
    address = models.CharField(max_length=120, blank=True)  # below that of the edition
    digest = models.CharField(max_length=32)  # of all of it

    class Meta:
        constraints = [models.UniqueConstraint("edition", "digest", name="findables_are_told_once")]

    def __str__(self) -> str:
        return self.name or str(self.title)


class Word(models.Model):
    """A word of a findable, folded, in UTF-8: bytes are in the same order in every database."""

    findable = models.ForeignKey(Findable, models.CASCADE, related_name="words")
    word = models.BinaryField(max_length=128)
    is_of_title = models.BooleanField()

    class Meta:
        indexes = [models.Index("word", "findable", name="findables_by_word")]

    def __str__(self) -> str:
        return bytes(self.word).decode()


class Reading(models.Model):
    """The one row that knows how far the log has been read for the search."""

    seq = models.BigIntegerField(default=-1)  # of the last entry that was read

    def __str__(self) -> str:
        return f"read up to {self.seq}"
