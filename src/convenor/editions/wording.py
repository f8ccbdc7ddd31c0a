"""The built-in wording of each letter: plain text, with placeholders for what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import LetterKind

# What a letter may fill in; each kind knows those that its built-in wording uses, and no others.
PLACEHOLDERS = (
    "name",
    "edition",
    "proposal_title",
    "proposal_code",
    "session_title",
    "track",
    "role",
    "code",
    "category",
    "new_name",
    "attendance",
    "country",
    "organization",
    "language",
    "deadline",
    "note",
    "link",
    "sender",
)

# Letters that would be of no use without their link.
NEEDS_LINK = frozenset(
    {
        LetterKind.CONTRIBUTOR_INVITATION,
        LetterKind.LATE_LINK,
        LetterKind.SUBREVIEW_INVITATION,
        LetterKind.ACCEPT,
        LetterKind.CONFIRMATION_REMINDER,
        LetterKind.APPEARANCE_INVITATION,
        LetterKind.REGISTRATION_TO_CONFIRM,
        LetterKind.REGISTRATION_CONFIRMED,
        LetterKind.REGISTRATION_APPROVED,
        LetterKind.INVITATION_CODE,
    }
)


class Wording(NamedTuple):
    """Subject and body of a letter, placeholders not yet filled in."""

    subject: str | Promise
    body: str | Promise


BUILT_IN: Mapping[LetterKind, Wording] = {
    LetterKind.CONTRIBUTOR_INVITATION: Wording(
        _("{edition}: you are named in “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "You are named as {role} in a proposal for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "{note}\n\n"
            "Please say whether you agree to take part. You can do so here, without an account:\n"
            "{link}\n\n"
            "If you do not answer, you are not shown in the programme.\n\n"
            "{sender}"
        ),
    ),
    LetterKind.PROPOSAL_RECEIVED: Wording(
        _("{edition}: we have received “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "Thank you. We have received your proposal for {edition}:\n\n"
            "{proposal_title}\n"
            "Code: {proposal_code}\n"
            "Track: {track}\n\n"
            "You can change or withdraw it until {deadline}\n\n"
            "{note}\n\n"
            "Your proposal:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.LATE_LINK: Wording(
        _("{edition}: your personal link to propose"),
        _(
            "Dear {name},\n\n"
            "The call of {edition} is closed, but you may still hand in a proposal with this personal link:\n"
            "{link}\n\n"
            "It works until {deadline}\n\n"
            "{note}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.OFFICE_GIVEN: Wording(
        _("{edition}: you are {role}"),
        _(
            "Dear {name},\n\n"
            "You now have this office in {edition}: {role}\n"
            "Track: {track}\n\n"
            "{note}\n\n"
            "Sign in with this address to begin:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REVIEW_REMINDER: Wording(
        _("{edition}: your reviews"),
        _(
            "Dear {name},\n\n"
            "Thank you for reviewing for {edition}. Some of your reviews are still to be written.\n\n"
            "{note}\n\n"
            "Track: {track}\n"
            "They are due by {deadline}\n\n"
            "Your reviews:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REVISION: Wording(
        _("{edition}: a new version of “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "A proposal that you review for {edition} has been revised:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "{note}\n\n"
            "You can read what changed, and write or change your review, until the next decision is sent:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.DISCUSSION: Wording(
        _("{edition}: reviewers discuss “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "Something new was said in the discussion of a proposal that you reviewed for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n\n"
            "{note}\n\n"
            "You can read it, and answer, here:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.SUBREVIEW_INVITATION: Wording(
        _("{edition}: will you write a review?"),
        _(
            "Dear {name},\n\n"
            "You are asked to write a review for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n"
            "It is due by {deadline}\n\n"
            "{note}\n\n"
            "Please say whether you agree. You can do so here, without an account:\n"
            "{link}\n\n"
            "What you read and write is confidential.\n\n"
            "{sender}"
        ),
    ),
    LetterKind.SUBREVIEW_NEWS: Wording(
        _("{edition}: the review of “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "About a review for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n\n"
            "{note}\n\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.TO_MEND: Wording(
        _("{edition}: something to mend in “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "Thank you for your proposal for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n\n"
            "Before it goes to reviewers, something is to be mended:\n\n"
            "{note}\n\n"
            "You can change your proposal until {deadline}\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REBUTTAL: Wording(
        _("{edition}: what the reviewers say of “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "Before anything is decided, you can read what the reviewers of your proposal for {edition} say:"
            "\n\n"
            "{proposal_title} ({proposal_code})\n\n"
            "{note}\n\n"
            "You need not answer. You can read it, and answer, here:\n"
            "{link}\n\n"
            "This is possible until {deadline}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.ACCEPT: Wording(
        _("{edition}: “{proposal_title}” is accepted"),
        _(
            "Dear {name},\n\n"
            "We are glad to tell you that your proposal for {edition} is accepted:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "{note}\n\n"
            "Please tell us whether you will come. One click is enough, without an account:\n"
            "{link}\n\n"
            "You can change your answer until {edition} begins.\n\n"
            "{sender}"
        ),
    ),
    LetterKind.WAITLIST: Wording(
        _("{edition}: “{proposal_title}” is on the waiting list"),
        _(
            "Dear {name},\n\n"
            "Your proposal for {edition} is on the waiting list:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "We would like to have it in the programme and will write to you if a place becomes free.\n\n"
            "{note}\n\n"
            "Your proposal and what the reviewers wrote to you:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.DECLINE: Wording(
        _("{edition}: our answer to “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "Thank you for your proposal for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "We are sorry that we cannot include it in the programme.\n\n"
            "{note}\n\n"
            "Your proposal and what the reviewers wrote to you:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REVISE: Wording(
        _("{edition}: please revise “{proposal_title}”"),
        _(
            "Dear {name},\n\n"
            "Thank you for your proposal for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "We ask you to revise it before we decide.\n\n"
            "{note}\n\n"
            "You can now change your proposal, and read what the reviewers wrote to you:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.PUBLISH_ONLY: Wording(
        _("{edition}: “{proposal_title}” in the compendium"),
        _(
            "Dear {name},\n\n"
            "Thank you for your proposal for {edition}:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "We would like to publish it in the compendium; it will not be presented at the conference.\n\n"
            "{note}\n\n"
            "Your proposal and what the reviewers wrote to you:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.CONFIRMATION_REMINDER: Wording(
        _("{edition}: will you come with “{proposal_title}”?"),
        _(
            "Dear {name},\n\n"
            "Your proposal for {edition} is accepted, but we do not know yet whether you will come:\n\n"
            "{proposal_title} ({proposal_code})\n"
            "Track: {track}\n\n"
            "Please tell us. One click is enough, without an account:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.APPEARANCE_INVITATION: Wording(
        _("{edition}: you are invited to “{session_title}”"),
        _(
            "Dear {name},\n\n"
            "{edition} has the honour to invite you as {role} to this session:\n\n"
            "{session_title}\n"
            "Track: {track}\n\n"
            "{note}\n\n"
            "Please tell us whether you will come, in person or from afar. One click is enough, without an "
            "account:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.SESSION_MOVED: Wording(
        _("{edition}: a change of “{session_title}”"),
        _(
            "Dear {name},\n\n"
            "A new version of the programme of {edition} is out. Your session changed:\n\n"
            "{session_title}\n"
            "{note}\n\n"
            "The programme:\n"
            "{link}\n\n"
            "If you cannot come at this time, please answer this mail.\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_TO_CONFIRM: Wording(
        _("{edition}: please confirm your registration"),
        _(
            "Dear {name},\n\n"
            "Somebody, probably you, registered this address for {edition}:\n\n"
            "Category: {category}\n\n"
            "Please open this page and press its button:\n"
            "{link}\n\n"
            "Your place is kept for you until {deadline}\n\n"
            "If it was not you, do nothing: without a confirmation the registration ends.\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_RECEIVED: Wording(
        _("{edition}: your registration waits for approval"),
        _(
            "Dear {name},\n\n"
            "Thank you. Your registration for {edition} is confirmed:\n\n"
            "Code: {code}\n"
            "Category: {category}\n\n"
            "This category needs the approval of the secretariat. We will write to you.\n\n"
            "Your registration:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_CONFIRMED: Wording(
        _("{edition}: you are registered"),
        _(
            "Dear {name},\n\n"
            "You are registered for {edition}:\n\n"
            "Code: {code}\n"
            "Category: {category}\n\n"
            "Show this code at the desk, or the QR code on this page:\n"
            "{link}\n\n"
            "There you can also see what you may attend, change your registration or cancel it.\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_APPROVED: Wording(
        _("{edition}: your registration is approved"),
        _(
            "Dear {name},\n\n"
            "We are glad to tell you that your registration for {edition} is approved:\n\n"
            "Code: {code}\n"
            "Category: {category}\n\n"
            "{note}\n\n"
            "Show this code at the desk, or the QR code on this page:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_REFUSED: Wording(
        _("{edition}: our answer to your registration"),
        _(
            "Dear {name},\n\n"
            "Thank you for your registration for {edition}:\n\n"
            "Code: {code}\n"
            "Category: {category}\n\n"
            "We are sorry that we cannot approve it.\n\n"
            "{note}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_CANCELLED: Wording(
        _("{edition}: your registration is cancelled"),
        _(
            "Dear {name},\n\n"
            "Your registration for {edition} is cancelled:\n\n"
            "Code: {code}\n"
            "Category: {category}\n\n"
            "{note}\n\n"
            "If places are left, you can register again here:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_CHANGED: Wording(
        _("{edition}: your registration was changed"),
        _(
            "Dear {name},\n\n"
            "The secretariat changed your registration {code} for {edition}. From now on it says:\n\n"
            "Name: {new_name}\n"
            "Category: {category}\n"
            "How you take part: {attendance}\n"
            "Country: {country}\n"
            "Organization: {organization}\n"
            "Language you follow best: {language}\n\n"
            "{note}\n\n"
            "Your registration:\n"
            "{link}\n\n"
            "If something is wrong, please answer this mail.\n\n"
            "{sender}"
        ),
    ),
    LetterKind.REGISTRATION_REINSTATED: Wording(
        _("{edition}: your registration stands again"),
        _(
            "Dear {name},\n\n"
            "Your registration for {edition} was cancelled. It stands again, and its code is the same:\n\n"
            "Code: {code}\n"
            "Category: {category}\n\n"
            "{note}\n\n"
            "Tracks with limited access and places in sessions were given back, and what you need was "
            "deleted: please ask for them and say it again.\n\n"
            "Your registration:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.TRACK_GRANTED: Wording(
        _("{edition}: you may attend “{track}”"),
        _(
            "Dear {name},\n\n"
            "With your registration {code} for {edition} you may now attend: {track}\n\n"
            "{note}\n\n"
            "Your registration:\n"
            "{link}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.TRACK_REFUSED: Wording(
        _("{edition}: our answer about “{track}”"),
        _(
            "Dear {name},\n\n"
            "You asked to attend a track of {edition}: {track}\n\n"
            "We are sorry that this is not possible. Your registration {code} stays as it is.\n\n"
            "{note}\n\n"
            "{sender}"
        ),
    ),
    LetterKind.INVITATION_CODE: Wording(
        _("{edition}: an invitation for you"),
        _(
            "Dear {name},\n\n"
            "You are invited to {edition}.\n\n"
            "Your invitation code: {code}\n"
            "Category: {category}\n"
            "Track: {track}\n\n"
            "{note}\n\n"
            "Please register here; the code is filled in already:\n"
            "{link}\n\n"
            "It works until {deadline}\n\n"
            "{sender}"
        ),
    ),
}
