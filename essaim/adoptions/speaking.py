"""The texts of a kit with the values of an adopter in them: what people will read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from essaim.adoptions.kit import Kit, Settings
from essaim.adoptions.texts import SERVICE, Placeholder, fill
from essaim.cores.rules.evaluation import Evaluation, Facts, compute_amount
from essaim.cores.rules.kinds import Kind, Shape
from essaim.cores.rules.phrases import Printer
from essaim.cores.rules.wording import say_number, say_value

NOT_AVAILABLE = "non disponible"


@dataclass(frozen=True)
class Speech:
    """Fills the texts of a kit. What is not known is « non disponible »; what belongs to a running service is named."""

    kit: Kit
    settings: Settings
    facts: Facts = field(default_factory=Facts)
    offered: Mapping[str, str] = field(default_factory=dict)

    def text(self, written: str) -> str:
        """Return a text with its placeholders filled."""
        return fill(written, self._value)

    def rule(self, name: str) -> str:
        """Return a rule in French: in the kit's own words, or printed."""
        record = next(rule for rule in self.kit.record.rules if rule.id == name)
        return self.text(record.reason) if record.reason else self.printer.sentence(self.kit.book.rules[name].condition)

    def reasons(self, name: str, evaluation: Evaluation) -> list[str]:
        """Return why a rule answered no (or yes): its own words first, then each leaf that decided."""
        record = next(rule for rule in self.kit.record.rules if rule.id == name)
        own = [self.text(record.reason)] if record.reason else []
        return [*own, *(self.printer.reason(one) for one in evaluation.decided)]

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
            "service": lambda name: f"[{SERVICE[name]}]",
        }
        if placeholder.source in says:
            return says[placeholder.source](placeholder.name)
        return self.offered.get(f"{placeholder.source}.{placeholder.name}") or f"[{self._label(placeholder)}]"

    def _parameter(self, name: str) -> str:
        value = self.settings.get(name)
        return NOT_AVAILABLE if value is None else say_value(self.kit.book.parameters[name], value)

    def _origin(self, name: str) -> str:
        figure = next(one for one in self.kit.record.kit.origin.figures if one.id == name)
        return say_number(Fraction(figure.value), Shape(Kind.DECIMAL, figure.unit or ""))

    def _field(self, name: str) -> str:
        value = self.facts.fields.get(name)
        return (
            f"[{self.kit.book.fields[name].label}]" if value is None else say_value(self.kit.book.fields[name], value)
        )

    def _amount(self, name: str) -> str:
        found = compute_amount(name, self.kit.book, self.facts).value
        amount = self.kit.book.amounts[name]
        return f"[{amount.label}]" if found is None else say_number(found, amount.variable.shape)

    def _label(self, placeholder: Placeholder) -> str:
        engine = self.kit.engines.get(placeholder.source)
        offers = {one.key: one.label for one in engine.offers} if engine else {}
        return offers.get(placeholder.name, str(placeholder))
