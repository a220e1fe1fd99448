"""Rules that French départements published, as frames. Ballots are invented; envelopes, bands and numbers are theirs.

- Gers 2 (2019): one million euros, five bands each with its own envelope, two of them for the young; 416 projects, 47,660 voters (the
  founding note). « Le règlement du BPG2 », budgetparticipatif.gers.fr/page/le-reglement-du-bpg2.
- Meuse (2020, 2022): one million, 200,000 for the young; 3 to 10 choices; « un système correctif permettant un projet lauréat par
  canton », after the order of votes. jeparticipe.meuse.fr/pages/le-reglement, and pages/bpm2-le-reglement.
- Tarn (2021): 23 cantons, one project each up to 40,000 euros, two departmental projects; at most 8 choices; since 2022 one project a
  holder, a part for those aged 16 to 25. budgetparticipatif.tarn.fr/page/le-reglement.
- Lot-et-Garonne (2019, 2022): one million, a tenth for the young, first the project with most votes in each of 21 cantons; exactly three
  choices, « tout bulletin comportant moins ou plus de 3 projets sera considéré comme nul ». lotetgaronne.fr (18 February 2022).
- Gironde: 3 to 5 choices in order, 5 points to the first; a canton without a winner gets its first project, « au détriment des
  derniers projets lauréats ».
"""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from essaim.cores.voting import Election, Project, Rules, ballots_of, count, declare_order, explain, read_frame

FORMAT = "essaim/cadre/1"
YOUNG = {"fields": {"public": ["jeunes"]}}
ALL = ["tous"]


