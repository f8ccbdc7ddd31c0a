"""The log in words: one sentence for each action's name. A test holds this list to the names in the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.archive.kinds import Counted
from convenor.audit.models import Entry
from convenor.editions.models import LetterKind, Role
from convenor.programme.models import Happening, Licence
from convenor.proposals.models import ContributorRole, Verdict
from convenor.review.models import EndReason
from convenor.web.templatetags.convenor import language_name, listed

# %(actor)s is who acted, %(people)s whom it concerns, %(subject)s the name or code of what it was about;
# other names are keys of the detail.
SENTENCES = {
    # accounts
    "person.met": _("%(actor)s: a person was entered."),
    "person.given_link": _("%(actor)s: a link to sign in as %(subject)s was made."),
    "person.signed_in": _("%(actor)s signed in."),
    "person.signed_out": _("%(actor)s signed out."),
    "person.changed_profile": _("%(actor)s changed their profile."),
    "person.changed_balance": _("%(actor)s changed what they say of themselves for a balance."),
    "person.added_passkey": _("%(actor)s added a passkey."),
    "person.removed_passkey": _("%(actor)s removed a passkey."),
    "person.erased": _("%(actor)s asked to be forgotten, and was."),
    # editions
    "series.created": _("%(actor)s: the series %(subject)s was founded."),
    "series.changed": _("%(actor)s: the texts of the series %(subject)s were changed."),
    "edition.created": _("%(actor)s: this edition was made."),
    "edition.copied": _("%(actor)s: this edition was set up like %(source)s."),
    "edition.changed": _("%(actor)s: facts of the edition were changed."),
    "edition.announced": _("%(actor)s: the edition was announced."),
    "edition.postponed": _("%(actor)s: the edition was postponed."),
    "edition.moved_online": _("%(actor)s: the edition was moved online."),
    "edition.replaced": _("%(actor)s: the edition was replaced by another one."),
    "edition.held": _("%(actor)s: the edition was held."),
    "edition.archived": _("%(actor)s: the edition was archived."),
    "edition.note_changed": _("%(actor)s: the note on what became of the edition was changed."),
    "track.added": _("%(actor)s: the track %(subject)s was added."),
    "track.changed": _("%(actor)s: the track %(subject)s was changed."),
    "track.removed": _("%(actor)s: the track %(subject)s was removed."),
    "subtheme.added": _("%(actor)s: the subtheme %(subject)s was added."),
    "subtheme.changed": _("%(actor)s: the subtheme %(subject)s was changed."),
    "subtheme.removed": _("%(actor)s: the subtheme %(subject)s was removed."),
    "room.added": _("%(actor)s: the room %(subject)s was added."),
    "room.changed": _("%(actor)s: the room %(subject)s was changed."),
    "room.closed": _("%(actor)s: it was said when the room %(subject)s cannot be used."),
    "room.opened": _("%(actor)s: the room %(subject)s can be used again."),
    "room.removed": _("%(actor)s: the room %(subject)s was removed."),
    "partner.added": _("%(actor)s: the partner %(subject)s was added."),
    "partner.changed": _("%(actor)s: the partner %(subject)s was changed."),
    "partner.removed": _("%(actor)s: the partner %(subject)s was removed."),
    "office.given": _("%(actor)s gave %(people)s an office: %(role)s."),
    "office.ended": _("%(actor)s ended an office of %(people)s: %(role)s."),
    # archive
    "source.added": _("%(actor)s: a source of what is known of the edition was added."),
    "source.changed": _("%(actor)s: a source of what is known of the edition was corrected."),
    "source.removed": _("%(actor)s: a source of what is known of the edition was removed."),
    "figure.added": _("%(actor)s: a figure of the edition was added."),
    "figure.changed": _("%(actor)s: a figure of the edition was corrected: %(counted)s."),
    "figure.withdrawn": _("%(actor)s: a figure of the edition was withdrawn: %(counted)s."),
    "remark.added": _("%(actor)s: a remark on the sources was added."),
    "appearance.entered": _(
        "%(actor)s: %(people)s, named by a source, was entered in the session %(subject)s."
    ),
    # proposals
    "call.created": _("%(actor)s: the call %(subject)s was set up."),
    "call.changed": _("%(actor)s: the call %(subject)s was changed."),
    "call.late_link_given": _("%(actor)s gave %(people)s a personal link to the call %(subject)s."),
    "call.counted": _(
        "%(actor)s: the people of the call %(subject)s were counted by gender, as far as they agreed."
    ),
    "question.set": _("%(actor)s: the question %(question)s of the call %(subject)s was set."),
    "question.removed": _("%(actor)s: the question %(question)s of the call %(subject)s was removed."),
    "proposal.started": _("%(actor)s began the proposal %(subject)s."),
    "proposal.changed": _("%(actor)s saved version %(version)s of the proposal %(subject)s."),
    "proposal.translated": _("%(actor)s translated the proposal %(subject)s: %(language)s."),
    "proposal.submitted": _("%(actor)s handed in the proposal %(subject)s."),
    "proposal.redacted": _(
        "%(actor)s said what reviewers read in place of names in the proposal %(subject)s."
    ),
    "proposal.withdrawn": _("%(actor)s withdrew the proposal %(subject)s."),
    "contributor.invited": _("%(actor)s named %(people)s in the proposal %(subject)s."),
    "contributor.removed": _("%(actor)s took %(people)s out of the proposal %(subject)s."),
    "contributor.agreed": _("%(actor)s agreed to take part in the proposal %(subject)s."),
    "contributor.refused": _("%(actor)s did not agree to take part in the proposal %(subject)s."),
    "conflict.declared": _(
        "%(actor)s declared a conflict of interest of %(people)s with the proposal %(subject)s."
    ),
    "conflict.retracted": _(
        "%(actor)s retracted a conflict of interest of %(people)s with the proposal %(subject)s."
    ),
    "conflict.waived": _(
        "%(actor)s let %(people)s judge the proposal %(subject)s in spite of a conflict of interest."
    ),
    "conflict.waived_no_more": _(
        "%(actor)s: a conflict of interest of %(people)s with the proposal %(subject)s counts again."
    ),
    "tie.declared": _("%(actor)s named somebody with whom there is a conflict of interest."),
    "tie.retracted": _("%(actor)s took back whom they named in a conflict of interest."),
    # decisions
    "proposal.decided": _("%(actor)s decided on %(subject)s: %(verdict)s."),
    "decision.released": _("%(actor)s released the decision on %(subject)s: %(verdict)s."),
    "confirmation.given": _("%(actor)s said whether they will come with %(subject)s."),
    "confirmations.reminded": _("%(actor)s reminded %(count)s people to say whether they will come."),
    "letter.reworded": _("%(actor)s changed the wording of a letter: %(kind)s (%(language)s)."),
    "letter.built_in_again": _("%(actor)s went back to the built-in wording: %(kind)s (%(language)s)."),
    "message.sent_again": _("%(actor)s had a message sent again: %(kind)s."),
    "table.exported": _("%(actor)s exported %(count)s entries of the list “%(table)s”."),
    # programme
    "session.added": _("%(actor)s: the session %(subject)s was added to the programme."),
    "session.taken_up": _("%(actor)s: the proposal %(subject)s became a session."),
    "session.changed": _("%(actor)s: facts of the session %(subject)s were changed."),
    "session.removed": _("%(actor)s: the session %(subject)s was taken out of the draft."),
    "session.parts_set": _("%(actor)s: the parts of the session %(subject)s were changed."),
    "session.placed": _("%(actor)s: the session %(subject)s was placed on %(day)s."),
    "session.moved": _("%(actor)s: the session %(subject)s was moved to %(day)s."),
    "session.unplaced": _("%(actor)s: the session %(subject)s was taken out of the grid."),
    "session.told": _("%(actor)s: the session %(subject)s was marked: %(happening)s."),
    "appearance.invited": _("%(actor)s invited %(people)s to the session %(subject)s: %(role)s."),
    "appearance.changed": _("%(actor)s changed the part of %(people)s in the session %(subject)s."),
    "appearance.removed": _("%(actor)s took %(people)s out of the session %(subject)s."),
    "appearance.answered": _("%(actor)s said whether they will come to the session %(subject)s."),
    "availability.set": _("%(actor)s: it was said when %(people)s can be scheduled."),
    "material.added": _("%(actor)s: a material was added to the session %(subject)s."),
    "material.removed": _("%(actor)s: a material of the session %(subject)s was taken away."),
    "report.written": _("%(actor)s: the report of the session %(subject)s was written."),
    "licence.set": _("%(actor)s: the licence of %(subject)s in the compendium was set: %(licence)s."),
    "release.frozen": _("%(actor)s: release %(number)s of the programme was frozen."),
    "release.published": _("%(actor)s: release %(number)s of the programme was published."),
    "release.given_up": _("%(actor)s: release %(number)s, which could not be prepared, was dropped."),
    "release.tried_again": _("%(actor)s: release %(number)s of the programme is being prepared again."),
    "release.gap_left": _(
        "%(actor)s: somebody asked to be forgotten and leaves a gap in the releases %(numbers)s."
    ),
    "release.reissued": _("%(actor)s: the files of release %(number)s were issued again, with a gap."),
    "marks.begun": _("%(actor)s began a list of marked sessions: %(edition)s."),
    "marks.adopted": _("%(actor)s took over a list of marked sessions: %(edition)s."),
    "marks.deleted": _("%(actor)s deleted a list of marked sessions: %(edition)s."),
    # registration
    "registration.set_up": _("%(actor)s: registration was set up."),
    "registration.rules_changed": _("%(actor)s: the rules of registration were changed."),
    "category.added": _("%(actor)s: the category %(subject)s was added."),
    "category.changed": _("%(actor)s: the category %(subject)s was changed."),
    "category.removed": _("%(actor)s: the category %(subject)s was removed."),
    "quota.set": _("%(actor)s: the number of places was set: %(of)s, %(places)s."),
    "quota.removed": _("%(actor)s: the limit of places was removed: %(of)s."),
    "codes.made": _("%(actor)s made invitation codes: %(count)s."),
    "codes.sent": _("%(actor)s sent invitation codes to %(people)s."),
    "code.withdrawn": _("%(actor)s withdrew an invitation code."),
    "code.redeemed": _("%(actor)s used an invitation code for the registration %(subject)s."),
    "registration.made": _("%(actor)s: the registration %(subject)s was made."),
    "registration.made_at_desk": _("%(actor)s registered %(people)s at the desk: %(subject)s."),
    "registration.address_confirmed": _("%(actor)s confirmed the registration %(subject)s."),
    "registration.changed": _("%(actor)s changed the registration %(subject)s."),
    "registration.reinstated": _("%(actor)s reinstated the registration %(subject)s."),
    "registration.cancelled": _("%(actor)s cancelled the registration %(subject)s."),
    "registration.not_confirmed": _(
        "%(actor)s: the registration %(subject)s ended, because nobody confirmed it."
    ),
    "registration.approved": _("%(actor)s approved the registration %(subject)s."),
    "registration.refused": _("%(actor)s did not approve the registration %(subject)s."),
    "entitlement.asked": _("%(actor)s asked to attend %(track)s with the registration %(subject)s."),
    "entitlement.granted": _("%(actor)s: the registration %(subject)s may attend %(track)s."),
    "entitlement.refused": _("%(actor)s: the registration %(subject)s may not attend %(track)s."),
    "entitlement.given_back": _("%(actor)s gave %(track)s back from the registration %(subject)s."),
    "session.booked": _("%(actor)s booked a place in %(session)s with the registration %(subject)s."),
    "session.given_back": _("%(actor)s gave a place in %(session)s back from the registration %(subject)s."),
    "badge.made": _("%(actor)s made a badge for the registration %(subject)s."),
    "registration.checked_in": _("%(actor)s checked in the registration %(subject)s."),
    "registration.present_online": _("%(actor)s is present online with the registration %(subject)s."),
    "needs.forgotten": _("%(actor)s: needs whose time was over were deleted: %(count)s."),
    "planning.asked": _("%(actor)s asked for a timetable to be worked out."),
    "planning.ended": _("%(actor)s ended the work on a timetable."),
    "planning.answered": _("A timetable was worked out. Drafts that came of it: %(drafts)s."),
    "draft.named": _("%(actor)s named a draft of a timetable."),
    "draft.removed": _("%(actor)s removed a draft of a timetable."),
    "draft.adopted": _("%(actor)s adopted a draft of a timetable. Sessions placed otherwise: %(moved)s."),
    # review
    "review_rules.set": _("%(actor)s: the review rules of the track %(subject)s were set."),
    "check.set": _("%(actor)s: the check %(subject)s of the track %(track)s was set."),
    "check.removed": _("%(actor)s: the check %(subject)s of the track %(track)s was removed."),
    "proposal.screened": _("%(actor)s: %(subject)s was screened."),
    "criterion.set": _("%(actor)s: the criterion %(subject)s of the track %(track)s was set."),
    "criterion.removed": _("%(actor)s: the criterion %(subject)s of the track %(track)s was removed."),
    "guides.set": _("%(actor)s: the guides of the track %(subject)s were set."),
    "suggestion.made": _("%(actor)s asked which proposals of the track %(track)s have the most points."),
    "suggestion.answered": _("%(actor)s decided with a suggestion for the track %(track)s at hand."),
    "matching.asked": _("%(actor)s asked who could review what."),
    "matching.stopped": _("%(actor)s stopped working out who could review what."),
    "matching.answered": _("It was worked out who could review what."),
    "matching.adopted": _("%(actor)s adopted a suggestion of who reviews what. Reviews asked for: %(made)s."),
    "texts.compared": _("%(actor)s asked what proposals have in common."),
    "texts.answered": _("It was worked out what proposals have in common."),
    "proposals.looked_at": _("%(actor)s said of two proposals whether one is a duplicate."),
    "reviewer.described": _("%(actor)s: the languages and the load of the reviewer %(subject)s were set."),
    "work.added": _("%(actor)s: a work of a reviewer was added."),
    "work.removed": _("%(actor)s: a work of a reviewer was removed."),
    "review.asked": _("%(actor)s asked %(people)s to review %(subject)s."),
    "review.discussed": _("%(actor)s took part in the discussion of %(subject)s."),
    "summary.drafted": _("%(actor)s: a draft of a summary of the reviews of %(subject)s was saved."),
    "summary.submitted": _("%(actor)s: a summary of the reviews of %(subject)s was submitted."),
    "rebuttals.opened": _("%(actor)s: contributors of the track %(subject)s may answer to their reviewers."),
    "rebuttal.written": _("%(actor)s answered to the reviewers of %(subject)s."),
    "review.bid": _("%(actor)s said whether they would like to review %(subject)s."),
    "review.asked_no_more": _("%(actor)s: %(people)s need not review %(subject)s any more: %(why)s."),
    "review.drafted": _("%(actor)s: a draft of a review of %(subject)s was saved."),
    "review.submitted": _("%(actor)s: a review of %(subject)s was submitted."),
    "reviewer.credited": _("%(actor)s got a letter of credit for reviewing."),
    "reviewer.listed": _("%(actor)s said whether the public list of reviewers names them."),
    "review.delegated": _("%(actor)s asked %(people)s to write their review of %(subject)s."),
    "review.delegation_answered": _("%(actor)s said whether they write a review of %(subject)s."),
    "review.handed_over": _("%(actor)s: a review of %(subject)s was handed to its reviewer."),
    "review.taken_back": _("%(actor)s: %(people)s need not write a review of %(subject)s any more."),
    "reviewers.told_of_revision": _("%(actor)s: the reviewers of %(subject)s were told of its new version."),
    "reviewers.reminded": _("%(actor)s: reviewers were reminded of their open reviews."),
}

# What people read, on their own page, of what others did that concerns them; nothing else of it.
TOLD = frozenset(
    {
        "person.met",
        "person.given_link",
        "person.changed_profile",
        "office.given",
        "office.ended",
        "reviewer.described",
        "work.added",
        "work.removed",
        "call.late_link_given",
        "contributor.invited",
        "contributor.removed",
        "contributor.agreed",
        "contributor.refused",
        "proposal.withdrawn",
        "decision.released",
        "appearance.entered",
        "appearance.invited",
        "appearance.changed",
        "appearance.removed",
        "availability.set",
        "codes.sent",
        "registration.made",
        "registration.made_at_desk",
        "registration.address_confirmed",
        "registration.changed",
        "registration.cancelled",
        "registration.reinstated",
        "registration.not_confirmed",
        "registration.approved",
        "registration.refused",
        "entitlement.granted",
        "entitlement.refused",
        "entitlement.given_back",
        "session.given_back",
        "badge.made",
        "registration.checked_in",
        "review.asked",
        "review.asked_no_more",
        "review.delegated",
        "review.taken_back",
    }
)

# The keys of a detail whose values are words of ours.
_LABELS: Mapping[str, Callable[[str], object]] = {
    "verdict": lambda value: Verdict(value).label,
    "role": lambda value: (Role if value in Role.values else ContributorRole)(value).label,
    "happening": lambda value: Happening(value).label,
    "licence": lambda value: Licence(value).label,
    "why": lambda value: EndReason(value).label,
    "counted": lambda value: Counted(value).label,
    "kind": lambda value: LetterKind(value).label,
    "language": language_name,
}


class Sentence(str):
    """Words of ours in the language of the page, in which names and words of others stand isolated."""

    __slots__ = ()


def sentence(entry: Entry) -> Sentence:
    """What happened, as plain text; ``actor`` and ``concerns__person`` come loaded with the entry."""
    said = {key: _in_words(key, value) for key, value in entry.detail.items()}
    named = {"actor": _actor(entry), "people": people_of(entry), "subject": _subject(entry)}
    return Sentence(_pattern(entry) % _Values({key: _apart(value) for key, value in (said | named).items()}))


def in_general(action: str) -> str:
    """What entries of this kind say, with gaps for who and what."""
    return str(SENTENCES[action]) % _Values()


def people_of(entry: Entry) -> str:
    """Whom it concerns besides who did it."""
    return listed([concern.person.name or "…" for concern in entry.concerns.all()])


def _pattern(entry: Entry) -> str:
    # An entry of old, whose action the code no longer knows, says its name.
    return str(SENTENCES.get(entry.action) or entry.action.replace("%", "%%"))


def _apart(value: str) -> str:
    # Isolated (U+2068, U+2069): a name in another script does not turn the sentence around.
    return f"\u2068{value}\u2069" if value else ""


class _Values(dict[str, str]):
    """What a sentence may name. A gap shows as a gap: old entries stay as they were written."""

    def __missing__(self, key: str) -> str:
        return "…"


def _actor(entry: Entry) -> str:
    if entry.actor is None:
        return now("Convenor")
    return entry.actor.name or now("Somebody without a name")


def _subject(entry: Entry) -> str:
    kind, _colon, code = entry.subject.partition(":")
    if kind != "person":
        return code
    people = [entry.actor, *(concern.person for concern in entry.concerns.all())]
    return next((person.name for person in people if person and person.name and str(person.uid) == code), "…")


def _in_words(key: str, value: Any) -> str:
    try:
        return str(_LABELS[key](value))
    except (KeyError, ValueError, TypeError):
        return listed(value) if isinstance(value, list) else str(value)
