"""Scores: what they are made of, who has no part in them, and what cannot raise them."""

from math import e, fsum, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.optim.affinity.explaining import Explanation, Shared, explain
from convenor.optim.affinity.people import Bid, Proposal, Reviewer, Work
from convenor.optim.affinity.scoring import HALF_WAY, TEXT, WISH, affinity_of
from convenor.optim.affinity.similarity import Known
from convenor.optim.affinity.words import SEEN_ONCE, Remark, terms_of

pytestmark = pytest.mark.once

RADIO = Work("Lessons by radio", "Interactive radio instruction reached pupils while schools were closed.")
LITERACY = Work("Literacy on phones", "Adults learn to read with short stories on basic phones in villages.")
OFFLINE = Work(
    "Servers without internet", "Schools share offline libraries from small servers over local wifi."
)
ADA = Reviewer("ada", (RADIO,), frozenset({"en", "fr"}), frozenset({"access"}))
BO = Reviewer("bo", (LITERACY, OFFLINE), frozenset({"en"}), frozenset({"literacy", "access"}))
CY = Reviewer("cy")
ON_RADIO = Proposal("radio", "Radio for pupils", "Radio instruction for pupils of closed schools.", "fr")
STORIES = Proposal(
    "stories", "Short stories", "Basic phones bring short stories to adults.", "en", frozenset({"literacy"})
)


def test_a_proposal_finds_who_wrote_about_the_same():
    affinity = affinity_of([ON_RADIO, STORIES], [ADA, BO, CY])

    assert affinity.scores.argmax(axis=1).tolist() == [0, 1]
    assert affinity.similarities[:, 2].tolist() == [0.0, 0.0]


def test_the_score_is_the_sum_of_its_shares():
    affinity = affinity_of([STORIES], [BO, CY], bids={("stories", "bo"): Bid.WANTS})
    similarity = float(affinity.similarities[0, 0])

    known, unknown = explain(affinity, 0, 0), explain(affinity, 0, 1)

    assert (known.topics, known.language, known.wish) == (0.2, 0.1, 0.1)
    assert known.text == pytest.approx(0.6 * similarity / (similarity + HALF_WAY), abs=1e-15)
    assert known.score == pytest.approx(known.text + known.topics + known.language + known.wish, abs=1e-15)
    assert unknown == Explanation(
        score=0.1, text=0.0, topics=0.0, language=0.05, wish=0.05, similarity=0.0, closest=(), terms=(),
        rest=0.0, has_works=False, shared_topics=frozenset(), reads=None, bid=None,
    )  # fmt: skip


def test_the_explanation_names_the_works_and_the_words_as_they_are_spelled():
    work = Work("Télévision scolaire", "Les écoles du Sénégal et la télévision.")
    proposal = Proposal("p", "La Télévision à l’École", language="fr")

    found = explain(affinity_of([proposal], [Reviewer("r", (RADIO, work))]), 0, 0)

    assert [each.work for each in found.closest] == [work]
    assert [each.term for each in found.terms] == ["Télévision", "La", "La Télévision"]


WORDS = ["radio", "phone", "school", "学习", "移动学习", "التعلم", "المدرسة", "школа", "the", "of"]
texts = st.lists(st.sampled_from(WORDS), max_size=30)


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, max_size=7), texts)
def test_the_parts_of_the_terms_add_up_to_the_similarity(works, text):
    reviewer = Reviewer("r", tuple(Work(" ".join(words)) for words in works))
    affinity = affinity_of([Proposal("p", " ".join(text))], [reviewer])

    all_terms, some = explain(affinity, 0, 0, terms=10_000), explain(affinity, 0, 0, terms=2)

    similarity = float(affinity.similarities[0, 0])
    assert fsum(each.part for each in all_terms.terms) == pytest.approx(similarity, abs=1e-14)
    assert fsum(each.part for each in some.terms) + some.rest == pytest.approx(similarity, abs=1e-14)
    assert all_terms.rest == pytest.approx(0, abs=1e-14)


def test_a_part_is_the_product_of_two_weights_by_hand():
    affinity = affinity_of([Proposal("p", "radio radio")], [Reviewer("r", (Work("radio waves"),))])

    found = explain(affinity, 0, 0)

    seen, unseen, twice = log(11 / 2), log(11), 1 + log(2)
    length = (twice**2 * seen**2 + unseen**2) ** 0.5
    assert found.terms == (Shared("radio", pytest.approx(twice * seen / length / 3**0.5, abs=1e-15)),)


