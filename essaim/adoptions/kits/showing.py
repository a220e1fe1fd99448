"""A kit as an adopter reads it before adopting, with her own values: rules in words, form, messages, scenarios."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from essaim.adoptions.checks.scenes import failures, playable
from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.kits.settings import bounds
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.kits.telling import tell
from essaim.adoptions.params.header import CHANNELS, GROUNDS
from essaim.adoptions.params.scenarios import ScenarioRecord
from essaim.adoptions.params.speaking import MESSAGE_CHANNELS
from essaim.adoptions.params.values import ParameterRecord
from essaim.cores.rules.auditing import named_in_computation
from essaim.cores.rules.faults import KINDS, said
from essaim.cores.rules.reading import UnreadableValueError
from essaim.cores.rules.tree import Ref, Source
from essaim.cores.rules.wording import say_value


@dataclass(frozen=True)
class View:
    """A kit with the values of an adopter. ``service``: what `{service.…}` says, once there is a service."""

    kit: Kit
    settings: Settings
    service: Mapping[str, str] = field(default_factory=dict)

    @property
    def speech(self) -> Speech:
        return Speech(self.kit, self.settings, service=self.service)

    def as_dict(self) -> dict[str, Any]:
        """Return everything shown, for a program."""
        header = self.kit.record.kit
        return {
            "id": header.id,
            "version": header.version,
            "digest": self.kit.digest,
            "title": self.speech.text(header.title),
            "summary": self.speech.text(header.summary),
            "engines": sorted(self.kit.record.engines),
            "absent": list(self.kit.absent),
            "parameters": self.parameters(),
            "questions": self.questions(),
            "rules": self.rules(),
            "amounts": self.amounts(),
            "messages": self.messages(),
            "scenarios": self.scenarios(),
        }

    def parameters(self) -> list[dict[str, Any]]:
        return [
            {
                "id": parameter.id,
                "label": self.speech.text(parameter.label),
                "value": self.speech.said(self.kit.book.parameters[parameter.id], self.settings[parameter.id]),
                "bounds": _bounds(parameter),
                "source": parameter.source,
            }
            for parameter in self.kit.record.parameters
        ]

    def questions(self) -> list[dict[str, Any]]:
        return [
            {
                "id": field.id,
                "label": self.speech.text(field.label),
                "type": KINDS[field.type],
                "help": self.speech.text(field.help) if field.help else "",
                "filled_by": field.filled_by,
                "required": field.required,
                "asked_when": self.speech.label(self.speech.printer.sentence(field.condition.tree()))
                if field.condition
                else "",
                "purpose": self.speech.text(field.purpose),
                "retention": field.retention.words,
            }
            for field in self.kit.record.fields
        ]

    def rules(self) -> list[dict[str, Any]]:
        return [
            {
                "id": rule.id,
                "label": self.speech.text(rule.label),
                "conditions": self.speech.lines(rule.id),
                "reason": self.speech.rule(rule.id),
                "printed": self.speech.label(self.speech.printer.sentence(self.kit.book.rules[rule.id].condition)),
                "in_own_words": rule.reason is not None,
            }
            for rule in self.kit.record.rules
        ]

    def amounts(self) -> list[dict[str, Any]]:
        """Return the amounts with what each is computed from, in French."""
        return [
            {
                "id": amount.id,
                "label": self.speech.text(amount.label),
                "type": said(self.kit.book.amounts[amount.id].variable),
                "from": [self._named(ref) for ref in self._sources(amount.id)],
            }
            for amount in self.kit.record.amounts
        ]

    def _sources(self, amount: str) -> list[Ref]:
        named = named_in_computation(self.kit.book.amounts[amount].computation)
        return sorted((ref for ref in named if isinstance(ref, Ref)), key=str)

    def _named(self, ref: Ref) -> str:
        variable = self.kit.book.variable(ref)
        if ref.source is Source.PARAMETER and variable is not None:
            return f"{self.speech.label(variable.label)} ({self.speech.said(variable, self.settings[ref.name])})"
        return self.speech.label(variable.label) if variable else self._member(ref.name)

    def _member(self, name: str) -> str:
        """The label of what is only known inside a group."""
        members = [one for field in self.kit.book.fields.values() for one in field.members if one.name == name]
        return self.speech.label(members[0].label) if members else name

    def messages(self) -> list[dict[str, Any]]:
        roles = {role.id: role.label for role in self.kit.record.roles}
        return [
            {
                "id": message.id,
                "label": self.speech.text(message.label),
                "to": roles[message.to],
                "channels": [MESSAGE_CHANNELS[one] for one in message.channels],
                "subject": self.speech.text(message.subject or ""),
                "body": self.speech.text(message.body),
            }
            for message in self.kit.record.messages
        ]

    def scenarios(self) -> list[dict[str, Any]]:
        found = []
        for place, scenario in enumerate(self.kit.record.scenarios):
            played = playable(self.kit, scenario)
            wrong = failures(self.kit, scenario, self.settings, place) if played else iter(())
            problems = [one.message for one in wrong]
            told = self._told(scenario)
            found.append(
                {"id": scenario.id, "title": scenario.title, "told": told, "played": played, "problems": problems}
            )
        return found

    def _told(self, scenario: ScenarioRecord) -> list[str]:
        try:
            return list(tell(self.kit, scenario, self.settings))
        except UnreadableValueError:
            return []  # why is said among the problems of the scenario

    def lines(self) -> Iterator[str]:
        """Yield the kit for a terminal."""
        header = self.kit.record.kit
        yield f"{self.speech.text(header.title)} ({header.id}, version {header.version})"
        yield f"Empreinte : {self.kit.digest}"
        yield f"Origine : {header.origin.initiative}, {header.origin.territory}, {header.origin.year}"
        yield f"Accès : {', '.join(CHANNELS[one] for one in header.channels)} · Base légale : {GROUNDS[header.legal_basis.ground]}"
        yield f"Moteurs : {', '.join(sorted(self.kit.record.engines))}{_absent(self.kit)}"
        yield from ("", self.speech.text(header.summary).strip())
        for title, lines in (
            ("Paramètres", self._parameter_lines()),
            ("Questions", self._question_lines()),
            ("Règles", self._rule_lines()),
            ("Montants", self._amount_lines()),
            ("Messages", self._message_lines()),
            ("Scénarios", self._scenario_lines()),
        ):
            yield from ("", title, "-" * len(title), *lines)

    def _parameter_lines(self) -> Iterator[str]:
        for one in self.parameters():
            yield f"{one['label']} : {one['value']}{one['bounds']} — source : {one['source']}"

    def _question_lines(self) -> Iterator[str]:
        for one in self.questions():
            yield f"{one['label']} ({one['type']}{'' if one['required'] else ', facultatif'})"
            if one["help"]:
                yield f"  {one['help'].strip()}"
            if one["asked_when"]:
                yield f"  demandé si : {one['asked_when']}"

    def _rule_lines(self) -> Iterator[str]:
        for one in self.rules():
            yield f"{one['label']} :"
            yield from (f"  {line}" for line in one["conditions"])
            yield f"  motif : {one['reason'].strip()}"

    def _amount_lines(self) -> Iterator[str]:
        for one in self.amounts():
            yield f"{one['label']} ({one['type']}), d’après : {', '.join(one['from']) or 'rien'}"

    def _message_lines(self) -> Iterator[str]:
        for one in self.messages():
            yield f"{one['label']} → {one['to']} ({', '.join(one['channels'])})"
            if one["subject"]:
                yield f"  Objet : {one['subject']}"
            yield from (f"  {line}" for line in one["body"].strip().splitlines())

    def _scenario_lines(self) -> Iterator[str]:
        for one in self.scenarios():
            mark = "✓" if one["played"] and not one["problems"] else "✗" if one["played"] else "–"
            yield f"{mark} {one['title']}{'' if one['played'] else ' (non joué : moteur absent)'}"
            yield from (f"    {line}" for line in one["told"])
            yield from (f"    ✗ {problem}" for problem in one["problems"])


def _bounds(parameter: ParameterRecord) -> str:
    low, high = bounds(parameter)
    if low is None or high is None:
        return ""
    variable = parameter.variable()
    return f" (de {say_value(variable, low)} à {say_value(variable, high)})"


def _absent(kit: Kit) -> str:
    return f" (absents de cette plateforme : {', '.join(kit.absent)})" if kit.absent else ""
