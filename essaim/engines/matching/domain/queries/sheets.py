"""The agreement as a paper that both sign: who, on what, the words of the kit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.world import world_of
from essaim.engines.matching.access import contact_of
from essaim.engines.matching.domain.agreeing import PAIR
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries.desk import in_words
from essaim.engines.matching.domain.words import of_agreement
from essaim.engines.matching.models import Agreement, Profile
from essaim.foundation.papers.public import BLANK, Block, Document, Field, Grid, Heading, Paragraph
from essaim.foundation.ui.public import french

NOT_AVAILABLE = "non disponible"


@dataclass(frozen=True)
class Signatory:
    """One of the two who sign."""

    role: str
    name: str
    line: str


@dataclass(frozen=True)
class Sheet:
    """The paper of an agreement. ``terms``: label and value of what is agreed on; ``body``: the text of the kit."""

    agreement: Agreement
    title: str
    subject: str
    body: Sequence[str]
    signatories: Sequence[Signatory]
    terms: Sequence[tuple[str, str]]
    begun_on: date


def agreement_sheet(agreement: Agreement) -> Sheet:
    """Return the paper of an agreement, which exists only once both have consented."""
    held = Agreement.objects.select_related(*PAIR).get(pk=agreement.pk)
    section = section_of(held.adoption.terms)
    both = (held.seeker.participation, held.partner.participation)
    world = world_of(*both, today=held.begun_on, terms=held.adoption.terms)
    words = {f"matching.{name}": value for name, value in of_agreement(held, held.seeker).items()}
    speech = world.speaking(words)
    subject, body = _document(speech, section.agreement.document)
    return Sheet(
        agreement=held,
        title=speech.label(section.agreement.label),
        subject=subject,
        body=body,
        signatories=[_signatory(held, one, speech) for one in (held.seeker, held.partner)],
        terms=_terms(speech, held, section.agreement.fields),
        begun_on=held.begun_on,
    )


def paper(sheet: Sheet) -> Document:
    """Return the agreement as a document: to print, or to complete in a word processor."""
    adoption = sheet.agreement.adoption
    people = tuple((one.role, one.name or NOT_AVAILABLE, one.line) for one in sheet.signatories)
    dates = [("Commence le", french.day(sheet.begun_on)), *_dates(sheet.agreement)]
    body: list[Block] = [
        Paragraph(f"{adoption.title}, {adoption.territory.name}, accord n° {sheet.agreement.pk}"),
        Heading("Entre"),
        Grid(
            ("Qui", "Nom", "Où joindre"), (*people, ("service", adoption.structure, adoption.contact or NOT_AVAILABLE))
        ),
    ]
    if sheet.body:
        body += [Heading(sheet.subject), *(Paragraph(line) for line in sheet.body if line.strip())]
    body += [Heading("Dates et conditions"), Grid(("Quoi", "Convenu"), (*dates, *_agreed(sheet.terms)))]
    signing = [Field(f"{name}, date et signature", 3) for name in (*(one[1] for one in people), adoption.structure)]
    trial = [Paragraph("Essai : ce document n’engage personne.")] if adoption.simulated or adoption.trial else []
    return Document(sheet.title, (*trial, *body, Heading("Signatures"), *signing), adoption.structure)


def _dates(agreement: Agreement) -> list[tuple[str, str]]:
    known = (("Essai jusqu’au", agreement.probation_until), ("Prochain suivi", agreement.next_visit))
    return [(label, french.day(day)) for label, day in known if day is not None]


def _agreed(terms: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, value or BLANK) for label, value in terms]


def _document(speech: Speech, name: str | None) -> tuple[str, list[str]]:
    record = next((one for one in speech.kit.record.messages if one.id == name), None)
    if record is None:
        return "", []
    return speech.text(record.subject or record.label), speech.text(record.body).strip().splitlines()


def _signatory(agreement: Agreement, profile: Profile, speech: Speech) -> Signatory:
    """Name one of the two, through the access of the other: what she may see is what the paper says."""
    other = agreement.partner if profile.pk == agreement.seeker_id else agreement.seeker
    contact = contact_of(agreement.proposal, other)
    record = section_of(agreement.adoption.terms).side(profile.side)
    return Signatory(
        speech.label(record.one), contact.name if contact else "", contact.line if contact else "non disponible"
    )


def _terms(speech: Speech, agreement: Agreement, names: Sequence[str]) -> list[tuple[str, str]]:
    """What is agreed on, each value said as its kind is said (euros, a list, yes or no); blank: to be written by hand."""
    said = dict(
        in_words(agreement.adoption, {name: agreement.answers[name] for name in names if name in agreement.answers})
    )
    labels = [speech.label(speech.kit.book.fields[name].label) for name in names]
    return [(label, said.get(label, "")) for label in labels]
