"""Every route, and how to get to something there. One that is missing here fails the tests that walk them.

The policy, the headers, hostile input and the browser go through this one list, taken from the resolver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from convenor.config.policy import ROUTES
from convenor.web.middleware.gate import Reach
from tests.world import Place

Arguments = Callable[[Place], tuple[object, ...]]


@dataclass(frozen=True)
class Way:
    """What to put into a route's address after the edition, and whom the queries behind it narrow it to."""

    arguments: Arguments = lambda place: ()
    only: frozenset[str] | None = None  # of those whom the policy admits, none but these
    but: frozenset[str] = frozenset()  # of those whom the policy admits, not these
    method: str = "GET"
    kind: str = "page"  # or "file": then the browser does not visit it


def only(*visitors: str) -> frozenset[str]:
    return frozenset(visitors)


def file(arguments: Arguments = lambda place: (), **more: Any) -> Way:
    return Way(arguments, kind="file", **more)


# Those who hold the office, but not for the track of ``place.talk``, or have a conflict of interest with it.
ESTRANGED = only("chair in conflict", "chair of another track", "reviewer of another track")
ELSEWHERE = only("chair of another track")
ITS_ASKER = only("chair")
WRITERS = only("author", "co-author")
SUB_REVIEWER = only("sub-reviewer")
READERS = only("author", "co-author", "invited")


def the_talk(place: Place) -> tuple[object, ...]:
    return (place.talk.code,)


def the_delegated(place: Place) -> tuple[object, ...]:
    return (place.revised.code,)


def the_part(place: Place) -> tuple[object, ...]:
    return (place.talk.code, place.part.pk)


def the_speaker(place: Place) -> tuple[object, ...]:
    return (place.talk.code, place.speaker.pk)


def the_track(place: Place) -> tuple[object, ...]:
    return (place.track.slug,)


def the_criterion(place: Place) -> tuple[object, ...]:
    return (place.track.slug, place.criterion.slug)


def the_check(place: Place) -> tuple[object, ...]:
    return (place.track.slug, place.check.slug)


def the_reviewer(place: Place) -> tuple[object, ...]:
    return (place.people["reviewer"].uid,)


def the_run(place: Place) -> tuple[object, ...]:
    return (place.matching_run.uid,)


def the_planning(place: Place) -> tuple[object, ...]:
    return (place.timetable_draft.run.uid,)


def the_draft(place: Place) -> tuple[object, ...]:
    return (place.timetable_draft.uid,)


def the_registration(place: Place) -> tuple[object, ...]:
    return (place.registration.code,)


def the_kept(place: Place) -> tuple[object, ...]:
    """The edition itself, among the editions of its series."""
    return (place.edition.slug,)


def the_list(place: Place) -> tuple[object, ...]:
    return (place.mark_list.token,)


def the_file(place: Place) -> tuple[object, ...]:
    return (place.talk.code, place.file_question.slug)


def the_session(place: Place) -> tuple[object, ...]:
    return (place.taken_up.code,)


def the_material(place: Place) -> tuple[object, ...]:
    return (place.taken_up.code, place.material.uid)


def of_the_session(thing: str) -> Arguments:
    return lambda place: (place.taken_up.code, place.things[thing].pk)


