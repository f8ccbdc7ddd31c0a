"""Only paths of this site are gone on to."""

import pytest

from convenor.web.onward import own_path


@pytest.mark.parametrize("path", ["/", "/en/me/", "/fr/mlw/2027/?a=1&b=//x", "/ar/%D9%85/"])
def test_own_paths_are_kept(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "x",
        "//x",
        "///x",
        "/\\x",
        "\\x",
        "https://x",
        "https:x",
        "javascript:x",
        "/\t/x",
        "/\n",
        " /x",
        "/\u202ex",
    ],
)
def test_anything_else_is_dropped(elsewhere):
    assert own_path(elsewhere) == ""
