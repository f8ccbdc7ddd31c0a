"""Facts about calls and proposals."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import WHOLE_SESSIONS, Edition, Format, Subtheme, Track
from convenor.kernel.translated import TranslatedField
from convenor.people.models import Organization, Person
from convenor.proposals.kinds import ConflictKind, ConflictSource, Severity


class Call(models.Model):
    """The invitation to propose to some tracks: open from one instant up to another."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="calls")
    slug = models.SlugField(max_length=40)
    title = TranslatedField()
    text = TranslatedField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    tracks = models.ManyToManyField(Track, related_name="calls")
    subthemes = models.ManyToManyField(Subtheme, related_name="calls")
    languages = models.JSONField(default=list)
    title_characters = models.PositiveSmallIntegerField(default=150)
    abstract_words = models.PositiveSmallIntegerField(default=300)
    most_per_person = models.PositiveSmallIntegerField(null=True)
    most_per_organization = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "slug", name="call_slug_once_per_edition"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    def is_over(self, at: datetime) -> bool:
        return at >= self.closes_at


class QuestionKind(models.TextChoices):
    TEXT = "text", _("text")
    CHOICE = "choice", _("choice")
    NUMBER = "number", _("number")
    FILE = "file", _("file")


class Question(models.Model):
    """The secretariat's own question on a call's form. Without tracks it is asked of all."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions")
    slug = models.SlugField(max_length=40)
    kind = models.CharField(max_length=6, choices=QuestionKind)
    text = TranslatedField()
    help = TranslatedField()
    choices = models.JSONField(default=list, blank=True)  # [{"key": "tablet", "text": {"en": {…}}}]
    is_required = models.BooleanField(default=False)
    most_words = models.PositiveSmallIntegerField(null=True)
    tracks = models.ManyToManyField(Track, related_name="questions", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("call", "slug", name="question_slug_once_per_call")]

    def __str__(self) -> str:
        return str(self.text)


class LateLink(models.Model):
    """A personal link by which one address may still propose after the call closed."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="late_links")
    token = models.CharField(max_length=32, unique=True)
    address = models.CharField(max_length=254)
    until = models.DateTimeField()
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="late_links_given")
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"late link for {self.address}"


class Verdict(models.TextChoices):
    ACCEPT = "accept", _("accept")
    WAITLIST = "waitlist", _("waiting list")
    DECLINE = "decline", _("decline")
    REVISE = "revise", _("ask to revise")
    PUBLISH_ONLY = "publish-only", _("publish only in the compendium")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def submitted(self) -> ProposalQuerySet:
        """Handed in at least once; drafts are their contributors' own."""
        return self.filter(submitted_at__isnull=False)

    def standing(self) -> ProposalQuerySet:
        return self.submitted().filter(withdrawal=None)

    def without_conflict(self, person: Person) -> ProposalQuerySet:
        """Proposals that ``person`` neither contributes to nor has a conflict with that bars them."""
        own = Contributor.objects.filter(person=person).values("proposal")
        in_conflict = Conflict.objects.barring().filter(person=person).values("proposal")
        return self.filter(~Q(pk__in=own), ~Q(pk__in=in_conflict))

    def decided(self, verdict: str) -> ProposalQuerySet:
        return self.filter(decisions__superseded_by=None, decisions__verdict=verdict)

    def revised(self) -> ProposalQuerySet:
        """Handed in again after the decision to revise that stands."""
        return self.filter(
            Exists(Decision.objects.standing().filter(proposal=OuterRef("pk"), revisions__isnull=False))
        )

    def undecided(self) -> ProposalQuerySet:
        return self.filter(decisions=None)

    def of_newcomers(self) -> ProposalQuerySet:
        """Those whose proposer has a part in no proposal to an edition that began before."""
        earlier = Contributor.objects.filter(
            person=OuterRef("proposer"),
            refused_at=None,
            proposal__submitted_at__isnull=False,
            proposal__edition__starts_on__lt=OuterRef("edition__starts_on"),
        )
        return self.filter(~Exists(earlier))


