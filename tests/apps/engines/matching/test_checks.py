"""Each thing that a section of matching may not say is refused with its sentence; without its check it gets through."""

import pytest

from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.engines.matching import checks
from essaim.engines.matching.engine import ENGINE
from tests.apps.engines.matching.conftest import gardens

OWNER = "role: proprietaire\n        label: Prêter"
FAULTS = {
    "two_sides": ("- id: jardiniers\n", "- id: jardins\n", "sides[jardins].id", "les deux côtés s’appellent"),
    "names_once": ("[assez-pres, assez-age, des-outils]", "[assez-pres, assez-pres]", "criteria", "est donné 2 fois"),
    "labels_differ": ("label: Un grand jardin", "label: Disponible", "wishes", "dit deux choses"),
    "one_nearness": (
        "- {rule: grand-jardin, weight: 1}",
        "- {near: distance-max, weight: 1}",
        "wishes[2]",
        "est souhaitée deux fois",
    ),
    "capacities": (
        "capacity: {value: 1}",
        "capacity: {field: outils}",
        "sides[jardins].capacity.field",
        "n’est pas un nombre",
    ),
    "places": ("        place: commune-jardinier\n", "", "sides[jardiniers]", "n’a pas de lieu"),
    "pair_rules": (
        "{field: surface, at_least: 400}",
        "{field: venues, at_least: 400}",
        "wishes[2].rule",
        "que personne ne donne ici",
    ),
    "shown": ("shows: [surface, outils]", "shows: [chemin]", "sides[jardins].shows[1]", "est un texte libre"),
    "shared": (
        "fields: [presence, venue]",
        "fields: [venue, presence]",
        "shared[moments].fields[1]",
        "n’est pas un choix multiple",
    ),
    "amounts_of_time": ("within: delai", "within: rythme", "consent.within", "n’est pas un nombre entier de jours"),
    "quotas": (
        "    consent:\n",
        "    quotas: [{id: g, label: G, side: jardiniers, rule: grand-jardin, at_most: rythme}]\n    consent:\n",
        "quotas[g].rule",
        "que le côté « jardiniers » ne donne pas",
    ),
    "drawn": ("mode: proposals", "mode: draw", "draw", "« draw » va avec « mode: draw »"),
    "follow_ups": ("counts: venues", "counts: tout-va-bien", "follow_up.counts", "n’est pas un nombre entier du suivi"),
    "agreed": (
        "document: convention\n",
        "document: convention\n      fields: [tout-va-bien]\n",
        "agreement.fields[1]",
        "est écrit sur ce que « jardinier » signe",
    ),
    "rights": ("may: [matching.propose, ", "may: [", "", "aucun rôle ne peut « matching.propose »"),
    "letters": (
        "    to: jardinier\n    channels: [letter, email]\n    subject: Un jardin",
        "    to: agent\n    channels: [letter, email]\n    subject: Un jardin",
        "tells.proposed[2]",
        "qui n’est d’aucun côté",
    ),
    "documents": (
        "Le jardin est prêté sans argent.",
        "Le jardin de {field.commune-jardinier} est prêté sans argent.",
        "agreement.document",
        "montre {field.commune-jardinier} à « proprietaire », qui ne peut pas le voir",
    ),
}


def place(path):
    return f"engines.matching.{path}".rstrip(".")


def refusal(pair):
    """Return why a kit is refused; what breaks for want of a check is no refusal."""
    try:
        gardens(pair)
    except FaultyKitError as error:
        return str(error)
    except (KeyError, ValueError, AttributeError):
        return ""
    return ""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_section_is_refused_and_only_by_its_check(name, problems, monkeypatch):
    old, new, path, sentence = FAULTS[name]
    assert (place(path), True) in [(where, sentence in message) for where, message in problems((old, new))]
    section = gardens().sections["matching"]
    assert list(checks.check(section, gardens().surroundings)) == []
    left = tuple(one for one in checks.CHECKS if one.__name__ != name)
    monkeypatch.setattr(checks, "CHECKS", left)
    assert sentence not in refusal((old, new))


