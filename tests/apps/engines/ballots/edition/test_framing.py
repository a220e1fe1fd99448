"""The frame that a kit and its adopter declare: what has no meaning is refused with its place; French rules become the core's frames."""

import itertools
import random

import pytest

from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.adoptions.kits.settings import BadSettingsError, read_settings
from essaim.cores import voting
from essaim.engines.ballots.domain.framing.declared import declared
from essaim.engines.ballots.domain.framing.pots import Grounds, frame_of
from essaim.engines.ballots.domain.framing.sense import fits
from essaim.engines.ballots.domain.framing.told import count_told, zone_told
from essaim.engines.ballots.domain.vote import frame
from essaim.engines.ballots.domain.vote.counts import COUNTED
from essaim.engines.ballots.domain.vote.sealing import Style
from tests.apps.engines.ballots.edition.test_checks import checked, problems
from tests.apps.engines.ballots.framed import framed
from tests.kits.real import kit_of

GERS = {
    "part-petits": 15, "part-moyens": 45, "part-jeunes-petits": 5, "part-jeunes": 5, "tranche-petits": 5000, "tranche-moyens": 20000,
    "tranche-jeunes": 10000,
}  # fmt: skip


def real():
    return kit_of("budget-participatif")


def values_of(kit, **written):
    return read_settings(kit, {name.replace("_", "-"): str(value) for name, value in written.items()})


def frame_for(*, cantons=(), apart=(), numbers=(1, 2), **written):
    kit = real()
    found = declared(kit.sections["ballots"], values_of(kit, **written))
    return frame_of(found, Grounds(cantons, apart), numbers)


# ── the defaults ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kit_that_sets_nothing_is_the_plain_count():
    assert frame_for() is None


# ── French rules ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_five_bands_of_the_gers_are_the_frame_that_the_core_publishes():
    found = voting.frame_json(frame_for(**{name.replace("-", "_"): value for name, value in GERS.items()}))
    everybody = {"public": ["tous"]}
    young = {"public": ["jeunes"]}
    assert [(one["id"], one.get("share"), one["among"]) for one in found["pots"]] == [
        ("jeunes-petits", "0.05", {"fields": young, "up_to": "10000"}),
        ("jeunes", "0.05", {"fields": young, "over": "10000"}),
        ("petits", "0.15", {"fields": everybody, "up_to": "5000"}),
        ("moyens", "0.45", {"fields": everybody, "over": "5000", "up_to": "20000"}),
        ("grands", None, {"fields": everybody, "over": "20000"}),
    ]
    assert not any("leftover" in one for one in found["pots"])


def test_lot_et_garonne_a_tenth_for_the_young_then_the_first_of_each_canton_then_by_votes():
    found = voting.frame_json(frame_for(part_jeunes=10, par_canton="first", reste="common", cantons=("Agen", "Nérac")))
    assert [(one["id"], one.get("leftover")) for one in found["pots"]] == [
        ("jeunes", "general"),
        ("cantons", "general"),
        ("general", None),
    ]
    assert found["pots"][0]["share"] == "0.1"
    assert found["pots"][1]["limits"] == [{"field": "canton", "most": 1}]
    assert found["pots"][2]["amount"] == "0"


def test_the_tarn_one_winner_and_40_000_euros_a_canton_one_project_a_holder():
    found = voting.frame_json(
        frame_for(par_canton="each", argent_canton=40000, laureats_porteur=1, cantons=("Gaillac", "Albi-1"))
    )
    assert found["limits"] == [{"field": "porteur", "most": 1}]
    assert [(one["name"], one.get("most"), one.get("amount")) for one in found["pots"]] == [
        ("Gaillac", 1, "40000"),
        ("Albi-1", 1, "40000"),
        ("Tout le territoire", None, None),
    ]
    assert found["pots"][0]["among"] == {"fields": {"canton": ["Gaillac"]}}


def test_the_meuse_one_winner_a_canton_at_most_under_reserved_money():
    found = voting.frame_json(frame_for(part_jeunes=20, par_canton="only", cantons=("Bar",), reste="next"))
    assert found["limits"] == [{"field": "canton", "most": 1}]
    assert [(one["id"], one.get("leftover")) for one in found["pots"]] == [("jeunes", "grands"), ("grands", None)]


def test_a_share_of_nothing_is_no_band_and_its_projects_are_those_of_the_next():
    found = frame_for(part_moyens=45)
    assert [(pot.id, pot.among.over, pot.among.up_to) for pot in found.pots] == [
        ("moyens", None, 20000),
        ("grands", 20000, None),
    ]


def test_what_is_left_goes_to_nobody_to_the_next_or_to_all():
    def ways(reste):
        return [pot.leftover for pot in frame_for(part_petits=10, part_moyens=10, reste=reste).pots]

    assert ways("lost") == ["", "", ""]
    assert ways("next") == ["moyens", "grands", ""]
    assert ways("common") == ["commun", "commun", "commun", ""]


