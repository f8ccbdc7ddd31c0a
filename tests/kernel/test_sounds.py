"""A name is found by how it sounds: in Latin letters, whatever vowels somebody gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.kernel.sounds import MARK
from convenor.kernel.words import LONGEST, is_latin, sounds_of, terms_of, words_of


def finds(question, name):
    words = words_of(name) | sounds_of(name)
    terms = terms_of(question)
    return bool(terms) and all(term.matches(words) for term in terms)


SPELLED = {
    # Arabic: short vowels, letters that Latin has no sign for, the French and the Egyptian way, articles
    "منيرة الزهراني": ["Munira", "Mounira", "Muneerah al-Zahrani", "Monira Azzahrani", "ez zahrani"],
    "محمّد": ["Mohammed", "Muhammad", "Mohamed", "Muhammed"],
    "خديجة": ["Khadija", "Khadidja", "Khadeejah"],
    "ليلى": ["Laila", "Leyla", "Layla"],
    "عائشة": ["Aisha", "Aïcha", "Ayesha"],
    "علي": ["Ali", "ALY"],
    "عمر": ["Omar", "Umar", "Oumar"],
    "عثمان": ["Othman", "Osman", "Uthman"],
    "جمال": ["Jamal", "Gamal", "Djamel"],
    "يوسف": ["Yusuf", "Youssef", "Yousouf"],
    "طه": ["Taha"],
    "تهاني": ["Tahani"],
    "رمضان": ["Ramadan", "Ramzan", "Ramadhan"],
    "وردة": ["Warda", "Ouarda"],
    "سناء": ["Sana", "Sanaa"],
    "عبد الرحمن": ["Abdulrahman", "Abdul Rahman", "Abdurrahman", "Abd al-Rahman", "Abdel Rahman", "Rahman"],
    "عبدالله": ["Abdullah", "Abdallah", "Abd Allah"],
    "القاسم": ["Al-Qasim", "El Kassem", "Qassim"],
    "الشمسي": ["Ash-Shamsi", "Al Shamsi", "Chamsi"],
    # Russian: transliterations of many countries
    "Алексей Жуков": ["Alexey Zhukov", "Aleksei Joukov", "Алексей"],
    "Юрий Хорошилов": ["Yuri Khoroshilov", "Iouri Horoshilov", "Yury"],
    "Дмитрий": ["Dmitri", "Dimitry", "Dmitriy"],
    "Чайковский": ["Tchaikovsky", "Chaykovski"],
    # Chinese as it is spoken, in any division and order
    "王小明": ["Wang Xiaoming", "Xiaoming Wang", "wang xiao ming", "WangXiaoming", "xiaom"],
    "欧阳": ["Ouyang"],
    # names in Latin letters that are spelled otherwise, or asked for in another script
    "Mohamed Ould Salem": ["Muhammad", "محمد", "Мохамед"],
    "Munira": ["منيرة", "Мунира"],
    "मुनीरा": ["Munira", "Muneera"],
}


@pytest.mark.parametrize("name", SPELLED)
def test_a_name_is_found_by_its_transliterations(name):
    assert {asked: finds(asked, name) for asked in SPELLED[name]} == dict.fromkeys(SPELLED[name], True)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Munira", "أمير"),
        ("Mona", "منيرة"),
        ("women", "منى"),
        ("map", "مبارك"),
        ("Mun", "منيرة"),  # three signs of a name are no sound yet
        ("Huang", "王小明"),
        ("iaoming", "王小明"),
        ("Ada", "Udo"),  # of two consonants, names in Latin letters say enough
        ("2027", "٢٠"),
    ],
)
def test_another_name_is_not(question, name):
    assert not finds(question, name)


def test_names_in_latin_letters_are_known_with_their_accents():
    assert [is_latin(name) for name in ("Zoë Müller-Łuk", "Ян", "王 Wang", "")] == [True, False, False, True]


def test_a_sound_is_no_word():
    assert not any(MARK in word for word in words_of("~mnr~ Munira"))


@given(st.text(max_size=100))
def test_whatever_the_name_its_sounds_are_short_and_never_empty(name):
    assert all(len(sound.strip(MARK)) > 0 and len(sound) <= LONGEST for sound in sounds_of(name))


def test_a_name_without_end_has_few_sounds():
    endless = ["王" * 5000, "عبدال" * 5000, "ka" * 5000, "щ" * 5000]

    assert all(1 <= len(sounds_of(name)) <= 8 for name in endless)