WAYS: dict[str, Way] = {
    "public:home": Way(),
    "public:search": Way(),
    "public:series": Way(lambda place: (place.edition.series.slug,)),
    "public:edition": Way(),
    "public:tracks": Way(),
    "public:venue": Way(),
    "public:log": Way(),
    "public:programme": Way(),
    "public:programme_search": file(),
    "public:person": Way(lambda place: (place.gap,)),
    "public:appearance": Way(lambda place: (place.appearance.token,)),
    "public:now": Way(),
    "public:times": Way(),
    "public:marks": Way(),
    "public:mark": Way(lambda place: (place.session.code,)),
    "public:mark_list": Way(the_list),
    "public:marks_note": Way(lambda place: (*the_list(place), place.session.code)),
    "public:marks_seen": file(the_list, method="POST"),
    "public:marks_left": file(method="POST"),
    "public:marks_fetched": file(method="POST"),
    "public:marks_of_day": Way(lambda place: (*the_list(place), str(place.edition.starts_on))),
    "public:marks_calendar": file(the_list),
    "public:marks_adoption": Way(the_list),
    "public:marks_deletion": Way(the_list),
    "files:mark_list": file(the_list),
    "files:marks": file(),
    "files:places": file(),
    "files:start": file(),
    "files:worker": file(),
    "files:robots": file(),
    "files:sitemap": file(),
    "files:sitemap_of_pages": file(),
    "files:short": file(the_talk, only=READERS | only("secretary", "chair", "track chair", "reviewer")),
    "files:save_the_date": file(),
    "files:material_file": file(lambda place: (place.material.uid,)),
    "files:log_checkpoint": file(),
    "files:log_checkpoint_of": file(lambda place: (place.checkpoint.size,)),
    "files:log_key": file(),
    "files:log_entries": file(),
    "files:log_verifier": file(),
    # accounts
    "me:sign_in": Way(),
    "me:sign_in_passkey": Way(),
    "me:sign_in_code": Way(lambda place: (place.code.uid,)),
    "me:sign_in_link": Way(lambda place: (place.code.uid, "token")),
    "me:sign_out": Way(method="POST"),
    "me:home": Way(),
    "me:profile": Way(),
    "me:balance": Way(),
    "me:passkeys": Way(),
    "me:passkey_removal": Way(lambda place: (1,), method="POST"),
    "me:data": Way(),
    "me:data_file": file(),
    "me:erasure": Way(),
    "me:erased": Way(),
    "me:log": Way(),
    "me:log_entries": file(),
    # authors
    "public:call": Way(lambda place: (place.call.slug,)),
    "public:invitation": Way(lambda place: (place.invited.token,)),
    "me:start": Way(lambda place: (place.call.slug,)),
    "me:late": Way(lambda place: (place.call.slug, place.late_link.token)),
    "me:proposals": Way(),
    "me:proposal": Way(the_talk, only=READERS),
    "me:proposal_text": Way(the_talk, only=WRITERS),
    "me:proposal_translation": Way(lambda place: (place.talk.code, "fr"), only=WRITERS),
    "me:proposal_details": Way(the_talk, only=WRITERS),
    "me:proposal_session": Way(the_talk, only=WRITERS),
    "me:contribution_new": Way(the_talk, only=WRITERS),
    "me:contribution": Way(the_part, only=WRITERS),
    "me:contribution_place": Way(the_part, only=WRITERS, method="POST"),
    "me:contribution_removal": Way(the_part, only=WRITERS, method="POST"),
    "me:contribution_translation": Way(lambda place: (*the_part(place), "fr"), only=WRITERS),
    "me:proposal_people": Way(the_talk, only=WRITERS),
    "me:contributor": Way(the_speaker, only=only("author")),
    "me:contributor_removal": Way(the_speaker, only=only("author"), method="POST"),
    "me:proposal_questions": Way(the_talk, only=WRITERS),
    "me:question_file": Way(the_file, only=WRITERS),
    "me:question_file_removal": Way(the_file, only=WRITERS, method="POST"),
    "me:answer_file": file(the_file, only=READERS),
    "me:proposal_check": Way(the_talk, only=WRITERS),
    "me:proposal_withdrawal": Way(the_talk, only=only("author")),
    "me:proposal_versions": Way(the_talk, only=READERS),
    "me:confirmation": Way(lambda place: (place.coming.token,)),
    "me:proposal_names": Way(lambda place: (place.blind.code,), only=only("author")),
    "me:proposal_ties": Way(the_talk, only=WRITERS),
    "me:rebuttal": Way(the_talk, only=WRITERS),
    "me:tie_retraction": Way(lambda place: (place.talk.code, place.tie.uid), only=WRITERS, method="POST"),
    "me:conflicts": Way(),
    "me:conflict_retraction": Way(lambda place: (place.conflict.pk,), only=only("desk")),
    # participants
    "public:register": Way(),
    "public:register_with_code": Way(lambda place: (place.code_to_invite.code,)),
    "public:register_sent": Way(),
    "files:ticket": file(lambda place: (place.ticket,)),
    "me:ticket": Way(lambda place: (place.registration.token,)),
    "me:registration": Way(the_registration, only=only("participant")),
    "me:registration_change": Way(the_registration, only=only("participant")),
    "me:registration_cancellation": Way(the_registration, only=only("participant")),
    "me:registration_presence": Way(the_registration, only=only("participant"), method="POST"),
    "me:registration_track": Way(
        lambda place: (*the_registration(place), place.closed_track.slug),
        only=only("participant"),
        method="POST",
    ),
    "me:registration_session": Way(
        lambda place: (*the_registration(place), place.bookable.code), only=only("participant"), method="POST"
    ),
    "public:participants": Way(),
    # registration
    "organiser:registration": Way(),
    "organiser:registration_rules": Way(),
    "organiser:categories": Way(),
    "organiser:category_new": Way(),
    "organiser:category": Way(lambda place: (place.category.slug,)),
    "organiser:category_removal": Way(lambda place: (place.category.slug,)),
    "organiser:quotas": Way(),
    "organiser:quota": Way(lambda place: ("category", place.category.slug)),
    "organiser:registrations": Way(),
    "organiser:registration_answers": Way(),
    "organiser:participant": Way(the_registration),
    "organiser:participant_change": Way(the_registration),
    "organiser:participant_cancellation": Way(the_registration),
    "organiser:participant_reinstatement": Way(the_registration),
    "organiser:entitlements": Way(),
    "organiser:codes": Way(),
    "organiser:code_withdrawal": Way(lambda place: (place.code_to_invite.code,)),
    "desk:desk": Way(),
    "desk:walk_in": Way(),
    "desk:registration": Way(the_registration),
    "me:session": Way(the_session, only=only("author")),
    "me:availability": Way(the_session, only=only("author")),
    "me:material_new": Way(the_session, only=only("author")),
    "me:material_removal": Way(the_material, only=only("author")),
    "me:report": Way(the_session, only=only("author")),
    "me:proposal_licence": Way(lambda place: (place.accepted.code,), only=only("author")),
    # reviewers
    "reviewer:home": Way(),
    "reviewer:profile": Way(),
    "reviewer:work": Way(),
    "reviewer:works": Way(),
    "reviewer:work_removal": Way(lambda place: (place.work.uid,), only=only("reviewer"), method="POST"),
    "reviewer:bids": Way(),
    "reviewer:bid": Way(the_talk, only=only("reviewer")),
    "reviewer:review": Way(the_talk, only=only("reviewer")),
    "reviewer:discussion": Way(the_talk, only=only("reviewer")),
    "reviewer:credit": Way(only=only("reviewer")),
    "reviewer:credit_letter": Way(only=only("reviewer"), method="POST"),
    "public:credit": Way(lambda place: (place.credit.uid,)),
    "public:credit_text": file(lambda place: (place.credit.uid,)),
    "public:reviewers": Way(),
    "reviewer:delegation": Way(the_talk, only=only("reviewer")),
    "public:subreview": Way(lambda place: (place.delegation.token,)),
    "reviewer:subreview": Way(the_delegated, only=SUB_REVIEWER),
    "reviewer:subreview_conflict": Way(the_delegated, only=SUB_REVIEWER),
    "reviewer:subreview_file": file(
        lambda place: (place.revised.code, place.file_question.slug), only=SUB_REVIEWER
    ),
    "reviewer:changes": Way(lambda place: (place.revised.code,), only=only("reviewer")),
    "reviewer:file": file(the_file, only=only("reviewer")),
    "reviewer:ties": Way(),
    "reviewer:tie_retraction": Way(lambda place: (place.named.uid,), only=only("reviewer"), method="POST"),
    "reviewer:conflict": Way(the_talk, only=only("reviewer")),
    "reviewer:decline": Way(the_talk, only=only("reviewer")),
    # organisers
    "organiser:home": Way(),
    "organiser:log": Way(),
    "organiser:edition": Way(),
    "organiser:series": Way(),
    "organiser:copy": Way(),
    "organiser:texts": Way(),
    "organiser:standing": Way(),
    "organiser:event": Way(lambda place: (place.event.pk,)),
    "organiser:event_new": Way(lambda place: ("postponed",)),
    "organiser:offices": Way(),
    "organiser:office_end": Way(lambda place: (place.office.pk,)),
    "organiser:previous": Way(),
    "organiser:figures": Way(the_kept),
    "organiser:figure_new": Way(the_kept),
    "organiser:figure": Way(lambda place: (*the_kept(place), place.figure.pk)),
    "organiser:figure_withdrawal": Way(lambda place: (*the_kept(place), place.figure.pk)),
    "organiser:source_new": Way(the_kept),
    "organiser:source": Way(lambda place: (*the_kept(place), place.source.pk)),
    "organiser:source_removal": Way(lambda place: (*the_kept(place), place.source.pk)),
    "organiser:parts": Way(lambda place: ("tracks",)),
    "organiser:part_new": Way(lambda place: ("rooms",)),
    "organiser:part": Way(lambda place: ("tracks", place.track.pk)),
    "organiser:part_removal": Way(lambda place: ("rooms", place.room.pk)),
    "organiser:calls": Way(),
    "organiser:call_new": Way(),
    "organiser:call": Way(lambda place: (place.call.slug,)),
    "organiser:questions": Way(lambda place: (place.call.slug,)),
    "organiser:question_new": Way(lambda place: (place.call.slug,)),
    "organiser:question": Way(lambda place: (place.call.slug, place.question.slug)),
    "organiser:question_removal": Way(lambda place: (place.call.slug, place.question.slug)),
    "organiser:late_links": Way(lambda place: (place.call.slug,)),
    "organiser:reviews": Way(),
    "organiser:calibration": Way(),
    "organiser:themes": Way(),
    "organiser:alike": Way(lambda place: (place.talk.code, place.revised.code), but=ESTRANGED),
    "organiser:matching": Way(),
    "organiser:matching_run": Way(the_run, only=ITS_ASKER),
    "organiser:matching_proof": file(the_run, only=ITS_ASKER),
    "organiser:matching_stop": Way(the_run, only=ITS_ASKER, method="POST"),
    "organiser:matching_again": Way(the_run, only=ITS_ASKER, method="POST"),
    "organiser:matching_adoption": Way(the_run, only=ITS_ASKER, method="POST"),
    "organiser:matching_comparison": Way(
        lambda place: (*the_run(place), place.matching_run.uid), only=ITS_ASKER
    ),
    "organiser:matching_pair": Way(
        lambda place: (*the_run(place), *the_talk(place), *the_reviewer(place)), only=ITS_ASKER
    ),
    "organiser:changes": Way(),
    "organiser:suggestions": Way(),
    "organiser:review_track": Way(the_track, but=ELSEWHERE),
    "organiser:guides": Way(the_track, but=ELSEWHERE),
    "organiser:review_rules": Way(the_track, but=ELSEWHERE),
    "organiser:check_new": Way(the_track, but=ELSEWHERE),
    "organiser:check": Way(the_check, but=ELSEWHERE),
    "organiser:check_removal": Way(the_check, but=ELSEWHERE),
    "organiser:screenings": Way(),
    "organiser:screening": Way(the_talk),
    "organiser:criterion_new": Way(the_track, but=ELSEWHERE),
    "organiser:criterion": Way(the_criterion, but=ELSEWHERE),
    "organiser:criterion_removal": Way(the_criterion, but=ELSEWHERE),
    "organiser:reviewers": Way(),
    "organiser:reviewer_new": Way(),
    "organiser:reviewer": Way(the_reviewer, but=ELSEWHERE),
    "organiser:reviewer_work": Way(the_reviewer, but=ELSEWHERE),
    "organiser:reviewer_work_removal": Way(
        lambda place: (*the_reviewer(place), place.work.uid), but=ELSEWHERE, method="POST"
    ),
    "organiser:reviewer_assignments": Way(the_reviewer, but=ELSEWHERE),
    "organiser:review_proposals": Way(),
    "organiser:assignments": Way(the_talk, but=ESTRANGED),
    "organiser:assignment_end": Way(
        lambda place: (*the_talk(place), *the_reviewer(place)), but=ESTRANGED, method="POST"
    ),
    "organiser:proposals": Way(),
    "organiser:proposal": Way(the_talk, but=ESTRANGED),
    "organiser:decision": Way(the_talk, but=ESTRANGED),
    "organiser:file": file(the_file, but=ESTRANGED),
    "organiser:translations": Way(the_talk),
    "organiser:translation": Way(lambda place: (place.talk.code, "fr")),
    "organiser:contribution_translation": Way(lambda place: (*the_part(place), "fr")),
    "organiser:own_conflict": Way(the_talk, but=ESTRANGED),
    "organiser:conflict_retraction": Way(lambda place: (place.talk.code, place.conflict.pk), but=ESTRANGED),
    "organiser:discussion": Way(the_talk, but=ESTRANGED),
    "organiser:summary": Way(the_talk, but=ESTRANGED),
    "organiser:conflicts": Way(),
    "organiser:conflict_new": Way(),
    "organiser:waiver": Way(lambda place: (place.found.pk,), but=ESTRANGED),
    "organiser:waiver_end": Way(lambda place: (place.found.pk,), but=ESTRANGED),
    "organiser:versions": Way(the_talk, but=ESTRANGED),
    "organiser:genders": Way(),
    "organiser:decisions": Way(),
    "organiser:decision_list": Way(),
    "organiser:release": Way(),
    "organiser:confirmations": Way(),
    "organiser:reminder": Way(),
    "organiser:letters": Way(),
    "organiser:letter": Way(lambda place: ("accept", "fr")),
    "organiser:messages": Way(),
    "organiser:message": Way(lambda place: (place.message.pk,)),
    "organiser:programme": Way(),
    "organiser:taking_up": Way(),
    "organiser:programme_day": Way(lambda place: ("2027-03-01",)),
    "organiser:demand": Way(),
    "organiser:comparison": Way(),
    "organiser:loss": Way(),
    "organiser:loss_options": Way(the_planning),
    "organiser:room_opening": Way(lambda place: (place.closure.pk,), method="POST"),
    "organiser:planning": Way(),
    "organiser:planning_run": Way(the_planning),
    "organiser:planning_end": Way(the_planning, method="POST"),
    "organiser:timetable": Way(the_draft),
    "organiser:timetable_name": Way(the_draft, method="POST"),
    "organiser:timetable_removal": Way(the_draft, method="POST"),
    "organiser:timetable_adoption": Way(the_draft, method="POST"),
    "organiser:timetable_comparison": Way(lambda place: (*the_draft(place), place.timetable_draft.uid)),
    "organiser:publication": Way(),
    "organiser:programme_releases": Way(),
    "organiser:programme_release": Way(lambda place: (place.release.number,)),
    "organiser:programme_rescue": Way(lambda place: (place.release.number,)),
    "organiser:availability": Way(lambda place: (place.people["author"].uid,), but=only("chair in conflict")),
    "organiser:material_new": Way(the_session, but=ESTRANGED),
    "organiser:material_removal": Way(the_material, but=ESTRANGED),
    "organiser:report": Way(the_session, but=ESTRANGED),
    "organiser:compendium": Way(),
    "organiser:compendium_licence": Way(lambda place: (place.accepted.code,)),
    "organiser:session_new": Way(),
    "organiser:session": Way(the_session, but=ESTRANGED),
    "organiser:session_facts": Way(the_session, but=ESTRANGED),
    "organiser:session_told": Way(the_session, but=ESTRANGED),
    "organiser:session_removal": Way(the_session, but=ESTRANGED),
    "organiser:item_new": Way(the_session, but=ESTRANGED),
    "organiser:item": Way(of_the_session("item_taken_up"), but=ESTRANGED),
    "organiser:item_removal": Way(of_the_session("item_taken_up"), but=ESTRANGED),
    "organiser:appearance_new": Way(the_session, but=ESTRANGED),
    "organiser:appearance": Way(of_the_session("appearance_taken_up"), but=ESTRANGED),
    "organiser:appearance_removal": Way(of_the_session("appearance_taken_up"), but=ESTRANGED),
    "organiser:elsewhere": Way(the_session, but=ESTRANGED),
    "organiser:placement_new": Way(the_session, but=ESTRANGED),
    "organiser:placement": Way(of_the_session("placement_taken_up"), but=ESTRANGED),
    "organiser:placement_removal": Way(of_the_session("placement_taken_up"), but=ESTRANGED),
    # the demonstration
    "demo:mailbox": Way(),
    "demo:message": Way(lambda place: (place.message.pk,)),
    "demo:become": Way(lambda place: (place.people["author"].uid,), method="POST"),
}


