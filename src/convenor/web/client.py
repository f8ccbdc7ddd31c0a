"""Where a request comes from, for throttling only: it is never stored as it is."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The /64 (IPv6) or /24 (IPv4) that the visitor's address lies in: inside it, changing is too easy."""
    try:
        address = ip_address(_client(request))
    except ValueError:
        return "unknown"
    plain = _without_mapping(address)
    return str(ip_network((plain, 24 if isinstance(plain, IPv4Address) else 64), strict=False))


def _client(request: HttpRequest) -> str:
    """The last address that no proxy of ours has; what came before it, anybody can write."""
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    client: str = request.META.get("REMOTE_ADDR", "")
    while client in settings.PROXIES and passed:
        client = passed.pop()
    return client


def _without_mapping(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
