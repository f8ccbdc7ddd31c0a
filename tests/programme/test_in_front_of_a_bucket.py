"""nginx, configured as docs/how-to/object-storage.md tells, before a real bucket and who answers the rest."""

import os
import re
import subprocess
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.postgres import HOST, free_port
from convenor.cli.main import main
from convenor.programme.bucket import Bucket
from convenor.programme.shelf import Shelf
from convenor.programme.uploading import upload_all
from convenor.web.middleware.headers import policy_with_styles
from convenor.web.style import RELEASE_STYLES
from tests import make, objectstore, releases
from tests.programme.stage import Stage
from tests.web.test_nginx import NGINX

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "object-storage.md"
TOLD = PAGE.read_text(encoding="utf-8")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not (objectstore.WEED and NGINX), reason="there is no SeaweedFS or no nginx to run"),
]


class Echo(BaseHTTPRequestHandler):
    """Stands for Convenor: says what it was asked."""

    def _say(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        said = f"{self.command} {self.headers['Host']} {self.path} {sent}".strip().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = _say  # noqa: N815  # as http.server names them

    def log_message(self, *_said):
        pass


@contextmanager
def convenor():
    with ThreadingHTTPServer((HOST, 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def nginx(folder, of_http, of_server):
    port = free_port()
    folders = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off;\n{user}worker_processes 1;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{ }}\nhttp {{\naccess_log off;\n{folders}{of_http}"
        f"server {{\nlisten {HOST}:{port};\n{of_server}}}\n}}\n"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as process:
        try:
            time.sleep(0.5)
            assert process.poll() is None, (folder / "error.log").read_text()
            yield port
        finally:
            process.terminate()
            process.wait(20)


def asked(port, path, method="GET", body=None, **headers):
    connection = HTTPConnection(HOST, port, timeout=20)
    connection.request(method, path, body, {"Host": "week.example", **headers})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


@pytest.fixture
def stage(settings, tmp_path):
    settings.RELEASES = tmp_path / "releases"
    stage = Stage()
    make.placement(make.session("Phones that teach", of=stage.edition), room=stage.hall)
    releases.published(stage.edition, stage.secretary)
    return stage


@contextmanager
def standing(stage, settings, folder, changed=lambda told: told):
    """nginx in front of both: where it listens."""
    of_http, of_server = re.findall(r"```nginx\n(.*?)```", changed(TOLD), re.DOTALL)
    assert main(["release", "nginx", str(folder / "convenor.map")]) == 0
    with objectstore.server(folder) as store, convenor() as live:
        upload_all(Shelf(settings.RELEASES), Bucket(objectstore.address(store)))
        here = of_server.replace("https://s3.example.org", f"http://{HOST}:{store}")
        here = here.replace("127.0.0.1:8000", f"{HOST}:{live}")
        with nginx(folder, of_http.replace("/etc/nginx/", f"{folder}/"), here) as port:
            yield port


def test_released_pages_come_from_the_bucket_and_the_rest_from_us(stage, settings, tmp_path):
    below, shelf = f"en/{stage.edition.path}", Shelf(settings.RELEASES)
    files = shelf.manifest(stage.edition.path, 1).files
    page, machine = f"{below}/programme/", f"{stage.edition.path}/schedule.json"
    elsewhere = (f"/{below}/", f"/{below}/now/", "/en/search/?q=phones%20x&page=2", "/static/marks.js", "/")

    with standing(stage, settings, tmp_path) as port:
        small = asked(port, f"/{page}", **{"Accept-Encoding": "gzip"})
        plain, schedule = asked(port, f"/{page}?acl"), asked(port, f"/{machine}")
        live = {path: asked(port, path)[2].decode() for path in elsewhere}
        sent = asked(port, f"/{below}/register/", "POST", "name=A")

    told = {name: small[1][name] for name in ("Content-Encoding", "Content-Type", "X-Content-Type-Options")}
    assert (small[0], small[1]["Content-Security-Policy"]) == (200, policy_with_styles(RELEASE_STYLES))
    assert told == {
        "Content-Encoding": "gzip",
        "Content-Type": "text/html; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
    }
    assert (plain[0], plain[2]) == (200, shelf.read(files[page]))
    assert (schedule[0], schedule[2]) == (200, shelf.read(files[machine]))
    assert live == {path: f"GET week.example {path}" for path in live}
    assert (sent[0], sent[2].decode()) == (200, f"POST week.example /{below}/register/ name=A")


def test_without_its_own_address_a_live_page_is_asked_for_as_a_file(stage, settings, tmp_path):
    def rewritten(told):
        return told.replace("8000$request_uri", "8000")

    with standing(stage, settings, tmp_path, rewritten) as port:
        said = asked(port, "/en/search/")[2].decode()

    assert said == "GET week.example /programme/en/search/index.html"