class Proposal(models.Model):
    """A single contribution, or a whole session with contributions inside, offered to an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="proposals")
    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals")
    code = models.CharField(max_length=8, unique=True)
    track = models.ForeignKey(Track, models.PROTECT, related_name="proposals")
    subtheme = models.ForeignKey(Subtheme, models.PROTECT, null=True, related_name="proposals")
    format = models.CharField(max_length=14, choices=Format, default=Format.TALK)
    title = TranslatedField()
    title_text = models.CharField(max_length=300, blank=True)  # the original, for sorting and searching
    abstract = TranslatedField()
    language = models.CharField(max_length=2)
    minutes = models.PositiveSmallIntegerField()
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="proposed")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="proposals")
    late_link = models.ForeignKey(LateLink, models.PROTECT, null=True, related_name="proposals")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    mend_until = models.DateTimeField(null=True)  # sent back before its reviewing, to be changed until then
    people = models.ManyToManyField(Person, through="Contributor", related_name="proposals")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="proposal_takes_time")]
        indexes = [
            models.Index("edition", "submitted_at", name="proposals_of_an_edition"),
            models.Index("edition", "title_text", name="proposals_by_title"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_whole_session(self) -> bool:
        return self.format in WHOLE_SESSIONS


class Contribution(models.Model):
    """A part of a proposed session: a paper in a symposium, an exercise in a workshop."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="contributions")
    position = models.PositiveSmallIntegerField()
    title = TranslatedField()
    abstract = TranslatedField()
    minutes = models.PositiveSmallIntegerField(null=True)
    presenter = models.ForeignKey("Contributor", models.SET_NULL, null=True, related_name="presents")

    class Meta:
        constraints = [models.UniqueConstraint("proposal", "position", name="contributions_stand_in_order")]

    def __str__(self) -> str:
        return str(self.title)


class ContributorRole(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    CHAIR = "chair", _("chair of the session")
    RAPPORTEUR = "rapporteur", _("rapporteur")
    AUTHOR = "author", _("author, not present")


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def taking_part(self) -> ContributorQuerySet:
        """Those who agreed, and the proposer, who did by proposing."""
        agreed = Q(agreed_at__isnull=False) | Q(person=F("proposal__proposer"))
        return self.filter(agreed, refused_at=None)


class Contributor(models.Model):
    """A person in a proposal. Others than the proposer are invited by mail and answer for themselves."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="contributors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="contributorships")
    role = models.CharField(max_length=10, choices=ContributorRole, default=ContributorRole.SPEAKER)
    position = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=32, unique=True)  # of the links in their letters
    invited_as = models.CharField(max_length=200, blank=True)  # the name that the proposer wrote
    invited_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("proposal", "person", name="contributor_once_per_proposal"),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(refused_at=None), name="contributor_has_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.proposal_id}"

    @property
    def shown_name(self) -> str:
        """How the others in the proposal see them: as they were invited, until they agree to be known."""
        return name_shown(self.person.name, self.invited_as, self.agreed_at)


def name_shown(name: str, invited_as: str, agreed_at: datetime | None) -> str:
    """The same of what was fetched of a contributor as plain values."""
    return name if agreed_at or not invited_as else invited_as


def upload_path(_answer: Answer, _name: str) -> str:
    """Where an uploaded file lies: an opaque name, nothing of what the person called it."""
    return f"answers/{uuid.uuid4()}"


class Answer(models.Model):
    """What a proposal answers to one of the secretariat's questions."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)  # of a text, a number, or the key of a choice
    file = models.FileField(upload_to=upload_path, max_length=120, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("proposal", "question", name="question_answered_once")]

    def __str__(self) -> str:
        return self.text or self.file_name


class Version(models.Model):
    """What a proposal said at one moment, whole; kept for ever and comparable with any other."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    document = models.JSONField()
    is_submitted = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="versions")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("proposal", "number", name="versions_are_numbered")]

    def __str__(self) -> str:
        return f"version {self.number}"


class Withdrawal(models.Model):
    """Its contributors took it back."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="withdrawal")
    by = models.ForeignKey(Person, models.PROTECT, related_name="withdrawals")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"withdrawal of {self.proposal_id}"


class Tie(models.Model):
    """Somebody, or an organization, whom its declarer names as in conflict, known to us or not.

    With a ``proposal``, its contributors name who should not judge it; without, a reviewer names those whose
    proposals they cannot judge in the edition. Which pairs it concerns is computed: a ``Conflict`` for each.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="ties")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="ties")
    person = models.ForeignKey(Person, models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=12, choices=ConflictKind, default=ConflictKind.OTHER)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254, blank=True)
    organization = models.CharField(max_length=200, blank=True)
    from_year = models.PositiveSmallIntegerField(null=True)
    to_year = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="", address="", organization=""), name="tie_names_one"),
        ]

    def __str__(self) -> str:
        return f"tie {self.uid}"


class Waiver(models.Model):
    """The secretariat lets somebody judge a proposal in spite of a conflict of one kind and source."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="waivers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="waivers")
    kind = models.CharField(max_length=12, choices=ConflictKind)
    source = models.CharField(max_length=12, choices=ConflictSource)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="waivers_given")
    at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                *("proposal", "person", "kind", "source"),
                condition=Q(retracted_at=None),
                name="one_standing_waiver",
            ),
        ]

    def __str__(self) -> str:
        return f"waiver for {self.proposal_id}"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def standing(self) -> ConflictQuerySet:
        """Not retracted, nor ended by a change of facts, whatever their severity."""
        return self.filter(retracted_at=None)

    def barring(self) -> ConflictQuerySet:
        """Those for which the proposal does not exist for the person."""
        return self.standing().filter(severity=Severity.BARS)

    def barring_at(self, at: datetime) -> ConflictQuerySet:
        """Those that did at ``at``, whatever became of them since."""
        stood = Q(retracted_at=None) | Q(retracted_at__gt=at)
        return self.filter(stood, declared_at__lte=at, severity=Severity.BARS)

    def derived(self) -> ConflictQuerySet:
        """Computed of facts or of ties; the others were declared of this pair by somebody."""
        return self.filter(Q(source=ConflictSource.FOUND) | Q(tie__isnull=False))

    def direct(self) -> ConflictQuerySet:
        return self.exclude(source=ConflictSource.FOUND).filter(tie=None)


