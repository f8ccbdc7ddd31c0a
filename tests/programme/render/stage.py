"""A released programme for the tests of its renderings, and what they read of it."""

from __future__ import annotations

from convenor.programme.actions.releases import complete, publish
from convenor.programme.frozen import Frozen
from convenor.programme.rendering import files_of
from tests import make
from tests.programme.stage import Stage
from tests.releases import thawed


def release(stage: Stage, *, note: str = "Out.", at=make.NOON) -> Frozen:
    """The programme as it stands, published."""
    frozen = publish(edition=stage.edition, note=make.english(note), by=stage.secretary, at=at)
    return thawed(complete(release=frozen, at=at))


def files(of: Frozen) -> dict[str, bytes]:
    return {file.path: file.content for step in files_of(of) for file in step}
