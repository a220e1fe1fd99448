"""Each fault that a section of cases may have is refused at its place, with its sentence."""

from dataclasses import replace

import pytest

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.params.logic import EventRecord
from essaim.engines.cases.checks import asking, deciding, delays, moving
from essaim.engines.cases.verbs import LEADS_TO, OF_TRANSITIONS, VERBS
from tests.apps.engines.cases.conftest import changed, problems

GRANT = "by: [commission], when: eligible, amount: aide}"
TAKE = "{id: prendre, verb: take, label: Prendre en charge, from: recu, to: instruction, by: [agent]}"
EVENTS = "messages:\n  - id: complement"
DEADLINE = "{id: instruire, label: Instruire, states: [recu, a-orienter, instruction], within: delai, counted: working-days, alerts: agent}"

FAULTS = [
    (moving.machine, "to: a-orienter}", "to: nulle-part}", "doors[demande].sorts[1].to", "l’état « nulle-part » n’existe pas"),
    (moving.machine, "states: [incomplet]", "states: [complet]", "deadlines[completer].states[1]", "l’état « complet » n’existe pas"),
    (moving.machine, "to: sans-suite,", "to: nulle-part,", "deadlines[completer].to", "l’état « nulle-part » n’existe pas"),
    (moving.machine, "to: sans-suite,", "to: retire,", "states[sans-suite]", "ne peut pas être atteint"),
    (moving.machine, "id: instruire, label", "id: decider, label", "deadlines[decider]", "« decider » est donné 2 fois"),
    (moving.machine, "initial: recu", "initial: sans-suite", "initial", "terminé avant de commencer"),
    (moving.words, "verb: take, label", "verb: grant, label", "transitions[prendre].verb", "« accorder » ne peut pas mener à « instruction »"),
    (moving.words, "verb: refuse, label: Refuser, from: instruction", "verb: propose, label: Refuser, from: instruction", "transitions[refuser-tot].verb", "ne peut pas mener à « refuse », un état refusé"),
    (moving.words, "to: a-orienter}\n    routing", "to: sans-suite}\n          - {when: droit-national, to: a-orienter}\n    routing", "doors[demande].sorts[1].to", "une arrivée ne décide de rien"),
    (moving.branches, TAKE, TAKE + "\n      - " + TAKE.replace("id: prendre", "id: reprendre").replace("by:", "when: eligible, by:"), "transitions[reprendre]", "« reprendre » ne se fera jamais"),
    (moving.roles, "cases.look, cases.grant, cases.refuse", "cases.look, cases.grant", "transitions[refuser].by[1]", "n’a pas le droit « cases.refuse »"),
    (moving.roles, "cases.submit, cases.complete, cases.withdraw", "cases.complete, cases.withdraw", "doors[demande].role", "n’a pas le droit « cases.submit »"),
    (asking.fields, "fields: [revenu, devis]", "fields: [revenu, devis, devis-verifie]", "doors[demande].pages[2].fields[3]", "rempli par « agent », pas par « demandeur »"),
    (asking.fields, "fields: [revenu, devis]", "fields: [revenu, devis, nom]", "doors[demande].pages[2].fields[3]", "« nom » est demandé deux fois"),
    (asking.fields, "learns: [devis-verifie]", "learns: [devis-verifie, devis]", "transitions[proposer].learns[2]", "rempli par « demandeur », pas par « agent »"),
    (asking.fields, "routing: {field: commune}", "routing: {field: nom}", "routing.field", "« nom » n’est pas une commune"),
    (deciding.told, "kind: granted, tells: accord", "kind: granted", "transitions[accorder]", "un accord que personne n’annonce"),
    (deciding.told, "kind: refused, tells: refus", "kind: refused, tells: orientation", "transitions[refuser].tells", "annonce un refus sans son motif"),
    (deciding.told, "\n\nmessages:", "\n      - {id: rejeter, label: Rejeter, states: [incomplet], within: silence, counted: months, to: refuse}\n\nmessages:", "deadlines[rejeter]", "le délai passé refuse"),
    (deciding.called, EVENTS, "events:\n  - {on: cases.late, do: cases.close}\n" + EVENTS, "transitions", "fait « cases.close », qu’aucune transition ne permet"),
    (delays.lengths, "within: delai, counted: working-days", "within: delai, counted: minutes", "deadlines[instruire].within", "« delai » n’est pas un nombre entier de minutes"),
    (delays.lengths, "default: 20, min: 2", "default: 20, min: 0", "deadlines[instruire].within", "« delai » peut valoir zéro"),
    (delays.lengths, "states: [recu, a-orienter, instruction]", "states: [recu, a-orienter, instruction, oriente]", "deadlines[instruire].states[4]", "« oriente » est une fin"),
    (delays.lengths, DEADLINE, DEADLINE.replace("alerts: agent", "to: recu"), "deadlines[instruire].to", "où il court déjà"),
    (delays.lengths, "working-days, alerts: agent", "working-days, alerts: demandeur", "deadlines[instruire].alerts", "n’a pas de bureau où voir l’alerte"),
    (None, "working-days, alerts: agent}", "working-days}", "deadlines[instruire]", "un délai sans suite"),
    (None, "working-days, alerts: agent}", "working-days, alerts: agent, amount: aide}", "deadlines[instruire]", "vont avec « to »"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "said"), [fault[1:] for fault in FAULTS])
