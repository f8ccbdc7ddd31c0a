"""nginx, configured as docs/how-to/nginx.md tells, answers for released files as we do."""

import os
import re
import shutil
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bench.postgres import HOST, free_port
from convenor.cli.main import main
from convenor.programme.shelf import Shelf
from tests import make, releases
from tests.programme.stage import Stage

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "nginx.md"
OF_THE_SERVER = {"Server", "Date", "Connection", "Accept-Ranges", "Last-Modified"}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not NGINX, reason="there is no nginx to run"),
]


@pytest.fixture
def stage(settings, tmp_path):
    settings.RELEASES = tmp_path / "releases"
    stage = Stage()
    talk = make.session("Phones that teach", of=stage.edition, track=stage.forum)
    make.placement(talk, room=stage.hall)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    releases.published(stage.edition, stage.secretary)
    return stage


@pytest.fixture
def port(stage, settings, tmp_path):
    """Where nginx listens, with nobody behind it."""
    assert main(["release", "nginx", str(tmp_path / "convenor.map")]) == 0
    of_http, of_server, of_file = re.findall(
        r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    port, dead = free_port(), free_port()
    told = {
        "/etc/nginx/": f"{tmp_path}/",
        "/srv/convenor/releases": str(settings.RELEASES),
        "127.0.0.1:8000": f"127.0.0.1:{dead}",
    }

    def here(text):
        for theirs, ours in told.items():
            text = text.replace(theirs, ours)
        return text

    (tmp_path / "convenor.file").write_text(here(of_file))
    folders = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(
        f"daemon off;\n{user}worker_processes 1;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\n"
        f"events {{ }}\nhttp {{\naccess_log off;\n{folders}{here(of_http)}\n"
        f"server {{\nlisten {HOST}:{port};\n{here(of_server)}}}\n}}\n"
    )
    command = [
        NGINX,
        "-p",
        str(tmp_path),
        "-c",
        str(tmp_path / "nginx.conf"),
        "-e",
        str(tmp_path / "error.log"),
    ]
    with subprocess.Popen(command) as process:
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _wait(port, process):
    for _ in range(200):
        assert process.poll() is None, "nginx did not start"
        try:
            asked(port, "/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not answer")


def asked(port, path, *, method="GET", **headers):
    connection = HTTPConnection(HOST, port, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    kept = {name: value for name, value in answer.getheaders() if name not in OF_THE_SERVER}
    return answer.status, kept, content


def of_ours(door, path, **headers):
    answer = door.get(path, **headers)
    return answer.status, answer.headers, answer.content


@pytest.mark.parametrize(
    "accepted", ["", "gzip", "br;q=1.0, gzip", "br;q=0, gzip;q=0.5", "deflate", "gzip;q=0"]
)
def test_every_file_has_the_same_bytes_and_headers(stage, settings, port, accepted):
    door, files = releases.Door(), Shelf(settings.RELEASES).manifest(stage.edition.path, 1).files
    paths = [f"/{path}" for path, entry in files.items() if not entry.is_stand_in]

    different = {}
    for path in paths:
        theirs = asked(port, path, **{"Accept-Encoding": accepted})
        ours = of_ours(door, path, HTTP_ACCEPT_ENCODING=accepted)
        if theirs != ours:
            different[path] = (theirs[0], theirs[1].items() ^ ours[1].items(), theirs[2] == ours[2])

    assert len(paths) > 100
    assert different == {}


@pytest.mark.parametrize("known", ["{}", "W/{}", '"x", {}', '{}, "x"', "*", '"x"', "{}x"])
def test_who_has_it_is_told_so(stage, port, known):
    door, path = releases.Door(), f"/en/{stage.edition.path}/programme/"
    etag = door.get(path, HTTP_ACCEPT_ENCODING="br").headers["ETag"]

    status, headers, _content = asked(
        port, path, **{"Accept-Encoding": "br", "If-None-Match": known.format(etag)}
    )
    ours = door.get(path, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=known.format(etag))

    assert (status, headers["ETag"]) == (ours.status, etag)


def test_what_is_not_in_the_release_is_asked_for_behind(stage, port):
    path = stage.edition.path
    pages = (
        "/",
        f"/en/{path}/",
        f"/en/{path}/register/",
        f"/releases/{path}/1/{path}/release.json",
        "/x.txt",
    )

    assert {page: asked(port, page)[0] for page in pages} == dict.fromkeys(pages, 502)
    assert asked(port, f"/en/{path}/programme/", method="POST")[0] == 502
    assert asked(port, f"/en/{path}/programme/", method="HEAD")[::2] == (200, b"")


def test_a_file_that_is_no_longer_there_is_asked_for_behind(stage, settings, port):
    shelf, page = Shelf(settings.RELEASES), f"{stage.edition.path}/release.json"
    shelf.file_of(shelf.manifest(stage.edition.path, 1).files[page]).unlink()

    assert asked(port, f"/{page}")[0] == 502
