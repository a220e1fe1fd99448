"""What rules and amounts read while an adoption runs: the `World` of the contract over stored participations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.cores.rules.evaluation import Computed, Evaluation, Facts, compute_amount, evaluate_rule
from essaim.cores.rules.kinds import Value


class LazyLookups(Mapping[str, Value]):
    """The engines' look-ups about a participation, asked only when a rule needs one. Absent: not known."""

    def __init__(self, terms: Terms, participation: Participation, known: Mapping[str, Value]) -> None:
        self._terms, self._participation, self._known = terms, participation, dict(known)
        self._asked: set[str] = set(known)

    def __getitem__(self, name: str) -> Value:
        if name not in self._asked:
            self._asked.add(name)
            key, _, rest = name.partition(".")
            engine = self._terms.kit.engines.get(key)
            found = engine.runtime.look(self._participation, [rest]) if engine else {}
            self._known.update({f"{key}.{one}": value for one, value in found.items()})
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms.kit.book.lookups)

    def __len__(self) -> int:
        return len(self._terms.kit.book.lookups)


@dataclass(frozen=True)
class RunningWorld:
    """A `World`: the fields of one participation, or of a pair together, under given terms."""

    terms: Terms
    facts: Facts
    service: Mapping[str, str]

    @property
    def today(self) -> date:
        if self.facts.today is None:
            raise LookupError("a running world has a day")
        return self.facts.today

    def rule(self, name: str) -> Evaluation:
        return evaluate_rule(name, self.terms.kit.book, self.facts)

    def amount(self, name: str) -> Computed:
        return compute_amount(name, self.terms.kit.book, self.facts)

    def parameter(self, name: str) -> Value:
        return self.facts.parameters[name]

    def field(self, name: str) -> Value | None:
        return self.facts.fields.get(name)

    @cached_property
    def speech(self) -> Speech:
        """The texts of the kit about these people."""
        return self.speaking({})

    def speaking(self, offered: Mapping[str, str]) -> Speech:
        """The texts of the kit, with what an engine fills in (`{"cases.number": "12"}`)."""
        return Speech(self.terms.kit, self.facts.parameters, self.facts, offered, self.service)


def world_of(
    *participations: Participation, today: date, terms: Terms | None = None, lookups: Mapping[str, Value] | None = None
) -> RunningWorld:
    """Return the world of one participation, or of several read together (their fields have different names).

    Args:
        participations: At least one; look-ups are asked about the first.
        today: The day, from the application.
        terms: Other terms than those pinned by the first participation.
        lookups: What the caller knows already (a distance), by whole name.
    """
    first = participations[0]
    held = terms or first.terms
    fields = {name: value for one in participations for name, value in one.values.items()}
    facts = Facts(fields, held.values, LazyLookups(held, first, lookups or {}), today)
    return RunningWorld(held, facts, service_words(first.adoption))


def service_words(adoption: Adoption) -> dict[str, str]:
    """Return what `{service.…}` says in the texts of an adoption."""
    return {
        "name": adoption.title,
        "territory": adoption.territory.name,
        "contact": adoption.contact or adoption.structure,
    }
