"""Ranking: fields, coverage, synonyms, filters, ties; relaxation names what it leaves out."""

import numpy as np
import pytest

from essaim.cores.text import Corpus, Entry, Postings, Synonyms, Vocabulary, analyse, fuse, rank, read_query
from essaim.cores.text.ranking import pack

NOTHING = Postings(np.zeros(0, np.int32), np.zeros(0, np.uint16))


class Memory:
    """A corpus of (title, words, summary, body), indexed in memory."""

    def __init__(self, documents, groups=()):
        self.vocabulary, self.synonyms = Vocabulary(), Synonyms.of(groups)
        counts, texts = {}, {}
        lengths = np.zeros((4, len(documents)), np.float32)
        for number, fields in enumerate(documents):
            for place, text in enumerate(fields):
                for word in (one for one in analyse(text) if not one.stop):
                    texts[word.form] = word.text
                    counts.setdefault(word.form, {}).setdefault(number, [0, 0, 0, 0])[place] += 1
                    lengths[place, number] += 1
        self.vocabulary.add(Entry.of(form, texts[form], len(found)) for form, found in counts.items())
        self.postings = {form: self._postings(found) for form, found in counts.items()}
        alive = np.ones(len(documents), bool)
        self.corpus = Corpus(lengths, alive, lambda form: self.postings.get(form, NOTHING))

    @staticmethod
    def _postings(found):
        packed = [pack(tuple(found[number])) for number in sorted(found)]
        return Postings(np.array(sorted(found), np.int32), np.array(packed, np.uint16))

    def ask(self, text, keep=None):
        return rank(read_query(text, self.vocabulary, self.synonyms), self.corpus, keep)


def page(title="", body="", summary="", words=""):
    return (title, words, summary, body)


def test_the_title_counts_more_than_the_body():
    memory = Memory([page("autre", "transport"), page("transport", "autre")])
    assert memory.ask("transport").documents.tolist() == [1, 0]


def test_the_page_whose_title_is_the_query_comes_first():
    memory = Memory([page("transport solidaire transport solidaire rural"), page("transport solidaire")])
    assert memory.ask("transport solidaire").documents.tolist()[0] == 1


def test_documents_that_hold_everything_come_with_the_best_of_the_others():
    memory = Memory([page("panier"), page("panier solidaire"), page("solidaire"), page("rien")])
    found = memory.ask("panier solidaire")
    assert found.documents.tolist()[0] == 1
    assert set(found.documents.tolist()) == {0, 1, 2}
    assert (found.strict, found.widened) == (1, ())


def test_the_commonest_word_is_left_out_first_and_named():
    memory = Memory([page("aide"), page("aide"), page("aide"), page("vélo"), page("autre")])
    found = memory.ask("aide vélo")
    assert (found.strict, found.widened) == (0, ("aide",))
    assert memory.ask("aide zzzzzz").widened == ("zzzzzz",)


def test_a_synonym_of_several_words_needs_them_in_one_field():
    groups = [["ehpad", "maison de retraite"]]
    memory = Memory([page("maison", "retraite"), page("maison de retraite"), page("ehpad")], groups)
    assert memory.ask("ehpad").documents.tolist() == [2, 1]


def test_filters_and_the_dead_are_never_found():
    memory = Memory([page("vélo"), page("vélo"), page("vélo")])
    memory.corpus.alive[0] = False
    assert memory.ask("vélo", np.array([True, True, False])).documents.tolist() == [1]


def test_equals_go_by_number_and_scores_fall():
    memory = Memory([page("vélo", "a b c")] * 5)
    found = memory.ask("vélo")
    assert found.documents.tolist() == [0, 1, 2, 3, 4]
    assert len(set(found.scores.tolist())) == 1


def test_nothing_asked_or_nothing_known_finds_nothing():
    memory = Memory([page("vélo")])
    assert memory.ask("").documents.size == 0
    assert memory.ask("zzzz").widened == ("zzzz",)
    assert Memory([]).ask("vélo").documents.size == 0


@pytest.mark.parametrize("count", [1, 7, 8, 500])
def test_counts_above_the_room_they_have_are_cut_not_spilt(count):
    packed = Postings(np.array([3], np.int32), np.array([pack((count, 0, 0, count))], np.uint16))
    assert [packed.counts(place).tolist() for place in range(4)] == [[min(count, 7)], [0], [0], [min(count, 63)]]
    assert packed.first_fields(np.array([1, 3, 4], np.int32)) == {3: 0}


def test_common_and_rare_families_are_added_alike():
    documents = [page(f"vélo{'s' if number % 2 else ''} numéro{number}") for number in range(40)]
    memory = Memory(documents + [page("autre")] * 2000)
    dense = Memory(documents)
    assert set(_found(memory, "vélo")[0]) == set(_found(dense, "vélo")[0]) == set(range(40))


def _found(memory, text):
    found = memory.ask(text)
    return found.documents.tolist(), found.scores.tolist()


def test_fusion_goes_by_rank_not_by_score():
    fused = fuse([(1.0, ["a", "b"]), (1.0, ["b", "c"])], constant=10)
    assert sorted(fused, key=lambda key: -fused[key]) == ["b", "a", "c"]
    assert fused["a"] == pytest.approx(1 / 11)