class Conflict(models.Model):
    """Why a person may not judge a proposal. While one stands that bars, it does not exist for them.

    What is found is a row as well, kept equal to the facts by the action that changes them, so that every
    query asks the same thing and what stood at an earlier moment stays known. A change is a new row.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="conflicts")
    kind = models.CharField(max_length=12, choices=ConflictKind, default=ConflictKind.OTHER)
    source = models.CharField(max_length=12, choices=ConflictSource, default=ConflictSource.PERSON)
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.BARS)
    tie = models.ForeignKey(Tie, models.CASCADE, null=True, related_name="conflicts")
    counterpart = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    detail = models.CharField(max_length=300, blank=True)  # the organization, the domain, the work
    from_year = models.PositiveSmallIntegerField(null=True)
    to_year = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)
    # Without a declarer it was found.
    declared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="conflicts_declared")
    declared_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                *("proposal", "person", "kind", "source"),
                condition=Q(retracted_at=None, tie=None),
                name="one_standing_conflict",
            ),
            models.UniqueConstraint(
                *("proposal", "person", "tie"),
                condition=Q(retracted_at=None, tie__isnull=False),
                name="one_standing_conflict_of_a_tie",
            ),
        ]

    def __str__(self) -> str:
        return f"conflict with {self.proposal_id}"

    @property
    def is_derived(self) -> bool:
        return self.source == ConflictSource.FOUND or self.tie_id is not None

    @property
    def can_be_waived(self) -> bool:
        """Facts and contributors may be overruled; what people say of themselves, and organisers, stands."""
        return self.source in {ConflictSource.FOUND, ConflictSource.CONTRIBUTOR}


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> DecisionQuerySet:
        """The last word on each proposal, known to its contributors or not."""
        return self.filter(superseded_by=None)

    def held_back(self) -> DecisionQuerySet:
        return self.standing().filter(released_at=None, proposal__withdrawal=None)

    def known(self) -> DecisionQuerySet:
        """What contributors were told last, whatever was decided since and is held back."""
        later = Decision.objects.filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
        return self.exclude(released_at=None).filter(~Exists(later.exclude(released_at=None)))


class Decision(models.Model):
    """What the chairs decided, when, and why. A change of mind is a new row; no row means undecided.

    It is held back until ``released_at``: from then on its contributors know it, and a change takes a reason.
    A proposal has one first decision and each decision one that follows it, so exactly one is the last.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=12, choices=Verdict)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()
    note_to_contributors = models.TextField(blank=True)
    reason = models.TextField(blank=True)  # why a released decision was changed
    released_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "proposal", condition=Q(supersedes=None), name="one_first_decision_per_proposal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.proposal_id}"


class Revision(models.Model):
    """The version that its contributors handed in after a decision to revise. Reviews are open again."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="revisions")
    version = models.OneToOneField(Version, models.CASCADE, related_name="revision")
    by = models.ForeignKey(Person, models.PROTECT, related_name="revisions")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"revision after {self.decision_id}"


class Confirmation(models.Model):
    """A contributor of an accepted proposal says that they will come, or will not."""

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="confirmations")
    will_come = models.BooleanField()
    at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "contributor", condition=Q(supersedes=None), name="one_first_confirmation"
            ),
        ]

    def __str__(self) -> str:
        return f"{'will come' if self.will_come else 'will not come'}: {self.contributor_id}"
