"""Where people wanted to go before they were asked to sign in."""

from django.utils.http import url_has_allowed_host_and_scheme

MOST_CHARACTERS = 500


def own_path(wanted: str) -> str:
    """``wanted`` where it is a path of this site, else nothing: no form of ours sends people elsewhere."""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and wanted.isprintable() and len(wanted) <= MOST_CHARACTERS else ""
