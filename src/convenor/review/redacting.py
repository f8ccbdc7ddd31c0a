"""Names in texts that reviewers of double blind tracks read: found, and replaced where authors want it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from convenor.editions.models import Track
from convenor.kernel.translated import Translated
from convenor.proposals.models import Contributor, Proposal
from convenor.proposals.versions import Document
from convenor.review.likeness import institution_at
from convenor.review.models import Anonymity, Redaction, ReviewRules, Work

Words = Mapping[str, str]  # what stands instead of a phrase
_SHORTEST_PART = 4  # of a name; shorter ones are too often words
_AROUND = 40
# Scripts that join words to each other: a phrase is found inside a word.
_JOINED = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


class Kind(TextChoices):
    """What a phrase tells."""

    NAME = "name", _("name")
    PART_OF_NAME = "part", _("part of a name")
    ORGANIZATION = "organization", _("organization")
    ADDRESS = "address", _("mail address or domain")
    WORK = "work", _("own work")


class Part(TextChoices):
    """Where it stands."""

    TITLE = "title", _("title")
    ABSTRACT = "abstract", _("abstract")
    CONTRIBUTION = "contribution", _("contribution")
    ANSWER = "answer", _("answer")
    FILE = "file", _("name of a file")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a phrase stands, with the words around it."""

    part: Part
    before: str
    said: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that tells who proposes."""

    phrase: str
    kind: Kind
    hits: tuple[Hit, ...]


def is_double_blind(track: Track) -> bool:
    return ReviewRules.objects.filter(track=track, anonymity=Anonymity.DOUBLE).exists()


def found_in(proposal: Proposal) -> list[Found]:
    """What tells in the texts of ``proposal`` who is behind it, the longest phrases first."""
    texts = list(_texts(proposal))
    clues = {**_clues(proposal), **_addresses_in(text for _part, text in texts)}
    hits: defaultdict[str, list[Hit]] = defaultdict(list)
    for part, text in texts:
        taken: list[tuple[int, int]] = []  # what a longer phrase said already is not told again
        for phrase in _longest_first(clues):
            for match in _pattern(phrase).finditer(text):
                start, end = match.span()
                if not any(start < other_end and other < end for other, other_end in taken):
                    taken.append((start, end))
                    hits[phrase].append(_hit(part, text, start, end))
    return [Found(phrase, clues[phrase], tuple(hits[phrase])) for phrase in _longest_first(hits)]


def names_left(proposal: Proposal) -> list[str]:
    """What the text tells reviewers who must not know, and about which its contributors said nothing yet."""
    if not is_double_blind(proposal.track):
        return []
    said = set(Redaction.objects.filter(proposal=proposal).values_list("phrase", flat=True))
    return [found.phrase for found in found_in(proposal) if found.phrase not in said]


def words_of(proposals: Iterable[Proposal]) -> dict[int, Words]:
    """What reviewers read instead, by the proposal's key; nothing where the track is not double blind."""
    rows = Redaction.objects.filter(
        proposal__in=[proposal.pk for proposal in proposals],
        proposal__track__review_rules__anonymity=Anonymity.DOUBLE,
    ).exclude(wording="")
    words: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for proposal, phrase, wording in rows.values_list("proposal", "phrase", "wording"):
        words[proposal][phrase] = wording
    return dict(words)


def hide_names_in(*proposals: Proposal) -> None:
    """Give their titles and abstracts as reviewers read them. For what is shown: never to be saved."""
    found = words_of(proposals)
    for proposal in proposals:
        if words := found.get(proposal.pk):
            proposal.title = hidden(proposal.title, words)
            proposal.abstract = hidden(proposal.abstract, words)


def title_for_reviewers(proposal: Proposal) -> Translated:
    return hidden(proposal.title, words_of([proposal]).get(proposal.pk, {}))


