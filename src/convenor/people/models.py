"""Facts about people that every package may point to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from convenor.kernel.text import folded

NOBODY = "…"  # how somebody is named who asked to be forgotten


class OrganizationKind(models.TextChoices):
    GOVERNMENT = "government", _("ministry or public authority")
    INTERNATIONAL = "international", _("United Nations or international organization")
    UNIVERSITY = "university", _("university or research institution")
    SCHOOL = "school", _("school")
    CIVIL_SOCIETY = "civil-society", _("non-governmental organization, civil society")
    COMPANY = "company", _("company")
    OTHER = "other", _("something else")


class Organization(models.Model):
    """An organization as people name it; two spellings that fold alike are one."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(
        max_length=16, choices=OrganizationKind, blank=True
    )  # as its people say; not told: ""

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def key_of(name: str) -> str:
        return folded(name)[:200]


class PersonQuerySet(models.QuerySet["Person"]):
    def at_address(self, address: str) -> Person | None:
        """Who is reached at ``address``, if anybody."""
        return self.filter(contact_points__key=ContactPoint.key_of(address)).first()


class Person(models.Model):
    """Somebody we know. A name is one field: nobody's name is split into first and last."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="en")
    zone = models.CharField(max_length=64, blank=True)
    country = models.CharField(max_length=2, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="people"
    )
    biography = models.TextField(blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)  # since then nothing is known of them

    objects = PersonQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Gender(models.TextChoices):
    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    NON_BINARY = "non-binary", _("non-binary")
    OWN_WORDS = "own-words", _("in my own words")
    NOT_SAID = "not-said", _("I would rather not say")


class GenderAnswer(models.Model):
    """How somebody describes their gender, if they do, and for what they agree that it is used.

    Theirs alone: no page, list, file or message shows it to anybody else, and nothing guesses it. Who
    withdraws the answer has no row.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="gender_answer")
    gender = models.CharField(max_length=10, choices=Gender)
    own_words = models.CharField(max_length=100, blank=True)
    in_figures = models.BooleanField(default=False)  # counted among the people of a call's proposals
    on_panels = models.BooleanField(default=False)  # used where the reviewers of a proposal are balanced
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(~Q(own_words=""), gender="own-words") | Q(~Q(gender="own-words"), own_words=""),
                name="own_words_where_they_are_chosen",
            ),
            models.CheckConstraint(
                condition=~Q(gender="not-said") | Q(in_figures=False, on_panels=False),
                name="nothing_is_used_that_is_not_said",
            ),
        ]

    def __str__(self) -> str:
        return f"answer of {self.person_id}"  # never what it says


class ContactPoint(models.Model):
    """A way to reach a person. Unique in its folded form, written to in the form they gave."""

    class Kind(models.TextChoices):
        EMAIL = "email"

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.EMAIL)
    address = models.CharField(max_length=254)
    key = models.CharField(max_length=254, unique=True)
    is_first = models.BooleanField(default=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", condition=Q(is_first=True), name="one_first_contact_point_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @staticmethod
    def key_of(address: str) -> str:
        return folded(address)
