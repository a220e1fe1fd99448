"""What is wrong in a section is said with its place; what a scenario plays is what the acts do."""

import pytest

from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.adoptions.kits.document.reading import parse
from essaim.engines.ballots.engine import ENGINE
from tests.apps.adoptions.builders import KITS

KIT = KITS / "budget-de-canton.yaml"


def checked(*pairs):
    text = KIT.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return check_document(parse(text.encode()), {"ballots": ENGINE}).kit


def problems(*pairs):
    with pytest.raises(FaultyKitError) as refused:
        checked(*pairs)
    return [(one.path, one.message) for one in refused.value.problems]


FAULTS = {
    "a field of somebody else": (("label: Le titre de l’idée, filled_by: habitant", "label: Le titre, filled_by: agent"), "est rempli par « agent »"),
    "asked twice": (("[titre, resume, theme, commune, cout]", "[titre, resume, theme, commune, cout, titre]"), "demandé deux fois"),
    "not asked": (("[titre, resume, theme, commune, cout]", "[titre, resume, commune, cout]"), "n’est demandé à aucune page"),
    "a title that is no text": (("title: titre\n", "title: theme\n"), "est de type choice"),
    "a summary left out": (("label: L’idée en quelques phrases,", "label: L’idée en quelques phrases, required: non,"), "n’est pas obligatoire"),
    "an absent photo": (("cost: cout\n", "cost: cout\n      photo: dessin\n"), "aucune page ne demande"),
    "days in weeks": (("label: Vote, unit: jours", "label: Vote, unit: semaines"), "en jours"),
    "an envelope that is no money": (("envelope: enveloppe", "envelope: choix"), "n’est pas une somme"),
    "a number of choices in francs": (("label: Projets choisis au plus, unit: projets", "label: Projets choisis, unit: voix"), "en projets"),
    "one service twice": (("- {id: finances, label: Le service des finances}", "- {id: routes, label: Un autre}"), "deux services"),
    "nobody may propose": (("may: [ballots.propose, ballots.reply", "may: [ballots.reply"), "n’a pas ballots.propose"),
    "nobody admits": (("ballots.advise, ballots.admit,", "ballots.advise,"), "aucun agent n’a ballots.admit"),
    "a refusal without reason": ((" Motif : {ballots.reason}", ""), "ne dit pas le motif"),
    "a completion without equal shares": (("rule: {method: greedy}", "rule: {method: greedy, completion: by-votes}"), "equal-shares"),
    "stops with equal shares": (("rule: {method: greedy}", "rule: {method: equal-shares, stops: oui}"), "greedy"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_section_is_refused_with_its_place(name):
    pair, words = FAULTS[name]
    found = problems(pair)
    assert any(words in message for _, message in found), found


def test_the_small_kit_is_sound():
    assert checked().sections["ballots"].service("routes").label == "Le service des routes"


SCENES = {
    "twice": ("{do: ballots.publish, by: agent}", "{do: ballots.propose, by: habitant, refused: oui}\n      - {do: ballots.publish, by: agent}"),
    "merged before": ("{do: ballots.publish, by: agent}", "{do: ballots.merge, by: agent, refused: oui}\n      - {do: ballots.publish, by: agent}"),
    "told": ("{do: ballots.publish, by: agent}", "{do: ballots.ask, by: agent}\n      - {do: ballots.publish, by: agent}"),
    "followed too soon": ("{do: ballots.publish, by: agent}", "{do: ballots.follow, by: agent, refused: oui}\n      - {do: ballots.publish, by: agent}"),
    "studied twice": ("{do: ballots.advise, by: agent, on: 2026-02-03}", "{do: ballots.study, by: agent, on: 2026-02-03, refused: oui}\n      - {do: ballots.advise, by: agent, on: 2026-02-03}"),
    "hidden too late": ("{do: ballots.advise, by: agent, on: 2026-02-03}", "{do: ballots.hide, by: agent, on: 2026-02-03, refused: oui}\n      - {do: ballots.advise, by: agent, on: 2026-02-03}"),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_a_scenario_refuses_what_an_act_refuses(name):
    checked(SCENES[name])
