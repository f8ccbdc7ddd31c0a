"""A text is found however its words are spelled: in six languages, and in hostile text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.kernel.words import LONGEST, MOST_TERMS, terms_of, words_of


def finds(question, text):
    words = words_of(text)
    terms = terms_of(question)
    return bool(terms) and all(term.matches(words) for term in terms)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # English: case, width, the beginning of a word, possessives
        ("TEACHER", "Supporting Teachers"),
        ("ｔｅａｃｈｅｒｓ", "Supporting Teachers"),
        ("obrien brien", "Ms O’Brien and Mr Obrien"),
        # French has accents and elisions
        ("ecole", "À l’école"),
        ("L’ÉCOLE", "une ecole"),
        ("coeur", "Au cœur de l’égalité"),
        # Spanish
        ("nino", "Educación para cada niño"),
        ("educacion movil", "La educación y el aprendizaje móvil"),
        # Arabic: vowel signs, tatweel, forms of letters, the article
        ("تعلم", "التَّعَلُّم بالأجهزة المحمولة"),
        ("التعلم", "تعلّم مدى الحياة"),
        ("اجهزه", "بالأجهزة"),
        ("الأجهزة", "أجهزة"),
        ("إدماج", "والإدماج"),
        ("مستوي", "الرفيع المستوى"),
        ("محـمولة", "المحمولة"),
        ("آفاق", "افاق عالمية"),
        # Russian: ё, case, and the same name in Latin letters
        ("елка", "Ёлка"),
        ("ХОРОШИЛОВ", "Alexander Khoroshilov"),
        ("Khoroshilov", "Александр Хорошилов"),
        ("обучен", "Неделя мобильного обучения"),
        # Chinese: any part, one character, both widths of signs
        ("学习周", "移动学习周"),
        ("动学", "移动学习周"),
        ("周", "移动学习周"),
        ("移", "移动学习周"),
        ("ＡＩ教育", "教育与AI：教育中的AI"),
        # digits of all scripts
        ("2019", "دورة ٢٠١٩"),
        ("२०१९", "Mobile Learning Week 2019"),
        # other scripts keep what is part of the letter
        ("मोबाइल", "मोबाइल शिक्षा"),
        ("istanbul", "İSTANBUL"),
        ("strasse", "Straße"),
    ],
)
def test_a_text_is_found_by(question, text):
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("teachers", "teaching"),
        ("eacher", "Teachers"),
        ("teachers refugees", "Teachers"),
        ("习移", "移动学习周"),
        ("学周", "移动学习周"),
        ("мои", "мой"),
        ("شاشة", "شبكة"),
        ("शिक्षक", "शिक्षा"),
        ("", "anything"),
        ("… — ’ !?", "anything"),
        ("a", "a"),
    ],
)
def test_a_text_is_not_found_by(question, text):
    assert not finds(question, text)


def test_a_question_has_few_terms_however_long_it_is():
    asked = " ".join(f"word{number}" for number in range(100))

    assert [len(terms_of(text)) for text in (asked, "学" * 500, "same same SAME")] == [MOST_TERMS, 1, 1]


@pytest.mark.parametrize(
    "hostile",
    [
        "a" + "\u0301" * 1_000_000,
        "\x00\ud800\u202e" * 100_000,
        "ـ" * 500_000,
        "ь" * 1000,
        "ءء ءء",
        "İ" * 100_000,
    ],
    ids=["marks", "controls", "tatweel", "soft signs", "hamza", "dotted"],
)
def test_hostile_text_is_read_and_found_by_nothing_empty(hostile):
    found = words_of(hostile)

    assert "" not in found
    assert all("" not in term.forms for term in terms_of(hostile))


@given(st.text(max_size=300))
def test_whatever_the_text_its_words_are_short_and_every_word_of_it_is_found(text):
    words = words_of(text)

    assert all(0 < len(word) <= LONGEST for word in words)
    assert all(term.matches(words) for term in terms_of(text))
