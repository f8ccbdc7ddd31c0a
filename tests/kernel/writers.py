"""Many writers of one SQLite file: each reads a counter, then writes it one higher, in one transaction.

``python -m tests.kernel.writers ENGINE FILE THREADS TIMES`` says that it is ready, waits for a line, and
prints as JSON how many succeeded and why others did not.
"""

import json
import sys
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction


def set_up(engine: str, file: str) -> None:
    options: dict[str, Any] = {"timeout": 1}
    if engine == "convenor.kernel.sqlite":
        from convenor.kernel.sqlite.base import PRAGMAS  # noqa: PLC0415  # settings come first

        options["init_command"] = PRAGMAS
    settings.configure(DATABASES={"default": {"ENGINE": engine, "NAME": file, "OPTIONS": options}})


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM counter")
        value: int = cursor.fetchone()[0]
        return value


def write_often(times: int, done: list[int], refused: list[str]) -> None:
    for _ in range(times):
        try:
            with transaction.atomic():
                value = count() + 1
                with connection.cursor() as cursor:
                    cursor.execute("UPDATE counter SET value = %s", [value])
            done.append(value)
        except OperationalError as error:
            refused.append(str(error))
    connection.close()


def main(engine: str, file: str, threads: str, times: str) -> None:
    set_up(engine, file)
    print("ready", flush=True)  # noqa: T201  # a command
    sys.stdin.readline()
    done: list[int] = []
    refused: list[str] = []
    writers = [Thread(target=write_often, args=(int(times), done, refused)) for _ in range(int(threads))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    print(json.dumps({"done": len(done), "refused": sorted(set(refused))}))  # noqa: T201  # a command


if __name__ == "__main__":
    main(*sys.argv[1:])
