"""The programme is files: it stays when the database has gone."""

import os
import subprocess
import sys
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from bench import postgres
from tests.journeys.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]  # it starts a PostgreSQL of its own, so once is enough

PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import make, releases
secretary = make.person("Secretary")
edition = make.edition(of=make.series("mlw"), slug="2027", secretaries=(secretary,))
make.placement(make.session("Phones that teach", of=edition, code="PHONES"))
releases.published(edition, secretary)
"""
PAGES = ("/en/mlw/2027/programme/", "/ar/mlw/2027/programme/sessions/PHONES/")


class OnPostgres(Installation):
    """With a server and a database that others may stop."""

    database = ""

    def trouble(self):
        return ""  # of course it says that its database has gone

    def _environment(self):
        more = {"CONVENOR_DATABASE": self.database, "DJANGO_SETTINGS_MODULE": "convenor.config.settings"}
        return super()._environment() | more


def ask(url, path):
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_programme_is_read_while_the_database_is_stopped(tmp_path):
    try:
        postgres.find_binaries()
    except postgres.NotInstalled as why:
        pytest.skip(str(why))
    installation = OnPostgres(tmp_path)
    with ExitStack() as stack:
        running = stack.enter_context(ExitStack())
        installation.database = running.enter_context(postgres.server())
        environment = installation._environment() | {"PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True)
        stack.enter_context(installation.serving())

        with_it = [ask(installation.url, path) for path in PAGES]
        front_with_it = ask(installation.url, "/en/mlw/2027/")
        running.close()
        without_it = [ask(installation.url, path) for path in PAGES]
        front_without_it = ask(installation.url, "/en/mlw/2027/")
        mine, sentence = ask(installation.url, "/en/mlw/2027/call/sessions/")

    assert [status for status, _page in with_it] == [200, 200]
    assert without_it == with_it
    assert "Save the date" in front_with_it[1]
    assert (front_without_it[0], "Save the date" in front_without_it[1]) == (200, False)
    assert "Programme" in front_without_it[1]
    # The control: what needs the database does not pretend.
    assert (mine, "Our database cannot be reached at this moment." in sentence) == (503, True)
