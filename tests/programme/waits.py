"""``python -m tests.programme.waits FOLDER``: in the solver's place, find nothing until it is ended."""

import json
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    until = time.monotonic() + 120
    while not (folder / "end").exists() and time.monotonic() < until:
        (folder / "so_far.new").write_text(json.dumps({"seconds": time.monotonic()}))
        (folder / "so_far.new").replace(folder / "so_far.json")
        time.sleep(0.05)
    (folder / "answer.json").write_text(json.dumps({"problem": "no-time"}))
