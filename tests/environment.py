"""Loaded before Django (``-p tests.environment``): every run keeps its files in a folder of its own."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="convenor-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["CONVENOR_HOME"] = _home
os.environ.setdefault("CONVENOR_URL", "http://testserver")
os.environ["CONVENOR_DEMO"] = "yes"  # so that the pages of the demonstration are tested with all others
for _name in ("CONVENOR_SMTP", "CONVENOR_SECRET", "CONVENOR_PROXIES"):
    os.environ.pop(_name, None)