def said_to_reviewers(proposal: Proposal, text: str) -> str:
    """What contributors write to reviewers after they handed in, as these read it.

    Nobody looks such a text through before it is sent: in a double blind track all that tells is replaced,
    unless its authors had said in the proposal that the phrase stays.
    """
    if not is_double_blind(proposal.track):
        return text
    said = dict(Redaction.objects.filter(proposal=proposal).values_list("phrase", "wording"))
    stays = [phrase for phrase, wording in said.items() if not wording]
    with override(proposal.language):
        removed = now("[name removed]")
    clues = {**_clues(proposal), **_addresses_in([text])}
    words = {phrase: removed for phrase in clues if not any(phrase in each for each in stays)}
    return hidden_in(text, words | {phrase: wording for phrase, wording in said.items() if wording})


def hidden(text: Translated, words: Words) -> Translated:
    """``text`` in every language with ``words`` in place of what tells."""
    return Translated(
        {language: (hidden_in(said, words), status) for language, (said, status) in text.versions.items()}
    )


def hidden_in(text: str, words: Words) -> str:
    for phrase in _longest_first(words):
        text = words[phrase].join(_pattern(phrase).split(text))
    return text


def hidden_document(document: Document, words: Words) -> Document:
    """A version of the proposal as reviewers read it."""
    if not words:
        return document
    return {
        **document,
        **_hidden_texts(document, words),
        "contributions": [{**each, **_hidden_texts(each, words)} for each in document["contributions"]],
        "answers": [{**each, "text": hidden_in(each["text"], words)} for each in document["answers"]],
    }


def _hidden_texts(of: Document, words: Words) -> Document:
    names = ("title", "abstract")
    return {name: hidden(Translated.from_json(of[name]), words).to_json() for name in names}


def _texts(proposal: Proposal) -> Iterator[tuple[Part, str]]:
    for part, text in ((Part.TITLE, proposal.title), (Part.ABSTRACT, proposal.abstract)):
        yield from ((part, said) for said, _status in text.versions.values())
    for each in proposal.contributions.order_by("position"):
        for text in (each.title, each.abstract):
            yield from ((Part.CONTRIBUTION, said) for said, _status in text.versions.values())
    for answer in proposal.answers.order_by("pk"):
        yield Part.ANSWER, answer.text
        yield Part.FILE, answer.file_name


def _clues(proposal: Proposal) -> dict[str, Kind]:
    """What would tell: names, organizations, domains and works of its contributors."""
    people = Contributor.objects.filter(proposal=proposal, refused_at=None)
    known = list(people.select_related("person__organization").prefetch_related("person__contact_points"))
    names = {name for each in known for name in (each.person.name, each.invited_as) if name}
    houses = {each.person.organization.name for each in known if each.person.organization}
    if proposal.organization:
        houses.add(proposal.organization.name)
    points = [point.address for each in known for point in each.person.contact_points.all()]
    works = Work.objects.filter(person__in=[each.person_id for each in known])
    clues = {part: Kind.PART_OF_NAME for name in names for part in _parts(name)}
    clues |= dict.fromkeys(works.values_list("title", flat=True), Kind.WORK)
    clues |= {domain: Kind.ADDRESS for address in points if (domain := institution_at(address))}
    clues |= dict.fromkeys(points, Kind.ADDRESS)
    clues |= dict.fromkeys(houses, Kind.ORGANIZATION)
    return clues | dict.fromkeys(names, Kind.NAME)


def _parts(name: str) -> list[str]:
    parts = name.split()
    return [part for part in parts if len(part) >= _SHORTEST_PART] if len(parts) > 1 else []


def _addresses_in(texts: Iterable[str]) -> dict[str, Kind]:
    return {address: Kind.ADDRESS for text in texts for address in _ADDRESS.findall(text)}


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


@lru_cache(maxsize=2000)
def _pattern(phrase: str) -> re.Pattern[str]:
    """``phrase`` as a whole, however its words are spaced; a single word only as it is written."""
    inside = r"\s+".join(re.escape(word) for word in phrase.split())
    if not _JOINED.search(phrase):
        inside = rf"(?<!\w){inside}(?!\w)"
    is_one_word = not re.search(r"[\s@.]", phrase)
    return re.compile(inside, 0 if is_one_word else re.IGNORECASE)


def _hit(part: Part, text: str, start: int, end: int) -> Hit:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return Hit(part, " ".join(before.split()), text[start:end], " ".join(after.split()))