def test_the_text_of_one_proposal_changes_no_other_row():
    alone = affinity_of([ON_RADIO, STORIES], [ADA, BO, CY])
    stuffed = Proposal("x", "radio " * 50 + LITERACY.abstract, "phones \u200b\u200b\u200b\u200b stories" * 40)

    beside = affinity_of([stuffed, ON_RADIO, STORIES], [ADA, BO, CY])

    assert beside.similarities[1:].tobytes() == alone.similarities.tobytes()
    assert beside.scores[1:].tobytes() == alone.scores.tobytes()
    assert beside.remarks == {"x": frozenset({Remark.HIDDEN, Remark.REPEATED})}


def test_a_word_of_a_work_does_change_the_rows():
    changed = Reviewer("cy", (Work("radio pupils"),))

    before, after = affinity_of([ON_RADIO], [ADA, CY]), affinity_of([ON_RADIO], [ADA, changed])

    assert before.scores[0, 0] != after.scores[0, 0]


@pytest.mark.parametrize("times", [1, SEEN_ONCE, 1_000, 20_000])
def test_one_word_however_often_raises_a_similarity_by_no_more_than_its_cap(times):
    plain = Proposal(
        "p", "Gardens", STORIES.abstract + " Teachers grow vegetables with families near the coast."
    )
    stuffed = Proposal("q", plain.title, plain.abstract + ". " + "radio " * times)
    affinity = affinity_of([plain, stuffed], [Reviewer("r", (RADIO,))])

    # Its weight is that of a word which is there twelve times, in a text that gets longer by it.
    vocabulary = affinity.known.vocabulary
    weight = (1 + log(min(times, SEEN_ONCE))) * vocabulary.weight("radio", 1)
    counts = terms_of("", plain.title, plain.abstract).counts
    length = fsum(vocabulary.weight(term, count) ** 2 for term, count in counts.items()) ** 0.5
    share = affinity.known.vectors.toarray()[0, vocabulary.place["radio"]]
    before, after = affinity.similarities[:, 0]
    assert after <= before + share * weight / (length**2 + weight**2) ** 0.5
    assert weight <= (1 + log(SEEN_ONCE)) * log(11 / 2) < e**2


def test_a_list_of_all_words_of_a_reviewer_gives_no_more_than_the_share_of_text():
    others = frozenset({"other"})
    plain = Proposal("p", "Gardens", "Families grow vegetables.", "ru", others)
    stuffed = Proposal(
        "q", "Gardens", f"Families grow vegetables. {RADIO.title} {RADIO.abstract}", "ru", others
    )

    affinity = affinity_of([plain, stuffed], [ADA])

    assert affinity.scores[0, 0] < affinity.scores[1, 0] < TEXT + WISH / 2


def test_a_block_that_is_repeated_is_read_once():
    block = "Interactive lessons by radio reach pupils of closed schools in the long valley by the sea. "
    once, often = Proposal("once", "A", block), Proposal("often", "A", block * 200)

    affinity = affinity_of([once, often], [ADA])

    assert affinity.remarks == {"often": frozenset({Remark.REPEATED})}
    assert affinity.similarities[1, 0] == affinity.similarities[0, 0]


@pytest.mark.parametrize(
    ("title", "remarks"),
    [
        ("", {Remark.EMPTY}),
        ("?!", {Remark.EMPTY}),
        ("\0\ud800\uffff", {Remark.EMPTY}),
        ("Radio", set()),
        ("\u0301" * 5_000, {Remark.EMPTY}),
        ("radio school " * 160_000, {Remark.CUT, Remark.REPEATED}),
        ("".join(f"radio{n} " for n in range(200_000)), {Remark.CUT}),
    ],
)
def test_strange_texts_have_a_score_and_a_remark(title, remarks):
    affinity = affinity_of([Proposal("p", title)], [ADA, Reviewer("same", (Work(title), Work(title))), CY])

    assert affinity.remarks.get("p", frozenset()) == remarks
    assert np.isfinite(affinity.scores).all()
    assert ((affinity.scores >= 0) & (affinity.scores <= 1)).all()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(max_size=60), max_size=3),
    st.lists(st.lists(st.text(max_size=60), max_size=3), max_size=3),
)
def test_every_text_has_scores_between_0_and_1(titles, works):
    proposals = [Proposal(str(key), title) for key, title in enumerate(titles)]
    reviewers = [Reviewer(str(key), tuple(map(Work, titles))) for key, titles in enumerate(works)]

    affinity = affinity_of(proposals, reviewers)

    assert affinity.scores.shape == (len(proposals), len(reviewers))
    assert ((affinity.scores >= 0) & (affinity.scores <= 1)).all()


