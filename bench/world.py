"""A large edition in a home of its own, in this process: import it once, before anything of Django's."""

from __future__ import annotations

import atexit
import json
import os
import random
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import django

from bench import homes

_stack = ExitStack()
atexit.register(_stack.close)
os.environ |= _stack.enter_context(homes.home()) | {"CONVENOR_URL": "http://testserver"}
django.setup()

from django.db import transaction  # noqa: E402  # Django first
from django.test import Client  # noqa: E402  # as above

from convenor.demo import __file__ as demo  # noqa: E402  # as above
from convenor.editions.models import Role  # noqa: E402  # as above
from convenor.kernel.translated import LANGUAGES, Translated  # noqa: E402  # as above
from convenor.proposals.models import Verdict  # noqa: E402  # as above
from convenor.web.middleware import moment  # noqa: E402  # as above
from tests import make  # noqa: E402  # as above

PROPOSALS, AUTHORED = 2000, 3


@cache
def readers(seed: int) -> dict[str, Client]:
    """Browsers of those who read pages, by what they are in the edition of ``PROPOSALS`` proposals."""
    moment.now = lambda: make.NOON
    with transaction.atomic():
        secretary, author, reviewer = make.person("Secretary"), make.person("Author"), make.person("Reviewer")
        edition = make.edition(of=make.series("mlw"), secretaries=(secretary,))
        tracks = [make.track(edition, slug) for slug in ("workshops", "symposium", "webinars")]
        for number in range(8):
            make.subtheme(edition, f"topic-{number}")
        call = make.call(edition, *tracks, slug="call")
        for track in tracks:
            make.office(edition, reviewer, Role.REVIEWER, track)
        judges = [make.person("Judge"), make.person("Other judge")]
        criteria = {track.pk: make.criterion(track) for track in tracks}
        choices = random.Random(seed)
        for number in range(PROPOSALS):
            text, language = choices.choice(texts())
            facts: dict[str, Any] = {"proposer": author, "code": f"MINE{number}"} if number < AUTHORED else {}
            proposal = make.proposal(text, to=call, track=choices.choice(tracks), language=language, **facts)
            proposal.title = Translated.of(text, language)
            proposal.save(update_fields=["title"])
            for judge, value in zip(judges, choices.choices(range(1, 6), k=2), strict=True):
                make.review(proposal, judge, {criteria[proposal.track_id]: value})
            if number % 2:
                make.decision(proposal, choices.choice(list(Verdict)), decided_by=secretary)
    return {
        "visitor": Client(),
        "author": make.signed_in(author),
        "reviewer": make.signed_in(reviewer),
        "secretary": make.signed_in(secretary),
    }


@cache
def texts() -> list[tuple[str, str]]:
    """Titles in six languages, from the demonstration."""
    folder = Path(demo).parent / "data"
    return [
        (proposal["title"], language)
        for language in LANGUAGES
        for proposal in json.loads((folder / f"proposals.{language}.json").read_text())
    ]
