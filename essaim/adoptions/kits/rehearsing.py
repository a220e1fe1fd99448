"""Play a scenario of a kit without a database: rules, amounts, texts, and the engines' own rehearsals, joined by events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from essaim.adoptions.contract import Happened, RefusedActError
from essaim.adoptions.kits.given import given_value
from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.params.scenarios import ActRecord, ScenarioRecord
from essaim.cores.rules.evaluation import Computed, Evaluation, Facts, compute_amount, evaluate_rule
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.verdict import Verdict
from essaim.cores.rules.wording import NARROW, NO_BREAK, say_value

ANSWERS = {"oui": Verdict.YES, "non": Verdict.NO, "inconnu": Verdict.UNKNOWN}
DEPTH_AT_MOST = 5
Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Mismatch:
    """What a scenario expected at a place, and what came. In French."""

    path: Steps
    expected: str
    found: str


@dataclass
class Stage:
    """What is known while a scenario is played: the `World` that engines ask."""

    kit: Kit
    settings: Settings
    facts: Facts
    states: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        if self.facts.today is None:
            raise LookupError("a scenario has a day")
        return self.facts.today

    def rule(self, name: str) -> Evaluation:
        return evaluate_rule(name, self.kit.book, self.facts)

    def amount(self, name: str) -> Computed:
        return compute_amount(name, self.kit.book, self.facts)

    def parameter(self, name: str) -> Value:
        return self.settings[name]

    def field(self, name: str) -> Value | None:
        return self.facts.fields.get(name)

    def learn(self, written: Mapping[str, Any], day: str | None) -> None:
        """Take in what an act brings."""
        fields = {
            name: given_value(self.kit, self.kit.book.fields[name], value, self.settings)
            for name, value in written.items()
        }
        today = date.fromisoformat(day) if day else self.facts.today
        self.facts = replace(self.facts, fields={**self.facts.fields, **fields}, today=today)


def play(kit: Kit, scenario: ScenarioRecord, settings: Settings) -> list[Mismatch]:
    """Play a scenario with these parameters; return what did not come as expected. Reads and writes nothing outside.

    Raises UnreadableValueError: a value of the scenario cannot be read with these parameters.
    """
    fixed = {
        name: given_value(kit, kit.book.parameters[name], value, settings)
        for name, value in scenario.parameters.items()
    }
    stage = _opened(kit, scenario, {**settings, **fixed})
    for key, engine in kit.engines.items():
        stage.states[key] = engine.rehearsal.begin(kit.sections[key], stage)
    found: list[Mismatch] = []
    for place, act in enumerate(scenario.when):
        found += _act(stage, act, ("when", place))
    return [*found, *_expected(stage, scenario)]


def _opened(kit: Kit, scenario: ScenarioRecord, settings: Settings) -> Stage:
    given = scenario.given
    fields = {name: given_value(kit, kit.book.fields[name], value, settings) for name, value in given.fields.items()}
    lookups = {name: given_value(kit, kit.book.lookups[name], value, settings) for name, value in given.lookups.items()}
    return Stage(kit, settings, Facts(fields, settings, lookups, date.fromisoformat(scenario.today)))


def _act(stage: Stage, act: ActRecord, path: Steps) -> Iterator[Mismatch]:
    """Do an act whole, or not at all."""
    before = dict(stage.states)
    stage.learn(act.learns, act.on)
    try:
        _do(stage, act)
    except RefusedActError as refusal:
        stage.states = before
        if not act.refused:
            yield Mismatch(path, f"« {act.do} » par « {act.by} » se fait", f"refusé : {refusal}")
        return
    if act.refused:
        yield Mismatch(path, f"« {act.do} » par « {act.by} » est refusé", "l’acte s’est fait")


def _do(stage: Stage, act: ActRecord) -> None:
    key, _, verb = act.do.partition(".")
    role = next(one for one in stage.kit.record.roles if one.id == act.by)
    if act.do not in role.may:
        raise RefusedActError(f"le rôle « {role.label} » n’a pas ce droit")
    engine, section = stage.kit.engines[key], stage.kit.sections[key]
    played = engine.rehearsal.act(section, stage, stage.states[key], verb, act.by, act.door or "")
    stage.states[key] = played.state
    _follow(stage, key, played.happened, 1)


def _follow(stage: Stage, key: str, happened: tuple[Happened, ...], depth: int) -> None:
    """Carry out the lines of the table that these events call, in its order."""
    for one in happened:
        for row in stage.kit.record.events:
            if row.on != f"{key}.{one.event}" or (row.when and stage.rule(row.when).verdict is not Verdict.YES):
                continue
            if depth > DEPTH_AT_MOST:
                raise RefusedActError("chaîne d’effets trop longue")
            target, _, effect = row.do.partition(".")
            payload = {name: _mapped(stage, one, source) for name, source in row.with_.items()}
            engine, section = stage.kit.engines[target], stage.kit.sections[target]
            played = engine.rehearsal.apply(section, stage, stage.states[target], effect, payload)
            stage.states[target] = played.state
            _follow(stage, target, played.happened, depth + 1)


def _mapped(stage: Stage, happened: Happened, source: str) -> Value:
    where, _, name = source.partition(".")
    return happened.payload[name] if where == "payload" else stage.settings[name]


def _expected(stage: Stage, scenario: ScenarioRecord) -> Iterator[Mismatch]:
    speech = Speech(stage.kit, stage.settings, stage.facts)
    for name, answer in scenario.then.rules.items():
        found = stage.rule(name)
        if found.verdict is not ANSWERS[answer]:
            why = speech.reasons(name, found) or [f"il manque {one}" for one in (*found.missing, *found.undefined)]
            yield Mismatch(("then", "rules", name), answer, f"{found.verdict.french} ({' ; '.join(why)})")
    yield from _amounts(stage, scenario)
    for name, words in scenario.then.reasons.items():
        said = " ; ".join(speech.reasons(name, stage.rule(name)))
        yield from _holds(speech, words, said, ("then", "reasons", name))
    for name, words in scenario.then.messages.items():
        record = next(one for one in stage.kit.record.messages if one.id == name)
        said = speech.text(f"{record.subject or ''}\n{record.body}")
        yield from _holds(speech, words, said, ("then", "messages", name))
    yield from _observed(stage, scenario, speech)


def _amounts(stage: Stage, scenario: ScenarioRecord) -> Iterator[Mismatch]:
    for name, written in scenario.then.amounts.items():
        variable = stage.kit.book.amounts[name].variable
        wanted = given_value(stage.kit, variable, written, stage.settings)
        found = stage.amount(name)
        if found.value is None or found.value != wanted:
            lacks = " ; ".join((*(f"il manque {one}" for one in found.missing), *found.undefined))
            came = lacks if found.value is None else say_value(variable, found.value)
            yield Mismatch(("then", "amounts", name), say_value(variable, wanted), came)


def _holds(speech: Speech, words: list[str], said: str, path: Steps) -> Iterator[Mismatch]:
    for place, written in enumerate(words):
        wanted = speech.text(written)
        if plain(wanted) not in plain(said):
            yield Mismatch((*path, place), f"« {wanted} »", f"« {said.strip()} »")


def _observed(stage: Stage, scenario: ScenarioRecord, speech: Speech) -> Iterator[Mismatch]:
    for key, wanted in scenario.then.engines.items():
        engine = stage.kit.engines[key]
        seen = engine.rehearsal.observe(stage.kit.sections[key], stage, stage.states[key])
        for name, written in wanted.items():
            if name not in seen or plain(seen[name]) != plain(speech.text(written)):
                yield Mismatch(
                    ("then", "engines", key, name),
                    speech.text(written),
                    seen.get(name, f"rien (observables : {', '.join(seen)})"),
                )


def plain(text: str) -> str:
    """Return a text whose spaces are all alike: what a person sees."""
    return " ".join(text.replace(NARROW, " ").replace(NO_BREAK, " ").split())
