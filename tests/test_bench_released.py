"""The bench of released pages: what it says of each server, and nginx on a folder."""

import subprocess

import pytest

from bench import nginx
from bench.released import BARE, NGINX, Cost, cost, figures


def test_each_server_has_its_medians_and_ours_is_compared_with_the_bare_file():
    rounds = [{"": Cost(0.2 * n, 900), BARE: Cost(0.1 * n, 1800), NGINX: Cost(0.01, 5000)} for n in (1, 2, 3)]

    assert [(each.figure, each.value, each.met) for each in figures(rounds)] == [
        ("cpu_ms", 0.4, None),
        ("requests_per_second", 900, None),
        ("cpu_ms_of_a_bare_file", 0.2, None),
        ("requests_per_second_of_a_bare_file", 1800, None),
        ("cpu_ms_of_nginx", 0.01, None),
        ("requests_per_second_of_nginx", 5000, None),
        ("ratio", 2.0, False),
    ]


def test_without_nginx_that_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(nginx, "program", lambda: None)

    with nginx.serving(tmp_path, tmp_path) as beside:
        assert beside is None
    assert capsys.readouterr().err == "SKIPPED: there is no nginx (on Debian: apt install nginx-light)\n"


@pytest.mark.slow
@pytest.mark.sqlite
def test_nginx_serves_a_folder_and_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("bench.released.REQUESTS", 20)
    if not nginx.program():
        pytest.skip("There is no nginx.")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "index.html").write_text("Tides")

    with nginx.serving(folder, tmp_path) as beside:
        assert beside is not None
        port, pid = beside
        found = cost(port, pid, "/")

    assert found.per_second > 0
    assert subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 1
