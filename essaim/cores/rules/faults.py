"""What is wrong in a tree, in French, with the words that name kinds and sources."""

from dataclasses import dataclass

from essaim.cores.rules.book import Book
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.tree import Ref, Source, Step

SOURCES = {
    Source.FIELD: "champ",
    Source.PARAMETER: "paramètre",
    Source.AMOUNT: "montant",
    Source.LOOKUP: "consultation",
}
KINDS = {
    Kind.TEXT: "texte",
    Kind.INTEGER: "nombre entier",
    Kind.DECIMAL: "nombre décimal",
    Kind.MONEY: "somme d’argent",
    Kind.DATE: "date",
    Kind.YES_NO: "oui ou non",
    Kind.CHOICE: "choix",
    Kind.CHOICES: "choix multiple",
    Kind.COMMUNE: "commune",
    Kind.DEPARTEMENT: "département",
    Kind.GROUP: "groupe répétable",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in a tree: where (steps of the written form), what, and what to do."""

    path: tuple[Step, ...]
    message: str
    advice: str

    def under(self, *steps: Step) -> "Fault":
        """Return the same fault, seen from higher up."""
        return Fault((*steps, *self.path), self.message, self.advice)


def unknown(ref: Ref, book: Book, group: str | None, path: tuple[Step, ...]) -> Fault:
    """Return the fault of a name that nothing declares."""
    names = book.names(ref.source, group)
    offered = f"existent : {', '.join(names)}" if names else "il n’y en a aucun ici : déclarez-le d’abord"
    article = "la" if ref.source is Source.LOOKUP else "le"
    return Fault(path, f"{article} {SOURCES[ref.source]} « {ref.name} » n’existe pas", offered)


def said(variable: Variable) -> str:
    """Return the kind of a value in French, with its unit."""
    return f"{KINDS[variable.kind]}{f' en {variable.unit}' if variable.unit else ''}"