def test_equal_texts_are_equally_similar():
    reviewers = [Reviewer(key, (RADIO,)) for key in "abc"]
    proposals = [Proposal(key, RADIO.title, RADIO.abstract) for key in "xyz"]

    affinity = affinity_of(proposals, reviewers)

    assert affinity.similarities == pytest.approx(np.ones((3, 3)))
    assert len(np.unique(affinity.scores)) == 1


def test_a_key_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="'ada' is there twice"):
        affinity_of([], [ADA, ADA])


def test_only_the_five_closest_works_count():
    others = tuple(Work(f"stones {word}") for word in ("one", "two", "three", "four"))

    five, six = (affinity_of([ON_RADIO], [Reviewer("r", (*[RADIO] * 5, *more))]) for more in ((), others))

    assert explain(six, 0, 0).similarity == pytest.approx(
        six.known.similarities([terms_of("", ON_RADIO.title, ON_RADIO.abstract)])[0, 0]
    )
    assert five.similarities[0, 0] > 0.1
    assert len({each.similarity for each in explain(six, 0, 0).closest}) == 1


def test_what_is_kept_gives_the_same_bytes_and_only_what_changed_is_read_again():
    kept: dict[str, bytes] = {}
    first = affinity_of([ON_RADIO, STORIES], [ADA, BO], earlier=[OFFLINE], kept=kept)
    keys = set(kept)

    again = affinity_of([ON_RADIO, STORIES], [ADA, BO], earlier=[OFFLINE], kept=kept)
    assert set(kept) == keys
    changed = Proposal("radio", "Radio for all")
    after = affinity_of([changed, STORIES], [ADA, BO], earlier=[OFFLINE], kept=kept)

    assert len(set(kept) - keys) == 2  # the terms and the row of the one that changed
    assert again.scores.tobytes() == first.scores.tobytes()
    assert (
        after.scores.tobytes()
        == affinity_of([changed, STORIES], [ADA, BO], earlier=[OFFLINE]).scores.tobytes()
    )


def test_what_is_kept_with_other_works_is_not_used():
    kept: dict[str, bytes] = {}
    affinity_of([ON_RADIO], [ADA, BO], kept=kept)
    swapped = Reviewer("ada", BO.works), Reviewer("bo", ADA.works)

    found = affinity_of([ON_RADIO], swapped, kept=kept)

    assert found.scores.tobytes() == affinity_of([ON_RADIO], swapped).scores.tobytes()


def test_earlier_texts_make_common_words_weigh_less():
    learned = Known([[terms_of("", "radio lessons")]], [terms_of("", "lessons of tide")] * 20).vocabulary

    assert learned.weight("lessons", 1) < learned.weight("radio", 1)
    assert learned.weight("tide", 1) < learned.weight("radio", 1)


def test_key_words_count_where_they_stand_as_whole_words_beside_each_other():
    proposals = [
        Proposal("radio", "Radio lessons in rural schools"),
        Proposal("one", "Lessons by radio"),
        Proposal("none", "Radiology of Ruralschools"),
        Proposal("zh", "\u79fb\u52a8\u5b66\u4e60\u5468"),
    ]
    words = ("rural schools", "RADIO", "!", "\u79fb\u52a8\u5b66\u4e60")
    affinity = affinity_of(proposals, [Reviewer("r", words=words), Reviewer("silent")])

    assert [explain(affinity, row, 0).words for row in range(4)] == [words[:2], ("RADIO",), (), words[3:]]
    assert [explain(affinity, row, 0).topics for row in range(4)] == [0.2, 0.1, 0.0, 0.1]
    assert [explain(affinity, row, 1).topics for row in range(4)] == [0.0] * 4


def test_a_topic_and_key_words_give_no_more_than_one_of_them():
    topic = frozenset({"radio"})
    both = Reviewer("r", topics=topic, words=("radio", "lessons", "rural"))

    affinity = affinity_of([Proposal("p", "Radio lessons", topics=topic)], [both])

    assert explain(affinity, 0, 0).topics == 0.2
    assert affinity.scores[0, 0] == pytest.approx(0.3)
