"""The section of the kit and its words, with the adopter's values."""

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.world import service_words
from essaim.cores.rules.kinds import Kind, Shape, Value
from essaim.cores.rules.wording import say_number
from essaim.engines.ballots.params import BallotsSection

NOT_AVAILABLE = "non disponible"


def section_of(terms: Terms) -> BallotsSection:
    """Return the typed section of some terms."""
    return cast("BallotsSection", terms.kit.sections["ballots"])


def euros(cents: int) -> str:
    """Return a sum as it is read: « 12 000 € »."""
    return say_number(Fraction(cents), Shape(Kind.MONEY))


@dataclass(frozen=True)
class Words:
    """What the section says, its labels filled."""

    terms: Terms
    section: BallotsSection
    speech: Speech

    @classmethod
    def of(cls, adoption: Adoption, terms: Terms | None = None) -> "Words":
        """Return the words of an adoption, under the terms in force or others."""
        held = terms or adoption.terms
        return cls(held, section_of(held), Speech(held.kit, held.values, service=service_words(adoption)))

    @property
    def categories(self) -> dict[str, str]:
        """The themes of projects: the choices of the field that says them."""
        field = self.terms.kit.book.fields[self.section.idea.category]
        return {one.key: self.speech.label(one.label) for one in field.choices}

    @property
    def services(self) -> dict[str, str]:
        """The services that say what they think."""
        return {one.id: self.speech.label(one.label) for one in self.section.services}

    def value(self, parameter: str) -> Value:
        """Return the value of a parameter."""
        return self.terms.values[parameter]

    def whole(self, parameter: str) -> int:
        """Return a parameter that is a whole number, or a sum in cents: the section was checked."""
        return cast("int", self.value(parameter))

    def cents(self, parameter: str) -> int:
        """Return a sum of money, in cents."""
        return self.whole(parameter)

    @property
    def cost_bounds(self) -> tuple[int, int]:
        """The least and the most that a project costs, in cents."""
        return self.cents(self.section.cost.at_least), self.cents(self.section.cost.at_most)
