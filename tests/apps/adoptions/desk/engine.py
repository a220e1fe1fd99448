# ruff: noqa: ARG002 - a rehearsal takes what the contract gives, whether it needs it or not
from dataclasses import dataclass, replace
from fractions import Fraction

from pydantic import Field

from essaim.adoptions.acting import acting
from essaim.adoptions.checks.machines import StateRecord, TransitionRecord, check_machine
from essaim.adoptions.contract import (
    Door,
    Effect,
    Engine,
    Event,
    Happened,
    IdleRuntime,
    Offered,
    Outcome,
    Played,
    RefusedActError,
    SetUp,
    Verb,
)
from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.params.base import AmountRef, Identifier, MessageRef, Section
from essaim.adoptions.params.pages import PageRecord
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.verdict import Verdict

VERBS = (Verb("submit", "déposer"), Verb("grant", "accorder"), Verb("refuse", "refuser"), Verb("withdraw", "retirer"))
FILE = Variable("file", Kind.TEXT, "Dossier")
SUM = Variable("amount", Kind.MONEY, "Somme accordée")


class DeskSection(Section):
    initial: Identifier
    pages: list[PageRecord] = Field(min_length=1)
    states: list[StateRecord] = Field(min_length=1)
    transitions: list[TransitionRecord] = Field(min_length=1)
    grants: AmountRef | None = None
    tells: dict[Identifier, MessageRef] = {}


def check(section, _around):
    yield from check_machine(section.states, section.transitions, initial=section.initial)
    known = {verb.key for verb in VERBS}
    for place, one in enumerate(section.transitions):
        if one.id not in known:
            yield Finding(
                ("transitions", place, "id"), f"le guichet ne connaît pas « {one.id} »", f"verbes : {sorted(known)}"
            )
    states = {state.id for state in section.states}
    for name in section.tells:
        if name not in states:
            yield Finding(("tells", name), f"l’état « {name} » n’existe pas", f"états : {sorted(states)}")


@dataclass(frozen=True)
class File:
    state: str
    acts: int = 0


class Rehearsal:
    def begin(self, section, world):
        return File(section.initial)

    def act(self, section, world, state, verb, role, door=""):
        way = next((one for one in section.transitions if one.id == verb and one.from_ == state.state), None)
        if way is None:
            raise RefusedActError(f"« {verb} » n’est pas possible depuis « {state.state} »")
        if role not in way.by:
            raise RefusedActError("ce rôle ne peut pas le faire")
        if way.when and world.rule(way.when).verdict is not Verdict.YES:
            raise RefusedActError("la règle n’est pas remplie")
        happened = {"submit": "submitted", "grant": "granted"}.get(verb)
        return Played(replace(state, state=way.to, acts=state.acts + 1), self._events(section, world, happened))

    def _events(self, section, world, key):
        if key is None:
            return ()
        found = world.amount(section.grants).value if section.grants else Fraction(0)
        return (Happened(key, {"file": "1", "amount": int(found or 0)} if key == "granted" else {"file": "1"}),)

    def apply(self, section, world, state, effect, payload):
        return Played(replace(state, state=section.initial), (Happened("submitted", {"file": payload["file"]}),))

    def observe(self, section, world, state):
        return {"state": state.state, "acts": str(state.acts)}


def doors(section):
    role = next((one.by[0] for one in section.transitions if one.id == "submit"), None)
    if role is None:
        return ()
    rule = next((one.when for one in section.transitions if one.id == "grant" and one.when), "")
    return (Door("demande", role, "Faire une demande", tuple(section.pages), rule=rule),)


class Runtime(IdleRuntime):
    def receive(self, act, participation, door):
        act.happened("submitted", participation, {"file": str(participation.number)})


def grant(participation, actor, amount, key=""):
    """The one verb of the toy: a decision, whose event the table of the kit carries on."""
    with acting(
        participation.adoption, "desk.grant", actor=actor, participations=[participation], request_key=key
    ) as act:
        (held,) = act.participations
        act.settle(held, "decided")
        act.happened("granted", held, {"file": str(held.number), "amount": amount})
        act.tell("accord", held, offered={"number": str(held.number)})


SKELETON = """
initial: brouillon
pages:
  - {title: …, fields: [population]}
states:
  - {id: brouillon, label: Brouillon, kind: open}
  - {id: accorde, label: Accordé, kind: granted}
  - {id: refuse, label: Refusé, kind: refused}
transitions:
  - {id: grant, label: Accorder, from: brouillon, to: accorde, by: [agent], when: recevable}
  - {id: refuse, label: Refuser, from: brouillon, to: refuse, by: [agent], reason: oui}
"""

ENGINE = Engine(
    key="desk",
    version="1.0.0",
    label="Guichet",
    section=DeskSection,
    rehearsal=Rehearsal(),
    runtime=Runtime(),
    doors=doors,
    skeleton=SKELETON,
    checks=check,
    verbs=VERBS,
    events=(
        Event("submitted", "une demande est déposée", (FILE,)),
        Event("granted", "une demande est accordée", (FILE, SUM)),
    ),
    effects=(Effect("reopen", "rouvrir", (FILE,), causes=("submitted",)),),
    outcomes=(Outcome("granted", "Demandes accordées", "demandes", "sum"),),
    lookups=(Variable("granted-this-year", Kind.YES_NO, "Déjà accordé cette année"),),
    offers=(Offered("number", "numéro du dossier"), Offered("reason", "motif écrit par l’agent", "social")),
    set_up=(SetUp("team", "Équipe", "desk:team", lambda adoption: [] if adoption else ["nommez une personne"]),),
    exports={"files": "Dossiers"},
)
