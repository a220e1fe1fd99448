"""The texts of a kit with the values of an adopter in them: what people will read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.kits.texts import IN_LABELS, SERVICE, Placeholder, fill
from essaim.adoptions.params.header import OriginFigureRecord
from essaim.cores.rules.evaluation import Decided, Evaluation, Facts, compute_amount
from essaim.cores.rules.kinds import Kind, Shape, Value, Variable
from essaim.cores.rules.phrases import Printer
from essaim.cores.rules.verdict import Verdict
from essaim.cores.rules.wording import say_number, say_value

NOT_AVAILABLE = "non disponible"


@dataclass(frozen=True)
class Speech:
    """Fills the texts of a kit. What is not known is « non disponible »; what belongs to a running service is named."""

    kit: Kit
    settings: Settings
    facts: Facts = field(default_factory=Facts)
    offered: Mapping[str, str] = field(default_factory=dict)
    service: Mapping[str, str] = field(default_factory=dict)

    def text(self, written: str) -> str:
        """Return a text with its placeholders filled."""
        return fill(written, self._value)

    def label(self, written: str) -> str:
        """Return a label, or a sentence made of labels, with its values; nothing else in it is taken for a placeholder."""
        return fill(
            written, lambda one: self._value(one) if one.source in IN_LABELS and self._exists(one) else str(one)
        )

    def rule(self, name: str) -> str:
        """Return a rule in French: in the kit's own words, or printed."""
        record = next(rule for rule in self.kit.record.rules if rule.id == name)
        return self.label(record.reason or self.printer.sentence(self.kit.book.rules[name].condition))

    def reasons(self, name: str, evaluation: Evaluation) -> list[str]:
        """Return why a rule answered no (or yes): its own words first, then each leaf that decided.

        A leaf that decided a no through another named rule is said in the words of that rule, when the kit gave it some.
        """
        words = {rule.id: rule.reason for rule in self.kit.record.rules if rule.reason}
        own = [self.label(words[name])] if name in words else []
        said = (self._because(one, words, name, evaluation.verdict) for one in evaluation.decided)
        return list(dict.fromkeys([*own, *said]))

    def _because(self, decided: Decided, words: Mapping[str, str], name: str, answer: Verdict) -> str:
        """Say a leaf in the words of the outermost rule under the one asked: they say why one may not, so only of a no."""
        through = (rule for rule in decided.rules if answer is Verdict.NO and rule != name and rule in words)
        rule = next(through, None)
        if rule:
            return self.label(words[rule])
        return self.label(self.printer.reason(decided, answer={Verdict.YES: True, Verdict.NO: False}.get(answer)))

    def lines(self, name: str) -> list[str]:
        """Return the condition of a rule as an indented list."""
        return [self.label(line) for line in self.printer.lines(self.kit.book.rules[name].condition)]

    @property
    def printer(self) -> Printer:
        return Printer(self.kit.book, Facts(parameters=self.settings))

    def _value(self, placeholder: Placeholder) -> str:
        says: dict[str, Callable[[str], str]] = {
            "parameter": self._parameter,
            "origin": self._origin,
            "rule": self.rule,
            "field": self._field,
            "amount": self._amount,
            "service": lambda name: self.service.get(name) or f"[{SERVICE[name]}]",
        }
        if placeholder.source in says:
            return says[placeholder.source](placeholder.name)
        return self.offered.get(f"{placeholder.source}.{placeholder.name}") or f"[{self._label(placeholder)}]"

    def _parameter(self, name: str) -> str:
        value = self.settings.get(name)
        return NOT_AVAILABLE if value is None else self.said(self.kit.book.parameters[name], value)

    def said(self, variable: Variable, value: Value) -> str:
        """Return a value in French. What a person typed is never read for placeholders; the label of a choice is."""
        words = say_value(variable, value)
        return self.label(words) if variable.kind in {Kind.CHOICE, Kind.CHOICES} else words

    def _origin(self, name: str) -> str:
        return self.figure(next(one for one in self.kit.record.kit.origin.figures if one.id == name))

    def figure(self, record: OriginFigureRecord) -> str:
        """Return a figure of the origin in French, with its unit."""
        return say_number(Fraction(record.value), Shape(Kind.DECIMAL, record.unit or ""))

    def _field(self, name: str) -> str:
        value, variable = self.facts.fields.get(name), self.kit.book.fields[name]
        return f"[{self.label(variable.label)}]" if value is None else self.said(variable, value)

    def _amount(self, name: str) -> str:
        found = compute_amount(name, self.kit.book, self.facts).value
        amount = self.kit.book.amounts[name]
        return f"[{self.label(amount.label)}]" if found is None else say_number(found, amount.variable.shape)

    def _exists(self, one: Placeholder) -> bool:
        names = {
            "parameter": self.kit.book.parameters,
            "origin": {figure.id for figure in self.kit.record.kit.origin.figures},
            "service": SERVICE,
        }
        return one.name in names[one.source]

    def _label(self, placeholder: Placeholder) -> str:
        engine = self.kit.engines.get(placeholder.source)
        offers = {one.key: one.label for one in engine.offers} if engine else {}
        return offers.get(placeholder.name, str(placeholder))