class _Anything(Place):
    """Stands for a place, and for whatever it holds."""

    def __init__(self) -> None:
        pass

    def __getattribute__(self, name: str) -> Any:
        return object.__getattribute__(self, name) if name.startswith("__") else self

    def __getitem__(self, _name: str) -> Any:
        return self


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver."""

    name: str
    converters: Mapping[str, str]  # of each parameter, the kind

    @property
    def parameters(self) -> frozenset[str]:
        return frozenset(self.converters)

    @property
    def reach(self) -> Reach:
        return ROUTES.get(self.name, Reach())

    @property
    def way(self) -> Way:
        return WAYS.get(self.name, Way())  # that it is there, a test of its own says

    @property
    def names_an_edition(self) -> bool:
        return {"series", "edition"} <= self.parameters

    @property
    def names_a_thing(self) -> bool:
        """Whether a row of the edition stands in the address, and not only words that every edition knows."""
        return any(isinstance(each, _Anything) for each in self.way.arguments(_Anything()))

    def address(self, place: Place, *, objects_of: Place | None = None) -> str:
        """Of something in ``place``; or, through the edition of ``place``, of something in another."""
        edition = (place.edition.series.slug, place.edition.slug) if self.names_an_edition else ()
        return reverse(self.name, args=[*edition, *self.way.arguments(objects_of or place)])

    def admits(self, visitor: str) -> bool:
        """What the policy and this list say of a visitor to ``world.here``."""
        if self.way.only is not None:
            return visitor in self.way.only
        return self.is_reached_by(visitor) and visitor not in self.way.but

    def is_reached_by(self, visitor: str) -> bool:
        """What the policy alone says."""
        if self.reach.anyone or (self.reach.signed_in and visitor != "anonymous"):
            return True
        return bool(ROLES_HERE.get(visitor, frozenset()) & self.reach.roles)

    def fitting_visitor(self) -> str:
        """Somebody who is admitted: the least of them."""
        return next(visitor for visitor in ORDER if self.admits(visitor))


ROLES_HERE = {
    "chair": frozenset({"chair"}),
    "chair in conflict": frozenset({"chair"}),
    "secretary": frozenset({"secretary"}),
    "track chair": frozenset({"track-chair"}),
    "chair of another track": frozenset({"track-chair"}),
    "reviewer": frozenset({"reviewer"}),
    "reviewer of another track": frozenset({"reviewer"}),
    "desk": frozenset({"desk"}),
}
ORDER = (
    "anonymous",
    "author",
    "participant",
    "sub-reviewer",
    "stranger",
    "reviewer",
    "desk",
    "track chair",
    "chair",
    "secretary",
)


@cache
def routes() -> tuple[Route, ...]:
    """Every pattern that the resolver knows, by name."""
    return tuple(sorted(_patterns(get_resolver()), key=lambda route: route.name))


def names() -> list[str]:
    return [route.name for route in routes()]


def route(name: str) -> Route:
    return next(each for each in routes() if each.name == name)


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern):
            converters = {
                name: type(each).__name__.removesuffix("Converter")
                for name, each in pattern.pattern.converters.items()
            }
            yield Route(f"{namespace}{pattern.name}", converters)
