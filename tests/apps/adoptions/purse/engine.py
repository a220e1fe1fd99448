# ruff: noqa: ARG002 - a rehearsal takes what the contract gives, whether it needs it or not
from essaim.adoptions.contract import (
    Effect,
    Engine,
    Event,
    Happened,
    IdleRuntime,
    Outcome,
    Played,
    RefusedActError,
    Verb,
)
from essaim.adoptions.models import Happening
from essaim.adoptions.params.base import Label, ParameterRef, Section
from essaim.cores.rules.kinds import Kind, Variable

SUM = Variable("sum", Kind.MONEY, "Somme")


class PurseSection(Section):
    label: Label
    cap: ParameterRef


class Rehearsal:
    def begin(self, section, world):
        return 0

    def act(self, section, world, state, verb, role, door=""):
        if state == 0:
            raise RefusedActError("le compte est vide")
        return Played(0)

    def apply(self, section, world, state, effect, payload):
        if state + payload["sum"] > world.parameter(section.cap):
            raise RefusedActError("le plafond du compte serait dépassé")
        return Played(state + payload["sum"], (Happened("credited", {"sum": payload["sum"]}),))

    def observe(self, section, world, state):
        return {"balance": f"{state // 100}", "empty": "oui" if state == 0 else "non"}


def balance(adoption):
    """What happened is its only book: it has no table of its own."""
    return sum(one.payload["sum"] for one in Happening.objects.filter(adoption=adoption, event="purse.credited"))


class Runtime(IdleRuntime):
    def apply(self, act, effect, participation, payload):
        cap = act.terms.values[act.section.cap]
        if balance(act.adoption) + payload["sum"] > cap:
            raise RefusedActError("le plafond du compte serait dépassé")
        act.happened("credited", participation, {"sum": payload["sum"]})


ENGINE = Engine(
    key="purse",
    version="1.0.0",
    label="Bourse",
    section=PurseSection,
    rehearsal=Rehearsal(),
    runtime=Runtime(),
    skeleton="label: …\ncap: seuil",
    verbs=(Verb("spend", "dépenser"),),
    events=(Event("credited", "une somme est versée", (SUM,)),),
    effects=(Effect("credit", "verser", (SUM,), causes=("credited",)),),
    outcomes=(Outcome("spent", "Sommes dépensées", "euros", "sum"),),
)
