"""What the archive does by itself: read in the log which editions changed, and let the search find that."""

from __future__ import annotations

from datetime import datetime

from convenor.archive.actions.indexing import note_findables
from convenor.archive.finding import findables_of
from convenor.archive.models import Reading
from convenor.audit.models import Entry
from convenor.editions.models import Edition

# What changes something public of an edition: the beginnings of the actions' names.
CHANGES = ("edition.", "partner.", "subtheme.", "track.", "release.published")
_ENTRIES, _EDITIONS = 500, 5  # at once


def index_changes(_at: datetime) -> int:
    """Read on in the log and index the editions that it names; the number of entries that were read."""
    after = Reading.objects.values_list("seq", flat=True).first()
    after = -1 if after is None else after
    entries = Entry.objects.filter(seq__gt=after).order_by("seq").values_list("seq", "action", "scope")
    upto, scopes = after, dict[str, None]()
    for seq, action, scope in entries[:_ENTRIES]:
        if scope and action.startswith(CHANGES):
            if scope not in scopes and len(scopes) == _EDITIONS:
                break
            scopes[scope] = None
        upto = seq
    if upto == after:
        return 0
    read = {each.pk: findables_of(each) for each in Edition.objects.filter(path__in=scopes)}
    return upto - after if note_findables(read=read, after=after, upto=upto) else 0