def test_a_fault_is_refused_at_its_place(old, new, path, said):
    found = problems((old, new))
    assert any(where == f"engines.cases.{path}" and said in message for where, message in found), found


@pytest.mark.parametrize(("check", "old", "new", "path", "said"), [fault for fault in FAULTS if fault[0]])
def test_without_its_check_a_fault_gets_through(check, old, new, path, said, monkeypatch):
    """The broken twin: the same kit, with the one check taken away."""
    module = {"moving": moving, "asking": asking, "deciding": deciding, "delays": delays}[
        check.__module__.rpartition(".")[2]
    ]
    monkeypatch.setattr(module, check.__name__, lambda *_: iter(()))
    try:
        found = problems((old, new))
    except (pytest.fail.Exception, RuntimeError, KeyError):
        return
    assert not any(where == f"engines.cases.{path}" and said in message for where, message in found)


def test_what_the_table_reads_must_be_given():
    row = EventRecord.model_validate(
        {"on": "cases.granted", "do": "ledger.credit-sum", "with": {"sum": "payload.amount"}}
    )
    kit = changed(("to: accorde, amount: aide, alerts", "to: accorde, alerts"))
    around = replace(kit.surroundings, record=kit.record.model_copy(update={"events": [row]}))
    found = list(deciding.carried(kit.sections["cases"], around))
    assert [one.path for one in found] == [("deadlines", 1)]
    assert "que ceci ne donne pas" in found[0].message


def test_what_is_granted_is_money():
    months = "amounts:\n  - {id: mois, label: Mois, type: integer, unit: mois, is: {parameter: silence}}\n"
    found = problems(("amounts:\n", months), (GRANT, GRANT.replace("amount: aide", "amount: mois")))
    assert found == [("engines.cases.transitions[accorder].amount", "« mois » n’est pas une somme (money)")]


def test_two_ways_of_one_verb_may_part_by_a_rule():
    kit = changed(
        (
            TAKE,
            TAKE.replace("by:", "when: eligible, by:") + "\n      - " + TAKE.replace("id: prendre", "id: reprendre"),
        ),
    )
    assert [one.id for one in kit.sections["cases"].transitions][:2] == ["prendre", "reprendre"]


def test_every_verb_of_a_transition_is_of_the_engine_and_the_ends_are_named():
    assert {verb.key for verb in VERBS} == {*OF_TRANSITIONS, "submit", "look"}
    assert set(LEADS_TO) <= set(OF_TRANSITIONS)


APPEAL = """      - id: recours
        role: demandeur
        label: Contester une décision
        pages:
          - {title: Vous, fields: [nom]}
        sorts:
          - {when: conteste, to: a-orienter}
    routing: {field: commune}
"""
TWO_DOORS = (
    ("    routing: {field: commune}\n", APPEAL),
    ("rules:\n", 'rules:\n  - id: conteste\n    label: Contester\n    when: {field: nom, matches: ".+", described: un nom}\n    reason: Écrivez votre nom.\n'),
)  # fmt: skip


def playing(act, state):
    """A scenario of one act, by one of the two doors of a role."""
    return (
        "scenarios:\n",
        (
            f"scenarios:\n  - id: par-la-porte\n    title: Par une entrée\n    today: 2020-03-02\n    given: {{fields: {{nom: Camille}}}}\n    when:\n      - {act}\n"
            f"    then: {{engines: {{cases: {{state: {state}}}}}}}\n"
        ),
    )


@pytest.mark.parametrize(
    ("door", "state"), [(", door: recours", "a-orienter"), (", door: demande", "recu"), ("", "recu")]
)
def test_a_scenario_says_by_which_door_a_role_that_has_two_comes_in(door, state):
    changed(*TWO_DOORS, playing(f"{{do: cases.submit, by: demandeur{door}}}", state))


@pytest.mark.parametrize(
    "act", ["do: cases.submit, by: demandeur, door: nulle-part", "do: cases.withdraw, by: demandeur, door: recours"]
)
def test_a_door_that_this_role_does_not_send_by_this_verb_is_refused(act):
    found = problems(*TWO_DOORS, playing(f"{{{act}}}", "recu"))
    assert any(path.endswith("when[1].door") and "n’a pas d’entrée" in message for path, message in found), found


def test_sectors_that_restrict_are_refused_beside_other_engines(kit):
    around = Surroundings(replace_engines(kit.record, "cases", "ledger"), kit.book)
    section = changed(("routing: {field: commune}", "routing: {field: commune, restricts: oui}")).sections["cases"]
    (found,) = asking.restricted(section, around)
    assert "montrent tout le service : ledger" in found.message
    assert not list(asking.restricted(section, Surroundings(kit.record, kit.book)))
    assert not list(asking.restricted(kit.sections["cases"], around))


def replace_engines(record, *keys):
    return record.model_copy(update={"engines": dict.fromkeys(keys, record.engines["cases"])})