def invented(
    *,
    projects: int,
    cantons: int,
    top: int,
    choices: tuple[int, int],
    budget: int = 1_000_000,
    groups: int = 2_000,
    points=None,
):
    """An election of French size: projects with canton, public and holder; most choices are near home."""
    draw = random.Random(2019)  # noqa: S311 - an election that is to be made again
    listed = []
    for number in range(projects):
        public = "jeunes" if number % 8 == 0 else "tous"
        cost = draw.randrange(10, (25_000 if public == "jeunes" else top) // 100) * 100
        fields = {
            "canton": f"canton {number % cantons:02}",
            "public": public,
            "porteur": f"association {draw.randrange(projects)}",
        }
        listed.append(Project(f"p{number:03}", Fraction(cost), f"Projet {number}", fields))
    chosen, given = [], []
    for _ in range(groups):
        home, many = draw.randrange(cantons), draw.randint(*choices)
        near = [p for p in range(projects) if p % cantons == home]
        ballot = dict.fromkeys(
            draw.choice(near) if draw.random() < 0.6 else int(draw.triangular(0, projects - 1, 0))
            for _ in range(many * 2)
        )
        chosen.append(list(ballot)[:many])
        given.append(tuple(range(5, 5 - len(chosen[-1]), -1)))
    ballots = ballots_of(chosen, given if points else None)
    return Election(Fraction(budget), "ordinal" if points else "approval", tuple(listed), ballots, {"currency": "EUR"})


def counted(each, frame, rules=None):
    frame = read_frame({"format": FORMAT, **frame})
    return count(each, rules or Rules("greedy"), declare_order(each, ["lot:2026"]), frame=frame)


def of(result, field):
    return [result.election.projects[place].fields[field] for place in result.winners]


GERS = {
    "pots": [
        {"id": "j1", "name": "Jeunes, jusqu’à 10 000 €", "amount": "50000", "among": {**YOUNG, "up_to": "10000"}},
        {"id": "j2", "name": "Jeunes, de 10 001 à 25 000 €", "amount": "50000", "among": {**YOUNG, "over": "10000"}},
        {"id": "t1", "name": "Jusqu’à 5 000 €", "amount": "150000", "among": {"fields": {"public": ALL}, "up_to": "5000"}},
        {"id": "t2", "name": "De 5 001 à 20 000 €", "amount": "450000", "among": {"fields": {"public": ALL}, "over": "5000", "up_to": "20000"}},
        {"id": "t3", "name": "De 20 001 à 50 000 €", "amount": "300000", "among": {"fields": {"public": ALL}, "over": "20000"}},
    ]
}  # fmt: skip


def test_gers_2_has_five_bands_each_with_its_envelope():
    each = invented(projects=416, cantons=17, top=50_000, choices=(1, 6))
    result = counted(each, GERS)
    assert sum(pot.fitted.own for pot in result.pots) == 1_000_000
    assert sum(len(pot.fitted.places) for pot in result.pots) == 416  # each project in one band
    for pot in result.pots:
        beyond = each.budget + 1
        band = [p if place in pot.fitted.places else replace(p, cost=beyond) for place, p in enumerate(each.projects)]
        alone = replace(each, budget=pot.fitted.own, projects=tuple(band))
        assert pot.winners == count(alone, Rules("greedy"), declare_order(alone, ["lot:2026"])).winners
        assert pot.left >= 0


def test_gers_2_with_leftovers_that_go_on_from_band_to_band():
    each = invented(projects=416, cantons=17, top=50_000, choices=(1, 6))
    names = [pot["id"] for pot in GERS["pots"]]
    pots = [{**pot, "leftover": after} for pot, after in zip(GERS["pots"], names[1:], strict=False)] + GERS["pots"][-1:]
    result = counted(each, {"pots": pots})
    for before, after in zip(result.pots, result.pots[1:], strict=False):
        assert after.received == before.left
    assert sum(sum(pot.paid) for pot in result.pots) + result.pots[-1].left == 1_000_000


def cantons_first(**ballot):
    return {
        "ballot": ballot,
        "pots": [
            {"id": "jeunes", "name": "Jeunes", "share": "0.1", "among": YOUNG, "leftover": "general"},
            {
                "id": "cantons",
                "name": "Un par canton",
                "limits": [{"field": "canton", "most": 1}],
                "leftover": "general",
            },
            {"id": "general", "name": "Général", "amount": "0"},
        ],
    }


def test_lot_et_garonne_exactly_three_choices_the_first_of_each_canton_then_by_votes():
    each = invented(projects=144, cantons=21, top=30_000, choices=(2, 4))
    result = counted(each, cantons_first(least=3, most=3))
    sizes = [len(choices) for choices, _, voters in each.ballots.groups() for _ in range(voters)]
    assert {void.reason: void.voters for void in result.void} == {"few": sizes.count(2), "many": sizes.count(4)}
    assert result.counted.voters == sizes.count(3)
    cantons = result.pots[1]
    assert len(cantons.winners) == 21
    assert sorted(of(result, "canton")[len(result.pots[0].winners) :][:21]) == sorted(
        {p.fields["canton"] for p in each.projects}
    )
    support = {step.project: step.support for step in cantons.steps}
    for place in cantons.winners:  # the most voted of its canton, but for the young already served
        rivals = [p for p in support if each.projects[p].fields["canton"] == each.projects[place].fields["canton"]]
        assert support[place] == max(support[p] for p in rivals)
    assert result.pots[2].winners  # and then by votes, with what is left


def test_meuse_corrects_after_the_order_of_votes_as_counting_cantons_first_does():
    """Rank by votes, then bring in the first of each canton without a winner, at the expense of the last of those ranked."""
    each = invented(projects=159, cantons=17, top=30_000, choices=(3, 10))
    one = tuple(replace(project, cost=Fraction(20_000)) for project in each.projects)  # equal costs: nothing is passed
    each = replace(each, projects=one)
    pots = cantons_first()["pots"][1:]
    result = counted(each, {"ballot": {"least": 3, "most": 10}, "pots": pots})
    order = declare_order(each, ["lot:2026"])
    ranked = [step.project for step in count(each, Rules("greedy"), order).steps]
    firsts = {
        next(p for p in ranked if each.projects[p].fields["canton"] == canton)
        for canton in {p.fields["canton"] for p in one}
    }
    corrected = firsts | set([p for p in ranked if p not in firsts][: 50 - len(firsts)])
    assert set(result.winners) == corrected
    assert len(set(of(result, "canton"))) == 17


def test_meuse_reserves_two_hundred_thousand_euros_for_the_young():
    each = invented(projects=159, cantons=17, top=30_000, choices=(3, 10))
    pots = [{"id": "jeunes", "amount": "200000", "among": YOUNG}, {"id": "tous", "among": {"fields": {"public": ALL}}}]
    result = counted(each, {"ballot": {"least": 3, "most": 10}, "pots": pots})
    assert {each.projects[place].fields["public"] for place in result.pots[0].winners} == {"jeunes"}
    assert sum(result.pots[0].paid) <= 200_000


def tarn(leftover: dict) -> dict:
    cantons = [
        {
            "id": f"canton {n:02}",
            "amount": "40000",
            "most": 1,
            "among": {"fields": {"canton": [f"canton {n:02}"]}},
            **leftover,
        }
        for n in range(23)
    ]
    return {
        "ballot": {"most": 8},
        "limits": [{"field": "porteur", "most": 1}],
        "pots": [*cantons, {"id": "département", "name": "Département", "most": 2}],
    }


@pytest.mark.parametrize("leftover", [{}, {"leftover": "département"}])
def test_tarn_one_winner_a_canton_and_what_if_none_fits(leftover):
    each = invented(projects=89, cantons=23, top=39_000, choices=(1, 8))
    poor = tuple(replace(p, cost=Fraction(41_000)) if p.fields["canton"] == "canton 05" else p for p in each.projects)
    result = counted(replace(each, projects=poor), tarn(leftover))
    assert [len(pot.winners) for pot in result.pots[:23]] == [
        int(number != 5) for number in range(23)
    ]  # none fits: nothing
    assert result.pots[5].left == 40_000
    assert result.pots[23].received == (sum(pot.left for pot in result.pots[:23]) if leftover else 0)
    assert len(set(of(result, "porteur"))) == len(result.winners)
    text = {each.projects[one.project].id: one for one in explain(result) if not one.won}
    beyond = text[next(p.id for p in poor if p.fields["canton"] == "canton 05" and p.id in text)]
    assert "Dans « canton 05 », rang" in beyond.text
    assert "il coûte 41\u202f000\u00a0€ et il ne restait que 40\u202f000\u00a0€" in beyond.text


def test_gironde_counts_points_of_ranks_and_saves_a_project_in_each_canton():
    each = invented(projects=120, cantons=33, top=30_000, choices=(2, 5), budget=700_000, points=True)
    frame = {"ballot": {"least": 3, "most": 5}, "pots": cantons_first()["pots"][1:]}
    result = counted(each, frame, Rules("greedy", by="points"))
    assert len(set(of(result, "canton"))) == 33
    assert {void.reason for void in result.void} == {"few"}
