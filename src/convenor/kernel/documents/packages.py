"""A zip of parts, as office programs write them: read within bounds, written without traces of its maker."""

from __future__ import annotations

import io
import zipfile
import zlib

from convenor.kernel.documents.reasons import NotCleaned, Reason

_MOST_PARTS = 4_000
_MOST_BYTES = 100 * 1024 * 1024  # unpacked, all parts together
_MOST_RATIO = 200  # blank pages of a text reach 30
_SMALL = 1024 * 1024  # so little may be packed as it likes
_ENCRYPTED = 0x1
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class Package:
    """The parts of a document by name. All that they declare is checked before one is unpacked."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
            raise NotCleaned(Reason.BROKEN) from problem
        listed = [each for each in self._zip.infolist() if not each.is_dir()]
        _refuse_too_much(listed, len(content))
        for each in listed:
            _refuse_strange(each)
        self._parts = {each.filename.casefold(): each for each in listed}
        if len(self._parts) != len(listed):
            raise NotCleaned(Reason.BROKEN)  # two parts of one name: each reader would see another

    @property
    def names(self) -> list[str]:
        return [each.filename for each in self._parts.values()]

    def real_name(self, name: str) -> str:
        """The part's name as it is written in the package; empty where there is none."""
        found = self._parts.get(name.casefold())
        return found.filename if found else ""

    def read(self, name: str) -> bytes:
        try:
            return self._zip.read(self._parts[name.casefold()])
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
        ) as problem:
            raise NotCleaned(Reason.BROKEN) from problem


class NewPackage:
    """A package being written: no times, no comments, no traces of the machine it is made on."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w")

    def add(self, name: str, content: bytes, *, is_packed: bool = True) -> None:
        part = zipfile.ZipInfo(name, _NO_TIME)
        part.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        part.external_attr = 0o600 << 16
        self._zip.writestr(part, content)

    def finished(self) -> bytes:
        self.close()
        return self._out.getvalue()

    def close(self) -> None:
        self._zip.close()


def _refuse_too_much(listed: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(each.file_size for each in listed)
    is_bomb = unpacked > max(_SMALL, _MOST_RATIO * packed)
    if len(listed) > _MOST_PARTS or unpacked > _MOST_BYTES or is_bomb:
        raise NotCleaned(Reason.LARGE)


def _refuse_strange(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & _ENCRYPTED:
        raise NotCleaned(Reason.LOCKED)
    is_known = part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not is_known or "\\" in part.filename or ".." in part.filename.split("/"):
        raise NotCleaned(Reason.BROKEN)
