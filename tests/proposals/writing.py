"""Proposals on their way: begun, written, complete, handed in; each through the actions that people use."""

from __future__ import annotations

from convenor.editions.models import Format
from convenor.proposals.actions.drafts import save_draft, start_proposal
from convenor.proposals.actions.submissions import submit
from tests import make


def call(**facts):
    """An open call with one track."""
    edition = make.edition(secretaries=(make.person("Secretary"),))
    return make.call(edition, make.track(edition), **facts)


def started(to=None, by=None, **facts):
    to = to or call()
    facts.setdefault("track", to.tracks.first())
    values = {"format": Format.TALK, "language": "en", "at": make.NOON, **facts}
    return start_proposal(call=to, by=by or make.person(), **values)


def complete(to=None, by=None, title="Tides", **facts):
    proposal = started(to, by, **facts)
    return save_draft(
        proposal=proposal, title=title, abstract="About tides.", by=proposal.proposer, at=make.NOON
    )


def submitted(to=None, by=None, **facts):
    proposal = complete(to, by, **facts)
    return submit(proposal=proposal, by=proposal.proposer, at=make.NOON)
