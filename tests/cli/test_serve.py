"""How the server is set up, without starting it; test_commands.py starts it."""

import resource

import pytest

from convenor.cli import serve


@pytest.mark.parametrize(
    ("version", "has_bug"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 9), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_which_sqlite_has_the_bug(version, has_bug):
    assert serve.has_wal_reset_bug(version) is has_bug


@pytest.mark.parametrize(
    ("soft", "hard", "connections", "raised_to"),
    [
        (1024, 4096, 1000, 3128),
        (1024, 1024, 298, 1024),
        (8192, 8192, 1000, None),
        (64, 64, 1, 64),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 1000, None),
        (1024, resource.RLIM_INFINITY, 1000, 3128),
    ],
)
def test_connections_fit_the_limit_of_open_files(monkeypatch, soft, hard, connections, raised_to):
    raised = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: raised.append(limits[0]))

    assert serve.affordable_connections() == connections
    assert raised == ([] if raised_to is None else [raised_to])
