"""A scenario told in French with an adopter's values: what is given, who does what, what must be true."""

from collections.abc import Iterator
from datetime import date

from essaim.adoptions.kits.given import given_value
from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.params.scenarios import ActRecord, ScenarioRecord
from essaim.cores.rules.kinds import Value, Variable
from essaim.cores.rules.wording import say_date


def tell(kit: Kit, scenario: ScenarioRecord, settings: Settings) -> Iterator[str]:
    """Yield the lines of a scenario: « Étant donné », « Quand », « Alors ».

    Raises UnreadableValueError: a value of the scenario cannot be read with these parameters.
    """
    teller = _Teller(kit, scenario, settings)
    yield f"Étant donné, le {say_date(date.fromisoformat(scenario.today))} : {' ; '.join(teller.given()) or 'rien de connu'}"
    for act in scenario.when:
        yield f"Quand {teller.act(act)}"
    yield f"Alors {' ; '.join(teller.then())}"


class _Teller:
    def __init__(self, kit: Kit, scenario: ScenarioRecord, settings: Settings) -> None:
        fixed = {
            name: given_value(kit, kit.book.parameters[name], value, settings)
            for name, value in scenario.parameters.items()
        }
        self.kit, self.scenario, self.settings = kit, scenario, {**settings, **fixed}
        self.fixed = fixed
        self.speech = Speech(kit, self.settings)

    def given(self) -> Iterator[str]:
        for name, value in self.fixed.items():
            yield self._said(self.kit.book.parameters[name], value)
        for name, written in self.scenario.given.fields.items():
            variable = self.kit.book.fields[name]
            yield self._said(variable, given_value(self.kit, variable, written, self.settings))
        for name, written in self.scenario.given.lookups.items():
            if name in self.kit.book.lookups:
                variable = self.kit.book.lookups[name]
                yield self._said(variable, given_value(self.kit, variable, written, self.settings))

    def act(self, act: ActRecord) -> str:
        role = next(one.label for one in self.kit.record.roles if one.id == act.by)
        learns = [
            self._said(variable, given_value(self.kit, variable, written, self.settings))
            for name, written in act.learns.items()
            for variable in [self.kit.book.fields[name]]
        ]
        day = f", le {say_date(date.fromisoformat(act.on))}" if act.on else ""
        told = f" ({' ; '.join(learns)})" if learns else ""
        refused = " — et c’est refusé" if act.refused else ""
        return f"« {self.speech.label(role)} » : {self._verb(act.do)}{self._door(act)}{day}{told}{refused}"

    def _door(self, act: ActRecord) -> str:
        """The way in, for a role that has several."""
        key = act.do.partition(".")[0]
        doors = self.kit.engines[key].doors(self.kit.sections[key]) if act.door and key in self.kit.engines else ()
        label = next((one.label for one in doors if one.key == act.door), "")
        return f" par « {self.speech.text(label)} »" if label else ""

    def then(self) -> Iterator[str]:
        then = self.scenario.then
        for name, answer in then.rules.items():
            yield f"« {self.speech.label(self.kit.book.rules[name].label)} » : {answer}"
        for name, words in then.reasons.items():
            yield f"le motif de « {self.speech.label(self.kit.book.rules[name].label)} » dit {self._quoted(words)}"
        for name, written in then.amounts.items():
            variable = self.kit.book.amounts[name].variable
            yield self._said(variable, given_value(self.kit, variable, written, self.settings))
        for name, words in then.messages.items():
            label = next(one.label for one in self.kit.record.messages if one.id == name)
            yield f"le message « {self.speech.label(label)} » dit {self._quoted(words)}"
        for key, seen in then.engines.items():
            label = self.kit.engines[key].label if key in self.kit.engines else key
            yield f"{label} : {', '.join(f'{name} = {self.speech.text(value)}' for name, value in seen.items())}"

    def _said(self, variable: Variable, value: Value) -> str:
        return f"{self.speech.label(variable.label)} : {self.speech.said(variable, value)}"

    def _quoted(self, words: list[str]) -> str:
        return ", ".join(f"« {self.speech.text(one)} »" for one in words)

    def _verb(self, name: str) -> str:
        key, _, rest = name.partition(".")
        engine = self.kit.engines.get(key)
        return next((verb.label for verb in engine.verbs if verb.key == rest), name) if engine else name