def test_every_check_has_its_fault():
    assert set(FAULTS) == {one.__name__ for one in checks.CHECKS}


MORE = [
    ("role: jardinier\n        label", "role: proprietaire\n        label", "sides[jardiniers].role", "les deux côtés ont le rôle"),
    ("fields: [commune-jardinier, naissance", "fields: [surface, naissance", "sides[jardiniers].pages[1].fields[1]", "des deux côtés"),
    ("place: commune-jardin\n", "place: surface\n", "sides[jardins].place", "n’est pas une commune que ce côté donne"),
    ("shows: [a-ses-outils]", "shows: [naissance]", "sides[jardiniers].shows[1]", "qui ne peut pas le voir"),
    ("shows: [a-ses-outils]", "shows: [outils]", "sides[jardiniers].shows[1]", "ne donne pas « outils »"),
    ("{lookup: matching.distance, at_most: {parameter: distance-max}}", "{lookup: matching.agreements, at_most: 3}", "criteria[1]", "qui ne dit rien d’une paire"),
    ("{field: surface, at_least: 400}", "{parameter: rythme, at_least: 4}", "wishes[2].rule", "ne lit rien des personnes"),
    ("near: distance-max", "near: delai", "wishes[1].near", "de kilomètres"),
    ("incident: [probleme]", "incident: [chemin]", "incident[1]", "est déjà demandé à l’inscription"),
    ("may: [matching.register, matching.accept", "may: [matching.register", "sides[jardins].role", "ne peut pas « matching.accept »"),
    ("capacity: {parameter: jardiniers-par-jardin}", "capacity: {value: 1, field: surface}", "sides[jardiniers].capacity", "une capacité est"),
    ("{near: distance-max, weight: 3}", "{weight: 3}", "wishes[1]", "un souhait est une règle ou une distance"),
    ("weight: 2}", "weight: 20}", "shared[moments].weight", ""),
    (", at_least: demi-journees, weight: 2", "", "shared[moments]", "(souhait), ou les deux"),
    ("document: convention\n", "document: convention\n      fields: [chemin]\n", "agreement.fields[1]", "qui ne valide pas d’accord"),
    ("document: convention\n", "document: convention\n      fields: [nulle-part]\n", "agreement.fields[1]", ""),
    ("proposed: [prop", "propose: [prop", "tells.propose", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "sentence"), MORE, ids=range(len(MORE)))
def test_other_faults_of_the_section(old, new, path, sentence, problems):
    assert (place(path), True) in [(where, sentence in message) for where, message in problems((old, new))]


def test_choices_that_differ_are_named(problems):
    found = problems(("      - {id: jeudi-matin, label: le jeudi matin}\n", ""))
    assert ("engines.matching.shared[moments].fields", "les choix diffèrent : jeudi-matin") in found


def test_a_draw_is_stratified_by_a_closed_list(problems):
    draw = ("mode: proposals", "mode: draw\n    draw: {strata: surface}")
    found = problems(draw, ("may: [matching.propose", "may: [matching.draw"))
    assert ("engines.matching.draw.strata", True) in [(path, "dans des groupes" in message) for path, message in found]


def test_the_skeleton_names_what_to_fill():
    from essaim.adoptions.kits.document.reading import parse

    text = f"matching:\n{''.join(f'  {line}' + chr(10) for line in ENGINE.skeleton.strip().splitlines())}"
    tree = parse(text.encode()).tree["matching"]
    filled = {**tree, "agreement": {"label": "x"}, "follow_up": {"every": "x", "fields": ["x"]}}
    filled["sides"] = [{**one, "label": "x", "one": "x", "several": "x", "role": "x"} for one in tree["sides"]]
    filled["consent"] = {"within": "x", "reasons": [{"id": "a", "label": "x"}]}
    filled["ends"] = [{"id": "a", "label": "x", "well": "oui"}]
    assert ENGINE.section.model_validate(filled).mode == "proposals"