# ── what has no meaning ─────────────────────────────────────────────────────────────────────────────────────────────

REFUSED = {
    "above 100": ({"part_petits": 60, "part_moyens": 60}, "part-moyens", "120 % en tout"),
    "nothing left": ({"part_petits": 60, "part_moyens": 40}, "part-moyens", "il ne reste rien pour « Autres projets »"),
    "overlap": ({"part_petits": 10, "part_moyens": 10, "tranche_petits": 20000, "tranche_moyens": 6000}, "tranche-moyens", "se chevauchent"),
    "below the least": ({"part_petits": 10, "tranche_petits": 400}, "tranche-petits", "aucun projet ne peut y entrer"),
    "above the most": ({"part_moyens": 10, "tranche_moyens": 30000, "cout_max": 30000}, "cout-max", "aucun projet ne peut y entrer"),
    "cantons and bands": ({"part_petits": 10, "par_canton": "first"}, "par-canton", "deux enveloppes"),
    "a canton dearer than all": ({"enveloppe": 20000, "par_canton": "each"}, "argent-canton", "dépasse celle de l’édition"),
    "cantons by equal shares": ({"decompte": "equal-shares", "par_canton": "only"}, "par-canton", "parts égales"),
    "part-funding by equal shares": ({"decompte": "equal-shares-add1", "financement_partiel": 50}, "financement-partiel", "parts égales"),
    "a common pot by equal shares": ({"decompte": "equal-shares", "part_petits": 10, "reste": "common"}, "reste", "parts égales"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_values_that_have_no_meaning_together_are_refused_with_the_parameter_and_what_to_do(name):
    written, parameter, words = REFUSED[name]
    with pytest.raises(BadSettingsError) as refused:
        values_of(real(), **written)
    assert any(place == parameter and words in what and advice for place, what, advice in refused.value.problems)


def test_a_gap_above_the_last_band_and_a_sum_under_100_are_refused():
    more = """
  - {id: haut, type: money, label: Haut, default: 30000, min: 0, max: 900000, source: D}
  - {id: part-grands, type: integer, unit: "%", label: Part, default: 70, min: 0, max: 100, source: D}
roles:
"""
    grands = "- {id: grands, label: Grands projets}"
    pairs = ((grands, f"{grands[:-1]}, up_to: haut, share: part-grands}}"), ("\nroles:\n", more))
    found = problems(*framed(part_petits=20), *pairs)
    messages = " ".join(message for _, message in found)
    assert "10 % ne vont à aucune tranche" in messages
    assert "aucune tranche ne prend un projet de plus de 30" in messages


FAULTY = {
    "a default without meaning": (framed(part_petits=120), "il ne reste rien", "120 % en tout"),
    "a share in euros": ((*framed(), ("share: part-petits", "share: plafond")), "nombre entier en « % »"),
    "a ceiling that is no money": ((*framed(), ("up_to: plafond", "up_to: voix")), "n’est pas une somme"),
    "an unknown reserved share": ((*framed(), ("reserved: jeunes, share", "reserved: vieux, share")), "aucune part n’est réservée"),
    "a band twice": ((*framed(), ("{id: petits, label", "{id: jeunes, label")), "deux tranches"),
    "two bands without a share": ((*framed(), ("up_to: plafond, share: part-petits", "up_to: plafond")), "gardez-en une"),
    "a choice of other words": ((*framed(), ("{id: lost, label: choix lost}", "{id: perdu, label: choix lost}"), ("default: lost", "default: perdu")), "choix inconnu, « perdu »"),
    "cantons without money": ((*framed(), ("      canton_money: argent-canton\n", "")), "canton_money"),
    "a method and a choice": ((*framed(), ("rule: {choice: decompte}", "rule: {choice: decompte, method: greedy}")), "l’un des deux"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_frame_is_refused_at_the_check_of_its_kit(name):
    pairs, *words = FAULTY[name]
    found = problems(*pairs)
    with pytest.raises(FaultyKitError) as refused:
        checked(*pairs)
    said = " ".join(f"{one.message} {one.advice}" for one in refused.value.problems)
    assert found
    assert any(word in said for word in words), said


def test_fits_says_nothing_of_a_plain_kit():
    kit = checked()
    assert list(fits(kit.sections["ballots"], kit.defaults())) == []


# ── ballots ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ballot_is_judged_as_the_core_judges_it():
    """The page, the server and paper ask `Style`; the core has the definition. Every ballot of four projects of five, four rules."""
    themes = {1: "eau", 2: "eau", 3: "sport", 4: "sport", 5: "sport"}
    projects = tuple(voting.Project(str(n), 1, fields={"theme": theme}) for n, theme in themes.items())
    election = voting.Election(10, "approval", projects, voting.ballots_of([]))
    for least, most, per_theme, apart in (
        (1, 3, 0, ()),
        (3, 3, 2, ()),
        (1, 4, 2, ((1, 3),)),
        (1, 5, 1, ((1, 2), (3, 4))),
    ):
        limits = (voting.Limit("theme", per_theme),) if per_theme else ()
        rivals = tuple((str(one), str(other)) for one, other in apart)
        held = voting.fit(voting.Frame(ballot=voting.BallotRule(least, most, (), limits, rivals)), election)
        style = Style(
            "v", "z", frozenset(themes), least, most, per_theme, themes, tuple(frozenset(one) for one in apart)
        )
        for size in range(1, 6):
            for choices in itertools.combinations(themes, size):
                fault = voting.fault_of([number - 1 for number in choices], held)
                assert (style.fault(choices) or "") == (fault[0] if fault else ""), (choices, style)


# ── the count ───────────────────────────────────────────────────────────────────────────────────────────────────────


def frozen(found, projects, rule="greedy", budget="100000"):
    zone = {"code": "z", "label": "Zone", "budget": budget, "projects": projects, "frame": voting.frame_json(found)}
    return {
        "election": "v", "title": "Vote", "zones": [zone], "ties": ["lot:1"], "rule": COUNTED[rule].as_json(),
        "publication": {"rare": 3, "small": 20}, "ballot": {"least": 1, "most": 3},
    }  # fmt: skip


def a_project(number, cost, category="eau", **more):
    return {
        "number": number,
        "title": f"P{number}",
        "cost": str(cost),
        "category": category,
        "place": "",
        "summary": "",
        **more,
    }


def test_the_published_ballots_of_a_frame_give_the_winners_of_the_whole_ones():
    draw = random.Random(32)  # noqa: S311 - ballots that are to be made again
    cantons = ("Auch", "Condom", "Mirande")
    found = frame_for(par_canton="first", part_jeunes=20, laureats_theme=4, cantons=cantons, numbers=range(1, 31))
    projects = [
        a_project(n, draw.randrange(1, 50) * 1000, draw.choice(["eau", "sport"]), canton=draw.choice(cantons),
                  **({"public": "jeunes"} if n % 5 == 0 else {}))
        for n in range(1, 31)
    ]  # fmt: skip
    ballots = [tuple(sorted(draw.sample(range(1, 31), 3))) for _ in range(200)]
    counted = frame.count(frozen(found, projects), "z", ballots)
    assert counted.parted
    assert counted.published["format"] == "essaim/resultat-scrutin/2"
    assert len({projects[n - 1]["canton"] for n in counted.winners[:6]}) == 3
    assert counted.spent <= 100000


def test_in_a_frame_the_votes_that_were_missing_are_those_of_the_core():
    found = frame_for(part_petits=10, tranche_petits=8000, numbers=(1, 2, 3))
    rules = frozen(found, [a_project(1, 8000), a_project(2, 7000), a_project(3, 30000)])
    ballots = [(1,)] * 9 + [(2,)] * 5 + [(3,)] * 2
    counted = frame.count(rules, "z", ballots)
    lost = next(one for one in counted.reasons if one["number"] == 2)
    assert set(counted.winners) == {1, 3}
    assert "Petits projets" in lost["text"]
    again = [*ballots, *[(2,)] * lost["missing"]]
    assert 2 in frame.count(rules, "z", again).winners
    assert 2 not in frame.count(rules, "z", again[:-1]).winners


def test_part_funding_spends_what_is_left_and_no_more():
    found = frame_for(financement_partiel=50, numbers=(1, 2))
    rules = frozen(found, [a_project(1, 60000), a_project(2, 50000)])
    counted = frame.count(rules, "z", [(1, 2)] * 3 + [(1,)])
    assert counted.winners == (1, 2)
    assert counted.spent == 100000


def test_the_rules_are_said_in_plain_french():
    found = frame_for(
        **{name.replace("-", "_"): value for name, value in GERS.items()}, voix_min=50, financement_partiel=80
    )
    told = zone_told(frozen(found, [])["zones"][0], {"jeunes": "projets des jeunes"})
    assert [pot.money.replace("\u202f", " ").replace("\xa0", " ") for pot in told.pots][:2] == [
        "5 000 € (5 %)",
        "5 000 € (5 %)",
    ]
    assert told.pots[0].among.startswith("projets des jeunes, jusqu’à 10")
    assert told.pots[3].among.startswith("de plus de 5")
    assert told.pots[4].leftover == "n’est pas dépensé"
    assert "au moins 50 voix" in " ".join(told.limits)
    assert "80 % de son coût" in " ".join(told.limits)


def test_every_count_has_its_words():
    assert len({count_told(rules.as_json()) for rules in COUNTED.values()}) == len(COUNTED)
