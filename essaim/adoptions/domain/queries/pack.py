"""The dossier d’essaimage of an adoption: the documents of its kit with its values, and the register of personal data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from essaim.adoptions.domain.queries.previewing import view_of
from essaim.adoptions.domain.queries.taking import collected, roles, taking
from essaim.adoptions.kits.showing import View
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.params.speaking import DOCUMENT_KINDS
from essaim.cores.rules.wording import say_date
from essaim.foundation.papers.public import (
    BLANK,
    Block,
    Bullets,
    Document,
    Field,
    Grid,
    Heading,
    NotationError,
    Paragraph,
    blocks_of,
)

REGISTER = "registre_des_donnees"
"""No document of a kit can have this name: an identifier has no underscore."""


CONTACT = (
    "Nom et contact, messages envoyés",
    "Répondre à la personne",
    "tant qu’une réponse est gardée",
    "la personne ; les agents du service",
    "donnée ordinaire",
)
"""What the platform holds for every kit."""


@dataclass(frozen=True)
class Paper:
    """One document of the dossier: its key in addresses, its kind in French, what it holds; ``problem``: why it cannot be drawn."""

    key: str
    kind: str
    title: str
    document: Document | None
    problem: str = ""


def pack_of(adoption: Adoption, terms: Terms, *, today: date) -> list[Paper]:
    """Return every document of a dossier, the register of personal data last."""
    view = view_of(adoption, terms)
    return [*_of_kit(adoption, view), _register(adoption, view, today)]


def _of_kit(adoption: Adoption, view: View) -> Iterator[Paper]:
    for one in view.kit.record.documents:
        title = view.speech.text(one.label)
        try:
            document = Document(title, blocks_of(view.speech.text(one.body)), adoption.structure)
        except NotationError as error:
            yield Paper(one.id, DOCUMENT_KINDS[one.kind], title, None, str(error))
        else:
            yield Paper(one.id, DOCUMENT_KINDS[one.kind], title, document)


def _register(adoption: Adoption, view: View, today: date) -> Paper:
    title = "Registre des traitements : fiche de ce service"
    body = tuple(_lines(adoption, view, today))
    return Paper(REGISTER, "registre des données personnelles", title, Document(title, body, adoption.structure))


def _lines(adoption: Adoption, view: View, today: date) -> Iterator[Block]:
    """What article 30 of the RGPD asks, as far as the kit and the platform know it; the rest to be filled in."""
    held = taking(view)
    header = view.kit.record.kit
    yield Paragraph(f"Fiche faite le {say_date(today)} d’après le kit {header.id}, version {header.version}.")
    yield Heading("Qui traite les données")
    yield Paragraph(f"Responsable du traitement : {adoption.structure}. Contact : {adoption.contact or BLANK}")
    yield _or_field("Délégué à la protection des données", settings.ESSAIM_ENVIRONMENT.dpo_email)
    yield _or_field("Hébergeur", settings.ESSAIM_ENVIRONMENT.host_name)
    yield Heading("Pourquoi, et de quel droit")
    yield Paragraph(f"{adoption.title} : {view.speech.text(header.summary).strip()}")
    yield Paragraph(f"Base légale : {held.ground} (article 6 du RGPD). {held.law}")
    yield Heading("De qui")
    yield Bullets(tuple(role.label for role in roles(view)))
    yield Heading("Quelles données, pourquoi, combien de temps, lues par qui")
    yield from _data(view)
    yield Heading("À compléter")
    yield Field("Transferts hors de l’Union européenne (« aucun » s’il n’y en a pas)")
    yield Field("Mesures de sécurité de l’organisme", lines=3)
    yield Field("Analyse d’impact : faite le, ou pourquoi elle n’est pas nécessaire", lines=2)


def _or_field(label: str, value: str) -> Block:
    return Paragraph(f"{label} : {value}.") if value else Field(label)


def _data(view: View) -> Iterator[Block]:
    rows = tuple(
        (one.label, one.purpose, one.kept, f"{one.given_by} ; {one.read_by}", one.nature) for one in collected(view)
    )
    yield Grid(("Donnée ou document", "Pourquoi", "Gardée", "Donnée par ; lue par", "Nature"), (*rows, CONTACT))
