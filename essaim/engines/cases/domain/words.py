"""The words of a case: its states, acts and reasons as the kit says them, with the adopter's values."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils import timezone

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.world import service_words
from essaim.engines.cases.models import CaseEvent
from essaim.engines.cases.params import CasesSection
from essaim.engines.cases.verbs import SUBMIT
from essaim.foundation.accounts.public import display_name
from essaim.foundation.ui.public import french

LATE, ASSIGN = "late", "assign"
"""Acts that are no verb of a kit: a deadline that ran out, a case given to somebody."""


def section_of(participation: Participation) -> CasesSection:
    """Return the typed section of the terms that a participation keeps."""
    return section_in(participation.terms)


def section_in(terms: Terms) -> CasesSection:
    """Return the typed section of some terms."""
    return cast("CasesSection", terms.kit.sections["cases"])


@dataclass(frozen=True)
class Words:
    """What the section of a kit says, its labels filled."""

    section: CasesSection
    speech: Speech

    @classmethod
    def of(cls, participation: Participation) -> "Words":
        """Return the words of the terms that a participation keeps."""
        return cls.under(participation.terms, participation.adoption)

    @classmethod
    def under(cls, terms: Terms, adoption: Adoption) -> "Words":
        """Return the words of some terms of an adoption."""
        return cls(section_in(terms), Speech(terms.kit, terms.values, service=service_words(adoption)))

    def state(self, key: str) -> str:
        """Return the label of a state; its identifier when these terms have it no more."""
        found = next((one for one in self.section.states if one.id == key), None)
        return self.speech.label(found.label) if found else key

    def help(self, key: str) -> str:
        """Return what the holder reads of a state."""
        found = next((one for one in self.section.states if one.id == key), None)
        return self.speech.text(found.help or "") if found else ""

    def deadline(self, key: str) -> str:
        """Return the label of a deadline."""
        found = next((one for one in self.section.deadlines if one.id == key), None)
        return self.speech.label(found.label) if found else key

    def done(self, event: CaseEvent) -> str:
        """Return what was done, in the kit's own words."""
        if event.verb == LATE:
            return f"délai passé : {self.deadline(event.way)}"
        if event.verb in {SUBMIT, ASSIGN}:
            return {SUBMIT: "Dépôt", ASSIGN: "Attribution"}[event.verb]
        found = self.section.transition(event.way)
        return self.speech.label(found.label) if found else event.way

    def role(self, key: str) -> str:
        """Return the label of a role."""
        found = next((one for one in self.speech.kit.record.roles if one.id == key), None)
        return self.speech.label(found.label) if found else ""


def who_did(event: CaseEvent | None) -> str:
    """Return who did something, as colleagues say it."""
    if event is None or event.machine:
        return "la plateforme"
    return display_name(event.actor) if event.actor else "la personne"


def when(moment: datetime) -> str:
    """Return a moment as colleagues say it: « le 3 mars 2020 à 10 h 12 »."""
    local = timezone.localtime(moment)
    return f"le {french.day(local.date())} à {local:%H} h {local:%M}"
