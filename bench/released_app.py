"""What ``bench/released.py`` serves: released files as always, and beside them a bare file of the same size.

``python -m bench.released_app PORT FILE``: the default server with the product's application; below ``/bare``
the few lines that any WSGI program needs to send a file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from waitress import serve

from convenor.config.wsgi import application
from convenor.kernel import garbage


def main() -> None:
    port, file = int(sys.argv[1]), Path(sys.argv[2])

    def either(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/bare":
            return application(environ, start_response)
        content = file.read_bytes()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(content)))]
        start_response("200 OK", headers)
        return [content]

    garbage.settle()
    serve(either, host="127.0.0.1", port=port, threads=4, ident=None, _quiet=True)


if __name__ == "__main__":
    main()
