"""Loaded before Django (``-p tests.environment``): every run keeps its files in a folder of its own."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="convenor-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["CONVENOR_HOME"] = _home
os.environ.setdefault("CONVENOR_URL", "http://testserver")
for _name in ("CONVENOR_SMTP", "CONVENOR_DEMO", "CONVENOR_SECRET", "CONVENOR_PROXIES"):
    os.environ.pop(_name, None)
