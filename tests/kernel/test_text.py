"""Short names for addresses, of whatever people write."""

import pytest

from convenor.kernel.text import short_name_of


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Strategy Labs 2027", "strategy-labs-2027"),
        ("Ateliers d’été & débats", "ateliers-dete-debats"),
        ("Мастерские", "masterskie"),
        ("Семинары и лаборатории", "seminary-i-laboratorii"),
        ("人工智能与教育", "ren-gong-zhi-neng-yu-jiao-yu"),
        ("ورشة عمل", "wrshh-ml"),
        ("Ünïcode ＦＵＬＬ　width", "unicode-full-width"),
        ("one two three", "one-two-three"),
        ("one " * 20, "one-one-one-one-one-one-one-one-one-one"),
        ("x" * 300, "x" * 40),
        ("⁂ — …", ""),
        ("\u202e\u0000", ""),
        ("", ""),
    ],
)
def test_a_short_name_is_made_of_any_script(text, made):
    assert short_name_of(text, most=40) == made
