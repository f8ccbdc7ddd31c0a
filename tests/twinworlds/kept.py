"""The secrets: what each consists of, who may know it, and from when.

Two worlds differ in one of them: in the one it happened and in the other it did not. Whoever is not in
``told`` must not notice. ``docs/reference/confidentiality.md`` says the same in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.twinworlds import happenings as they
from tests.twinworlds.stage import Stage

Happening = Callable[[Stage], object]

CHAIRS = frozenset({"chair", "secretary"})
COMMITTEE = CHAIRS | {"track chair"}
OFFICERS_IN_CONFLICT = frozenset({"chair in conflict", "secretary in conflict", "track chair in conflict"})
OFFICERS = COMMITTEE | OFFICERS_IN_CONFLICT | {"chair of another track"}
WRITERS = frozenset({"author", "co-author"})
AUTHORS = WRITERS | {"invited"}

# Everybody who looks, with the offices that they hold.
ROLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("anonymous", "stranger", "participant", "minister", "sub-reviewer"), frozenset()),
    **dict.fromkeys(("author", "co-author", "invited", "sub-writer"), frozenset()),
    "desk": frozenset({"desk"}),
    **dict.fromkeys(("reviewer", "fellow", "colleague", "spare", "leaver"), frozenset({"reviewer"})),
    **dict.fromkeys(("reviewer in conflict", "reviewer of another track"), frozenset({"reviewer"})),
    **dict.fromkeys(("chair of another track", "track chair in conflict"), frozenset({"track-chair"})),
    "chair in conflict": frozenset({"chair"}),
    "secretary in conflict": frozenset({"secretary"}),
    "track chair": frozenset({"track-chair"}),
    "secretary": frozenset({"secretary"}),
    "chair": frozenset({"chair"}),
}
# Those whose sight is compared, for each secret that they are not told; the others are like one of these.
LIKE_ANOTHER = frozenset({"co-author", "sub-writer", "fellow", "leaver", "secretary", "chair"})
OBSERVERS = tuple(name for name in ROLES if name not in LIKE_ANOTHER)
# Those who also search, sort, filter, fill in forms and try other methods: one of each kind.
THOROUGH = frozenset({"anonymous", "author", "colleague", "reviewer in conflict", "secretary in conflict"})


@dataclass(frozen=True)
class Secret:
    """``shows`` are routes at which people of ``told`` see it, so that its absence elsewhere is no accident.

    After ``trigger`` those in ``then`` see it, each at a route; without one it stays a secret.
    """

    name: str
    happens: Happening
    told: frozenset[str]
    shows: Mapping[str, tuple[str, ...]]
    trigger: Happening | None = None
    then: Mapping[str, str] = field(default_factory=dict)
    from_these_too: tuple[str, ...] = ()  # who is told other secrets, and so is like another

    @property
    def kept_from(self) -> tuple[str, ...]:
        return tuple(name for name in OBSERVERS if name not in self.told) + self.from_these_too


SECRETS = (
    Secret(
        "who is asked to review",
        they.a_reviewer_is_asked,
        COMMITTEE | {"spare"},
        {
            "chair": ("organiser:assignments", "organiser:reviewers", "organiser:review_proposals"),
            "spare": ("reviewer:home", "reviewer:review", "mails"),
        },
    ),
    Secret(
        "who is behind a letter",
        they.somebody_else_is_the_fellow,
        OFFICERS | {"fellow"},
        {"chair": ("organiser:assignments", "organiser:reviewers", "organiser:proposal")},
    ),
    Secret(
        "who wrote a proposal",
        they.somebody_else_proposes,
        OFFICERS | AUTHORS,
        {"chair": ("organiser:proposal", "organiser:proposals"), "author": ("me:proposal",)},
        they.names_are_shown,
        {"colleague": "reviewer:review"},
    ),
    Secret(
        "a score",
        they.a_score_is_higher,
        COMMITTEE | {"reviewer", "fellow"},
        {"chair": ("organiser:proposals", "organiser:proposal")},
        they.colleague_submits,
        {"colleague": "reviewer:discussion"},
    ),
    Secret(
        "the words of a review",
        they.the_words_are_others,
        COMMITTEE | {"reviewer", "fellow"},
        {"chair": ("organiser:proposal",), "fellow": ("reviewer:discussion",)},
        they.it_is_decided_and_released,
        {"author": "me:proposal"},
    ),
    Secret(
        "a summary of the reviews",
        they.the_reviews_are_summarised,
        COMMITTEE,
        {"chair": ("organiser:summary", "organiser:proposal")},
        they.it_is_decided_and_released,
        {"author": "me:proposal"},
    ),
    Secret(
        "that a review is begun",
        they.a_review_is_begun,
        COMMITTEE | {"colleague"},
        {"chair": ("organiser:assignments", "organiser:reviewers"), "colleague": ("reviewer:review",)},
    ),
    Secret(
        "a decision",
        they.it_is_decided,
        COMMITTEE,
        {"chair": ("organiser:proposals", "organiser:proposal", "organiser:decisions")},
        they.it_is_released,
        {"author": "me:proposal"},
    ),
    Secret(
        "who wishes to review",
        they.one_wishes,
        COMMITTEE | {"spare"},
        {"chair": ("organiser:assignments",), "spare": ("reviewer:bids",)},
    ),
    Secret(
        "what a reviewer knows",
        they.one_declares_topics,
        (OFFICERS - {"chair of another track"}) | {"spare"},
        {"chair": ("organiser:reviewer",), "spare": ("reviewer:profile",)},
    ),
    Secret(
        "a conflict of interest",
        they.a_conflict_is_declared,
        COMMITTEE | {"spare"},
        {"chair": ("organiser:conflicts", "organiser:assignments"), "spare": ("me:conflicts",)},
    ),
    Secret(
        "who declined",
        they.one_declines,
        COMMITTEE | {"decliner"},
        {"chair": ("organiser:assignments", "organiser:reviewers")},
    ),
    Secret(
        "from whom a review was taken away",
        they.one_is_asked_no_longer,
        COMMITTEE | {"leaver"},
        {"chair": ("organiser:assignments", "organiser:reviewers"), "leaver": ("reviewer:home",)},
    ),
    Secret(
        "what reviewers say to each other",
        they.they_discuss,
        COMMITTEE | {"reviewer", "fellow"},
        {"chair": ("organiser:discussion",), "reviewer": ("reviewer:discussion",)},
        they.colleague_submits,
        {"colleague": "reviewer:discussion"},
    ),
    Secret(
        "who writes for a reviewer",
        they.one_writes_for_another,
        COMMITTEE | {"colleague", "sub-writer"},
        {"chair": ("organiser:assignments",), "colleague": ("reviewer:review",)},
    ),
    Secret(
        "whom an author names",
        they.the_author_names_one,
        CHAIRS | WRITERS,
        {"author": ("me:proposal_ties",)},
    ),
    Secret(
        "whether one who was named reviews",
        they.who_was_named_reviews,
        COMMITTEE | OFFICERS_IN_CONFLICT | {"leaver"},  # officers see addresses, of which one is another
        {"chair": ("organiser:conflicts", "organiser:assignments"), "leaver": ("reviewer:home",)},
    ),
    Secret(
        "how many are to be accepted",
        they.they_plan_and_rank,
        COMMITTEE | OFFICERS_IN_CONFLICT,
        {"chair": ("organiser:guides", "organiser:suggestions")},
    ),
    Secret(
        "which proposals are suggested",
        they.another_is_suggested,
        COMMITTEE,
        {"chair": ("organiser:suggestions",)},
    ),
    Secret(
        "whether two are duplicates",
        they.two_are_looked_at,
        COMMITTEE,
        {"chair": ("organiser:alike", "organiser:proposal")},
    ),
    Secret(
        "a draft",
        they.a_draft_says_something_else,
        frozenset({"author"}),
        {"author": ("me:proposals", "me:proposal")},
        they.it_is_submitted,
        {"chair": "organiser:proposals"},
    ),
    Secret(
        "what a participant needs",
        they.one_needs_something_else,
        frozenset({"participant", "secretary", "secretary in conflict"}),
        {"secretary": ("organiser:participant",)},
    ),
    Secret(
        "what somebody says of their gender",
        they.some_say_their_gender,
        frozenset({"author", "colleague"}),
        {"author": ("me:balance", "me:data_file"), "colleague": ("me:balance",)},
        from_these_too=("chair", "secretary"),
    ),
    Secret(
        "the programme before its release",
        they.a_session_is_moved,
        OFFICERS | AUTHORS,
        {"chair": ("organiser:programme",)},
    ),
    Secret(
        "to whom a late link was given",
        they.a_late_link_is_of_somebody_else,
        frozenset({"secretary", "secretary in conflict"}),
        {"secretary": ("organiser:late_links",)},
    ),
    Secret(
        "for whom a code was made",
        they.a_code_is_for_somebody_else,
        frozenset({"secretary", "secretary in conflict"}),
        {"secretary": ("organiser:codes",)},
    ),
)
