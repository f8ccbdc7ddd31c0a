"""Where a request comes from, whatever it says of itself."""

import pytest
from django.test import RequestFactory

from convenor.web.client import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_the_network_is_what_one_customer_has(address, network):
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize(
    ("address", "forwarded", "network"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.0/24"),  # not through our proxy: what it says is its own
        ("10.0.0.1", "198.51.100.1", "198.51.100.0/24"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.0/24"),  # the first one, the visitor wrote
        ("10.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.0/24"),
        ("10.0.0.1", "", "unknown"),
        ("10.0.0.1", "nonsense\u00e9", "unknown"),
    ],
)
def test_only_proxies_that_are_named_are_believed(settings, address, forwarded, network):
    settings.PROXIES = ["10.0.0.1", "10.0.0.2"]
    request = RequestFactory().get("/", REMOTE_ADDR=address, headers={"x-forwarded-for": forwarded})

    assert network_of(request) == network
