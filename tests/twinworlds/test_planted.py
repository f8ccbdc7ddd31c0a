"""Every leak that is planted is found: without this, equal worlds would prove nothing."""

import pytest

from tests.twinworlds.kept import SECRETS
from tests.twinworlds.leaks import LEAKS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # identities that PostgreSQL counts go on counting


def found(twins, leak):
    """Where ``leak`` is seen, looking at its route only."""
    secret = next(each for each in SECRETS if each.name == leak.secret)
    return {request.route for request in twins.at(leak.route).differences([secret], leak.visitor)}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_planted_leak_is_found(twins, leak, monkeypatch):
    secret = next(each for each in SECRETS if each.name == leak.secret)

    without = found(twins, leak)
    leak.plant(twins.stage, monkeypatch)

    assert leak.visitor not in secret.told
    assert (without, bool(found(twins, leak))) == (set(), True)
