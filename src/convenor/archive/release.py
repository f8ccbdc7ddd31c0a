"""What a release holds of the archive: figures, remarks and sources as plain JSON."""

from __future__ import annotations

from typing import Any

from convenor.archive.queries import figures_of, remarks_of, sources_of
from convenor.editions.models import Edition

Json = dict[str, Any]


def figures(edition: Edition) -> Json:
    """Each figure and remark names its sources by their places in the list, from 0."""
    sources = list(sources_of(edition))
    places = {source.pk: place for place, source in enumerate(sources)}
    return {
        "sources": [{"url": each.url, "publisher": each.publisher, "kind": each.kind} for each in sources],
        "figures": [
            {
                "counted": each.counted,
                "track": each.track.name.to_json() if each.track else {},
                "value": each.value,
                "precision": each.precision,
                "words": each.words.to_json(),
                "source": places[each.source_id],
            }
            for each in figures_of(edition)
        ],
        "remarks": [
            {"text": each.text.to_json(), "sources": [places[source.pk] for source in each.sources.all()]}
            for each in remarks_of(edition)
        ],
    }
