"""The participations of an adoption, as its team looks for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from essaim.adoptions.domain.participating import doors
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Channel, Participation, Standing
from essaim.adoptions.world import service_words

A_PAGE = 50


@dataclass(frozen=True)
class Search:
    """What is looked for: a number or a part of a name, a door, a standing, a channel. What is blank does not matter."""

    words: str = ""
    door: str = ""
    standing: str = ""
    channel: str = ""


def search(adoption: Adoption, what: Search, *, names: bool) -> "QuerySet[Participation]":
    """Return the participations found, the newest activity first.

    Args:
        adoption: Where. What dates of the test is not shown once it is open: nothing of it is left.
        what: The search.
        names: Whether who asks may read names; otherwise words are read as a number only.
    """
    rows = adoption.participations.select_related("party", "commune").order_by("-active_at", "-pk")
    if what.standing in Standing.values:
        rows = rows.filter(standing=what.standing)
    if what.channel in Channel.values:
        rows = rows.filter(channel=what.channel)
    if what.door:
        rows = rows.filter(door=what.door)
    return rows.filter(_words(what.words, names=names))


def _words(words: str, *, names: bool) -> Q:
    number = words.lower().removeprefix("n°").strip()
    found = Q()
    if number.isascii() and number.isdigit() and len(number) < 10:  # noqa: PLR2004 - more is no number of ours
        found = Q(number=int(number))
        return found | Q(party__phone__contains=number) if names else found
    if not words.strip():
        return found
    if not names:
        return Q(pk=None)
    for word in words.split():
        found &= Q(party__name__icontains=word) | Q(party__email__icontains=word)
    return found


def door_labels(adoption: Adoption) -> dict[str, str]:
    """Return the doors of an adoption in words, by whole name."""
    terms = adoption.terms
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    return {name: speech.text(door.label) for name, door in doors(terms).items()}


EXPORTED = ("numéro", "nom", "entrée", "état", "arrivé", "commune", "commencé le", "déposé le", "décidé le")


def exported(rows: "QuerySet[Participation]", labels: dict[str, str]) -> Iterator[Sequence[str]]:
    """Yield the list as lines of a table, under `EXPORTED`. No answer is in it: they are read one by one."""
    for one in rows.iterator(chunk_size=500):
        dates = (one.created_at, one.submitted_at, one.decided_at)
        yield (
            str(one.number or ""), one.party.name, labels.get(one.door, one.door), one.get_standing_display(),
            one.get_channel_display(), one.commune.name if one.commune else "",
            *(f"{day:%Y-%m-%d}" if day else "" for day in dates),
        )  # fmt: skip
