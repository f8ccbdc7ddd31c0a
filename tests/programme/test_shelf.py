"""Files are kept once, under their content, and people read one whole release at any moment."""

import gzip

import brotli
import pytest

from convenor.programme.shelf import Entry, File, Shelf

PAGE = File("en/mlw/2027/programme/", "text/html", b"<p>" + b"word " * 200)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_a_file_is_kept_with_its_compressed_twins(shelf):
    entry = shelf.put(PAGE)

    assert entry.encodings == "br gzip"
    assert shelf.read(entry) == PAGE.content
    assert brotli.decompress(shelf.read(entry, "br")) == PAGE.content
    assert gzip.decompress(shelf.read(entry, "gzip")) == PAGE.content


def test_the_same_content_is_kept_once(shelf, tmp_path):
    first = shelf.put(PAGE)
    second = shelf.put(File("fr/mlw/2027/programme/", "text/html", PAGE.content))

    assert first.blob == second.blob
    assert len(list(tmp_path.glob("blobs/*/*"))) == 3


def test_what_is_small_is_not_compressed(shelf):
    assert shelf.put(File("x", "text/plain", b"short")).encodings == ""


def test_a_release_is_what_its_manifest_says(shelf):
    entry = shelf.put(PAGE)
    shelf.bind("mlw/2027", 3, {"digest": "d"}, {PAGE.path: entry})

    manifest = shelf.manifest("mlw/2027", 3)

    assert (manifest.number, manifest.facts, manifest.files) == (3, {"digest": "d"}, {PAGE.path: entry})
    assert isinstance(manifest.files[PAGE.path], Entry)


def test_nothing_is_current_until_it_is_turned_to(shelf):
    shelf.bind("mlw/2027", 1, {}, {})
    before = shelf.current("mlw/2027")
    shelf.turn_to("mlw/2027", 1)

    assert (before, shelf.current("mlw/2027")) == (None, 1)


def test_no_half_written_file_is_left_where_people_read(shelf, tmp_path, monkeypatch):
    def broken(*_arguments, **_options):
        raise OSError("disk full")

    monkeypatch.setattr("convenor.programme.shelf.os.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        shelf.put(PAGE)

    assert [path for path in tmp_path.glob("blobs/*/*") if not path.name.startswith(".")] == []
