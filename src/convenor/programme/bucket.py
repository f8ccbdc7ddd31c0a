"""A bucket of an S3-compatible object store: all that we ask of one, and its failures in a sentence."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

AT_ONCE = 16  # requests; each waits for the network most of its time
NO_BUCKET = "NoSuchBucket"  # in what S3 answers
MOST_KEYS = 1000  # that S3 deletes in one request
USUAL_REGION = "us-east-1"  # what servers other than Amazon's take for "any"

T = TypeVar("T")


class NotStored(Exception):
    """The bucket did not do what it was asked, and why; to be tried again."""


class Objects(Protocol):
    """Named contents, of which a bucket is one kind."""

    def put(self, key: str, content: bytes, headers: dict[str, str]) -> None: ...

    def read(self, key: str) -> bytes | None:
        """The content as its reader sees it, decompressed; nothing where there is none."""

    def delete(self, keys: Sequence[str]) -> None: ...


class Bucket:
    """What ``s3://key:secret@host/bucket/prefix?region=…`` names; with ``s3+plain`` without TLS."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        bucket, _slash, prefix = parts.path.strip("/").partition("/")
        self.name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
        self._store: Any = _store_class()(
            bucket,
            prefix=prefix or None,
            endpoint=f"{'http' if parts.scheme == 's3+plain' else 'https'}://{parts.netloc.rpartition('@')[2]}",
            access_key_id=unquote(parts.username or ""),
            secret_access_key=unquote(parts.password or ""),
            region=parse_qs(parts.query).get("region", [USUAL_REGION])[0],
            client_options={
                "allow_http": parts.scheme == "s3+plain",
                "timeout": "60s",
                "connect_timeout": "10s",
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=60)},
        )

    def put(self, key: str, content: bytes, headers: dict[str, str]) -> None:
        self._asked(lambda: self._store.put(key, content, attributes=headers, use_multipart=False))

    def read(self, key: str) -> bytes | None:
        found = self._asked(lambda: self._found(key))
        if found is None:
            return None
        content = bytes(self._asked(found.bytes))
        return gzip.decompress(content) if found.attributes.get("Content-Encoding") == "gzip" else content

    def _found(self, key: str) -> Any:
        try:
            return self._store.get(key)
        except FileNotFoundError as problem:
            if NO_BUCKET in str(problem):
                raise
            return None

    def delete(self, keys: Sequence[str]) -> None:
        for first in range(0, len(keys), MOST_KEYS):
            some = list(keys[first : first + MOST_KEYS])
            self._asked(lambda some=some: self._store.delete(some))  # type: ignore[misc]  # called at once

    def names(self) -> Iterator[str]:
        prefix = f"{self._store.prefix}/" if self._store.prefix else ""
        for some in self._asked(lambda: list(self._store.list())):
            yield from (each["path"].removeprefix(prefix) for each in some)

    def _asked(self, ask: Callable[[], T]) -> T:
        from obstore import exceptions  # noqa: PLC0415  # an extra

        try:
            return ask()
        except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError) as problem:
            raise NotStored(f"{self.name} refuses the key of CONVENOR_BUCKET.") from problem
        except (exceptions.BaseError, FileNotFoundError) as problem:
            if isinstance(problem, FileNotFoundError) or NO_BUCKET in str(problem):
                raise NotStored(f"{self.name} names a bucket that there is not: make it first.") from problem
            said = str(problem).partition("\n")[0][:300]
            raise NotStored(f"{self.name} cannot be reached, or does not answer as S3: {said}") from problem


def _store_class() -> Any:
    try:
        from obstore.store import S3Store  # noqa: PLC0415  # an extra
    except ImportError as problem:
        raise NotStored(
            "CONVENOR_BUCKET is set, but nothing here speaks to it: install convenor[s3]."
        ) from problem
    return S3Store


def side_by_side(work: Callable[[str], None], keys: Sequence[str]) -> None:
    """Do ``work`` for each key, some at a time; the first failure ends it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for _done in pool.map(work, keys):
                pass
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
