"""My proposals in a browser: open a page, send its form."""

from tests import make


def at(proposal, step=""):
    return f"/en/me/proposals/{proposal.code}/{step}"


def key_of(client, address):
    return make.form_key(client.get(address).text)


def send(client, address, /, *, form_at="", **fields):
    """Fill in the form of a page (or one that another page shows) and send it."""
    return client.post(address, {"key": key_of(client, form_at or address), **fields})
