"""Which phase is open on a day, whatever the dates; what is said of another."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.domain.phases import KEYS, LABELS, Span, faults, proposed, require, span_on, why_not

FIRST = date(2026, 1, 1)
LENGTHS = st.lists(st.integers(1, 400), min_size=len(KEYS), max_size=len(KEYS))
SPANS = LENGTHS.map(lambda lengths: proposed(FIRST, list(zip(KEYS, lengths, strict=True))))


@given(SPANS)
def test_proposed_dates_follow_each_other_without_a_hole(spans):
    assert faults(spans) == []
    assert [one.key for one in spans] == list(KEYS)
    for before, after in pairwise(spans):
        assert after.opens == before.closes + timedelta(days=1)


@given(SPANS, st.integers(-10, 2500))
def test_one_phase_at_most_is_open(spans, after):
    day = FIRST + timedelta(days=after)
    holding = [one for one in spans if one.opens <= day <= one.closes]
    assert span_on(spans, day) == (holding[0] if holding else None)
    assert len(holding) <= 1


@given(SPANS, st.integers(-10, 2500), st.sampled_from(KEYS))
def test_a_verb_opens_in_its_phase_only_and_the_refusal_says_when(spans, after, key):
    day, wanted = FIRST + timedelta(days=after), spans[KEYS.index(key)]
    if wanted.holds(day):
        assert require(spans, [key], day) == wanted
        return
    with pytest.raises(RefusedActError, match=LABELS[key]) as refused:
        require(spans, [key], day)
    assert ("ouvre le" if day < wanted.opens else "a fermé le") in str(refused.value)


def test_dates_not_fixed_are_said():
    assert why_not([], ["vote"], FIRST) == "Les dates de cette étape ne sont pas encore fixées."


def test_a_phase_before_its_turn_or_over_another_is_named():
    vote = Span("vote", date(2026, 5, 1), date(2026, 5, 31))
    assert faults([vote, Span("catalogue", date(2026, 6, 1), date(2026, 6, 9))]) == [
        "La présentation des projets vient avant le vote."
    ]
    (late,) = faults([Span("catalogue", date(2026, 4, 1), date(2026, 5, 1)), vote])
    assert late == "Le vote ouvre le 1er mai 2026, alors que la présentation des projets ferme le 1er mai 2026."
    assert faults([Span("vote", vote.closes, vote.opens)]) == ["Le vote ferme avant d’ouvrir."]
