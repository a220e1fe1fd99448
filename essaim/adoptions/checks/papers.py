"""Documents to fill in: their notation reads, so that an adopter gets a file and not an error."""

from collections.abc import Iterator

from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.kits.kit import Kit
from essaim.foundation.papers.public import NotationError, blocks_of

ADVICE = "une ligne vide sépare les paragraphes ; « ## » commence un titre, « - » un élément, « | a | b | » une ligne de tableau"


def notation(kit: Kit) -> Iterator[Finding]:
    """Refuse a document that is not in the notation of papers, or that says nothing."""
    for place, one in enumerate(kit.record.documents):
        try:
            found = blocks_of(one.body)
        except NotationError as error:
            yield Finding(("documents", place, "body"), f"document mal écrit, {error.problems[0]}", ADVICE)
        else:
            if not found:
                yield Finding(("documents", place, "body"), "ce document n’a pas de texte", ADVICE)
