"""``python -m convenor.review.comparing FOLDER``: compare texts, in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

MOST_PAIRS = 300  # kept: the strongest

Written = tuple[int, str, str, str]  # key, title, abstract, language


def compared(inputs: Mapping[str, Sequence[Written]], tell: Callable[[int], object]) -> dict[str, Any]:
    """Themes as terms and keys; pairs as two keys, the greater share in percent and the passage."""
    from convenor.optim.affinity import likeness, themes  # noqa: PLC0415  # need what a plain server has not
    from convenor.optim.affinity.passages import Text  # noqa: PLC0415  # as above
    from convenor.optim.affinity.people import Proposal  # noqa: PLC0415  # as above

    def text(key: int, title: str, abstract: str, _language: str) -> Text:
        return Text(str(key), str(key), title, abstract)

    tell(1)
    found = themes.themes_of(
        Proposal(str(key), title, abstract, language) for key, title, abstract, language in inputs["new"]
    )
    tell(2)
    alike = likeness.resemblances(
        (text(*each) for each in inputs["new"]), (text(*each) for each in inputs["earlier"])
    )
    return {
        "proposals": [each[0] for of in ("new", "earlier") for each in inputs[of]],
        "themes": [[theme.label, [int(each.key) for each in theme.proposals]] for theme in found],
        "pairs": [
            [int(each.one), int(each.other), round(100 * max(each.of_one, each.of_other)), each.passage]
            for each in alike[:MOST_PAIRS]
        ],
        "more": max(len(alike) - MOST_PAIRS, 0),
    }


def main(folder: Path) -> int:
    inputs = json.loads((folder / "inputs.json").read_text())
    answer = compared(inputs, lambda step: (folder / "step").write_text(str(step)))
    (folder / "answer.json").write_text(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
