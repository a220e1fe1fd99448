"""From the rules of a kit to pairs: criteria, wishes, quotas, reasons, whatever the way in which they were asked."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.adoptions.kits.speaking import Speech
from essaim.cores.assignment import assign, explain_pairs, explain_unserved, verify
from essaim.engines.matching.domain import masks
from essaim.engines.matching.domain.people import UNKNOWN, tenths_between
from essaim.engines.matching.domain.reasons import none_reason, of, pair_reason, said_distance, why
from tests.apps.engines.matching.conftest import AGEN, ALL, BOE, MARMANDE, gardener, gardens, owner, pairing

MORNING = frozenset({"mardi-matin"})


def proposed(found):
    return assign(found.problem, seed="7 12 31").pairs


def only_none(found):
    (unserved,) = explain_unserved(found.problem, assign(found.problem, seed="7 12 31"))
    return none_reason(found, unserved)


def saying(kit):
    return Speech(kit, kit.defaults()).label


def test_two_neighbours_are_paired_and_told_why(kit):
    found = pairing(
        kit, [owner(surface=500)], [gardener(venue=frozenset({"mardi-matin", "samedi-matin"}))], say=saying(kit)
    )
    (chosen,) = explain_pairs(found.problem, assign(found.problem, seed="7"))
    reason = pair_reason(found, chosen)
    assert why(reason) == "dans votre commune ; disponible le mardi matin et le samedi matin ; un grand jardin"
    assert reason["criteria"] == [
        "À 15\u00a0kilomètres au plus",
        "Avoir 18\u00a0ans ou plus",
        "Des outils pour travailler",
        "Disponible",
    ]
    assert reason["score"] == 3 * 100 + 100 + 2 * 50
    assert reason["told"].startswith("Les 4 conditions sont remplies")


@pytest.mark.parametrize(
    ("owners", "gardeners", "places"),
    [
        (owner(), gardener(), (AGEN, MARMANDE)),
        (owner(), gardener(naissance=date(2010, 1, 1)), (AGEN, AGEN)),
        (owner(), gardener(naissance=None), (AGEN, AGEN)),
        (owner(outils=False), gardener(), (AGEN, AGEN)),
        (owner(presence=MORNING), gardener(), (AGEN, AGEN)),
        (owner(presence=None), gardener(), (AGEN, AGEN)),
        (owner(), gardener(), (AGEN, None)),
    ],
    ids=["too far", "too young", "age unknown", "no tools", "one half-day", "no answer", "place unknown"],
)
def test_a_pair_that_fails_one_criterion_is_not_proposed(kit, owners, gardeners, places):
    assert proposed(pairing(kit, [owner()], [gardener()])) == ((0, 0),)
    assert proposed(pairing(kit, [owners], [gardeners], places=([places[0]], [places[1]]))) == ()


def test_a_distance_is_the_adopters(kit):
    far = {"places": ([AGEN], [MARMANDE])}
    assert proposed(pairing(kit, [owner()], [gardener()], **far)) == ()
    assert proposed(pairing(kit, [owner()], [gardener()], settings={"distance-max": 60}, **far)) == ((0, 0),)


def test_nobody_near_is_said_with_the_distance_of_the_adopter(kit):
    speech = Speech(kit, kit.defaults() | {"distance-max": 9})
    far = {"places": ([AGEN], [MARMANDE, MARMANDE]), "settings": {"distance-max": 9}}
    reason = only_none(pairing(kit, [owner()], [gardener(), gardener()], say=speech.label, **far))
    assert reason["why"] == "pas de jardinier à moins de 9\u00a0kilomètres"
    assert reason["kind"] == "incompatible"
    assert "« À 9" in reason["told"].replace("\u00a0", " ")


def test_each_reason_of_no_proposal_has_its_words(kit):
    assert only_none(pairing(kit, [owner()], []))["why"] == "pas encore de jardinier dans ce service"
    tools = pairing(kit, [owner(outils=False)], [gardener()])
    assert only_none(tools)["why"] == "pas de jardinier qui remplisse « Des outils pour travailler »"
    refused = pairing(kit, [owner()], [gardener()], refused=((0, 0),))
    assert only_none(refused)["why"] == "pas de jardinier autre que ceux déjà refusés"
    several = pairing(kit, [owner(outils=False)], [gardener(), gardener()], places=([AGEN], [AGEN, AGEN]))
    assert "pas de jardinier" in only_none(several)["why"]
    short = pairing(kit, [owner(), owner()], [gardener()])
    assert only_none(short)["why"] == "pas assez de places pour le moment : moins de 11 propriétaires pour 1 place"
    full = pairing(kit, [owner(), owner()], [gardener()], running=((0, 0),))
    assert only_none(full)["why"] == "les jardiniers qui conviennent n’ont pas de place libre pour le moment"
    both = [gardener(**{"a-ses-outils": False}), gardener(**{"a-ses-outils": True, "naissance": date(2010, 1, 1)})]
    assert only_none(pairing(kit, [owner(outils=False)], both))["why"].startswith(
        "pas de jardinier qui remplisse à la fois « "
    )


def test_the_reason_counts_what_each_criterion_excludes_and_never_says_how_few(kit):
    """Eleven people may be counted to somebody else; fewer are only few. The desk reads every number."""
    young = {"naissance": date(2010, 1, 1), "a-ses-outils": True}
    people = [*(gardener(**young) for _ in range(12)), *(gardener() for _ in range(10))]
    reason = only_none(pairing(kit, [owner(outils=False)], people, say=saying(kit)))
    told = " ".join(reason["why"].split())
    assert "« Avoir 18 ans ou plus » en écarte 12 jardiniers" in told
    assert "« Des outils pour travailler » en écarte moins de 11 jardiniers" in told
    assert "10" in reason["told"]


@pytest.mark.parametrize(("count", "said"), [(2, "moins de 11"), (10, "moins de 11"), (11, "11")])
def test_few_people_who_share_a_place_are_not_counted_to_each_other(kit, count, said):
    found = pairing(kit, [owner() for _ in range(count)], [gardener()])
    left = explain_unserved(found.problem, assign(found.problem, seed="7"))
    assert {none_reason(found, one)["why"] for one in left} == {
        f"pas assez de places pour le moment : {said} propriétaires pour 1 place"
    }


def test_a_refused_seeker_is_told_the_counts_of_every_criterion(kit):
    """The pairs of somebody without a choice are all asked, even where an earlier criterion had excluded them."""
    young = gardener(naissance=date(2010, 1, 1))
    found = pairing(kit, [owner(outils=False)], [gardener(), young], places=([AGEN], [MARMANDE, MARMANDE]))
    reason = only_none(found)
    counts = {one["criterion"]: one["excluded"] for one in reason["exclusions"]}
    assert list(counts.values()) == [2, 1, 2, 0]


def test_the_near_is_preferred_then_what_is_in_common(kit):
    near = pairing(kit, [owner()], [gardener(), gardener()], places=([AGEN], [BOE, AGEN]))
    assert proposed(near) == ((0, 1),)
    common = pairing(kit, [owner()], [gardener(venue=frozenset({"mardi-matin", "jeudi-matin"})), gardener()])
    assert proposed(common) == ((0, 1),)


def test_capacities_and_running_pairs_take_places(kit):
    owners, gardeners = [owner(), owner(), owner()], [gardener()]
    assert len(proposed(pairing(kit, owners, gardeners, capacities=(None, [2])))) == 2
    assert len(proposed(pairing(kit, owners, gardeners, capacities=(None, [2]), running=((0, 0),)))) == 1


def test_quotas_bound_a_group():
    quota = "quotas: [{id: grands, label: Grands jardins, side: jardins, rule: grand-jardin, at_most: jardiniers-par-jardin}]"
    kit = gardens(("    consent:\n", f"    {quota}\n    consent:\n"))
    owners = [owner(surface=size) for size in (500, 600, 700, 100)]
    found = pairing(kit, owners, [gardener() for _ in range(4)])
    assert len(proposed(found)) == 3
    assert 3 in {row for row, _ in proposed(found)}
    assert verify(found.problem, [(0, 0), (1, 1), (2, 2)])[0].kind == "quota"


def test_the_same_people_and_seed_give_the_same_pairs(kit):
    people = [owner() for _ in range(6)], [gardener() for _ in range(4)]
    assert proposed(pairing(kit, *people)) == proposed(pairing(kit, *people))


def test_distances_are_rounded_to_the_tenth_and_unknown_is_said():
    assert tenths_between([AGEN, None], [AGEN, MARMANDE]).tolist() == [[0, 487], [UNKNOWN, UNKNOWN]]
    assert [said_distance(one) for one in (None, 0, 4, 71, 488)] == [
        "",
        "dans votre commune",
        "à 1 km de chez vous",
        "à 7 km de chez vous",
        "à 49 km de chez vous",
    ]


def test_of_elides():
    assert [of(noun) for noun in ("conducteur", "agent", "hôte", "étudiant")] == [
        "de conducteur",
        "d’agent",
        "d’hôte",
        "d’étudiant",
    ]


HALF_DAYS = st.frozensets(st.sampled_from(sorted(ALL)))
OWNERS = st.builds(
    lambda presence, outils, surface: owner(presence=presence, outils=outils, surface=surface),
    *(HALF_DAYS, st.sampled_from([True, False, None]), st.sampled_from([100, 400, None])),
)
GARDENERS = st.builds(
    lambda venue, outils, birth: gardener(venue=venue, naissance=birth, **{"a-ses-outils": outils}),
    *(HALF_DAYS, st.sampled_from([True, False, None]), st.sampled_from([date(1980, 1, 1), date(2002, 12, 2), None])),
)
PLACES = st.sampled_from([AGEN, BOE, MARMANDE, None])


@given(
    st.lists(st.tuples(OWNERS, PLACES), max_size=5),
    st.lists(st.tuples(GARDENERS, PLACES), max_size=5),
    st.sampled_from([1, 16, 60]),
)
@settings(deadline=None, max_examples=60)
def test_pairs_are_those_that_each_rule_alone_lets_through(kit, owners, gardeners, limit):
    """Against the plain way: every rule asked of every pair, one by one."""
    places = [place for _, place in owners], [place for _, place in gardeners]
    people = [one for one, _ in owners], [one for one, _ in gardeners]
    found = pairing(kit, *people, places=places, settings={"distance-max": limit})
    ground = found.crowd.ground
    plain = set()
    for (row, one), (column, other) in product(enumerate(people[0]), enumerate(people[1])):
        tenths = int(tenths_between([places[0][row]], [places[1][column]])[0, 0])
        met = all(ground.holds(rule, {**one, **other}, tenths) for rule in ("assez-pres", "assez-age", "des-outils"))
        if met and len(one["presence"] & other["venue"]) >= 2:
            plain.add((row, column))
    assert set(zip(found.problem.rows.tolist(), found.problem.columns.tolist(), strict=True)) == plain


def test_a_question_is_asked_once_for_people_who_answer_alike(kit, monkeypatch):
    asked = []
    once = masks.Ground.holds
    monkeypatch.setattr(masks.Ground, "holds", lambda *given: asked.append(given[1]) or once(*given))
    found = pairing(kit, [owner()] * 40, [gardener()] * 30, places=([AGEN] * 40, [BOE] * 30))
    assert found.problem.rows.shape == (1200,)
    assert sorted(asked) == ["assez-age", "assez-pres", "des-outils", "grand-jardin"]
