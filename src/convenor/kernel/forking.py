"""The same work in several processes at once, forked from one that has neither threads nor a database."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_processes(work: Callable[[T], R], shares: Sequence[Sequence[T]]) -> Iterator[R]:
    """``work`` of every thing, each share in a process forked from this one; answers as they come.

    What ``work`` raises is raised here. Nobody hands out things while they run: whatever ends this process,
    each of them ends with its share.
    """
    fork = multiprocessing.get_context("fork")
    readers, processes = [], []
    for share in shares:
        reader, writer = fork.Pipe(duplex=False)
        process = fork.Process(target=_do, args=(work, share, writer), daemon=True)
        process.start()
        writer.close()
        readers.append(reader)
        processes.append(process)
    try:
        yield from _answers(readers)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _do(work: Callable[[T], R], share: Sequence[T], writer: Connection) -> None:
    try:
        for thing in share:
            writer.send(work(thing))
        writer.send(None)
    except Exception as problem:  # noqa: BLE001  # it is raised again by who waits
        writer.send(problem)


def _answers(readers: list[Connection]) -> Iterator[R]:
    while readers:
        for reader in wait(readers):
            assert isinstance(reader, Connection)  # noqa: S101  # nothing else is waited for
            try:
                answer = reader.recv()
            except EOFError as problem:
                raise ChildProcessError("one of the processes was ended from outside") from problem
            if answer is None:
                readers.remove(reader)
            elif isinstance(answer, Exception):
                raise answer
            else:
                yield answer
