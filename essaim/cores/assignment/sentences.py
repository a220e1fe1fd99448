"""The reasons in plain French, with the nouns of the kit. No word agrees in gender with a noun that we do not know."""

from dataclasses import dataclass

from essaim.cores.assignment.reasons import Chosen, Closed, Full, Incompatible, QuotaBound, Shared, Unserved


@dataclass(frozen=True)
class Nouns:
    """What the two sides are called, in the singular and in the plural."""

    seeker: str = "personne"
    seekers: str = "personnes"
    partner: str = "partenaire"
    partners: str = "partenaires"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _count(number: int, one: str, several: str) -> str:
    """Write a number with its noun: in French, the plural starts at two."""
    return f"{_number(number)} {several if number > 1 else one}"


def _typeset(text: str) -> str:
    """Keep French punctuation on the line of its word."""
    return text.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" :", "\u00a0:").replace(" ;", "\u202f;")


def _chosen(reason: Chosen) -> str:
    return " ".join(part for part in (_criteria(reason), _wishes(reason), _rank(reason)) if part)


def _criteria(reason: Chosen) -> str:
    names = ", ".join(f"« {name} »" for name in reason.criteria)
    if not names:
        return ""
    if len(reason.criteria) == 1:
        return f"La condition {names} est remplie."
    return f"Les {len(reason.criteria)} conditions sont remplies : {names}."


def _wishes(reason: Chosen) -> str:
    parts = ", ".join(f"« {name} » {points}" for name, points in reason.parts)
    told = f"Souhaits : {_count(reason.score, 'point', 'points')}"
    return f"{told} ({parts})." if parts else f"{told}." if reason.score else ""


def _rank(reason: Chosen) -> str:
    if reason.choices == 1:
        return "C’est le seul choix possible et disponible."
    choices = f"{reason.choices} choix possibles et disponibles"
    if not reason.better:
        return f"Parmi {choices}, pas un n’a plus de points."
    more, cost = ("ont", "auraient") if reason.better > 1 else ("a", "aurait")
    quota = ", ou enfreint un quota" if reason.bounded else ""
    return (
        f"Parmi {choices}, {reason.better} {more} plus de points, mais {cost} fait perdre à d’autres "
        f"au moins autant de points, ou une place{quota}."
    )


def _closed(reason: Closed) -> str:
    if not reason.running:
        return "Capacité de 0 : cette inscription ne demande pas de place."
    return f"Capacité atteinte : {_count(reason.running, 'accord', 'accords')} en cours."


def _incompatible(reason: Incompatible, nouns: Nouns) -> str:
    if not reason.partners:
        return f"La liste des {nouns.partners} est vide."
    parts = (_satisfied(reason, nouns), _alone(reason), _refused(reason))
    return " ".join(part for part in parts if part)


def _satisfied(reason: Incompatible, nouns: Nouns) -> str:
    verb = "remplissent" if reason.refused > 1 else "remplit"
    told = f"Sur {_count(reason.partners, nouns.partner, nouns.partners)}, {_number(reason.refused)} {verb} toutes les conditions"
    each = ", ".join(
        f"« {one.criterion} » en écarte {_number(one.excluded)}" for one in reason.exclusions if one.excluded
    )
    return f"{told} : {each}." if each else f"{told}."


def _alone(reason: Incompatible) -> str:
    each = [
        f"sans « {one.criterion} », {_count(one.alone, 'serait possible', 'seraient possibles')}"
        for one in reason.exclusions
        if one.alone
    ]
    if each:
        told = " ; ".join(each)
        return f"{told[0].upper()}{told[1:]}."
    if reason.nearest and reason.nearest > 1:
        return f"Lever une seule condition ne suffirait pas : il faudrait en lever au moins {reason.nearest}."
    return ""


def _refused(reason: Incompatible) -> str:
    if not reason.refused:
        return ""
    return "Une mise en relation déjà refusée n’est pas proposée à nouveau."


def _full(reason: Full, nouns: Nouns) -> str:
    count = len(reason.partners)
    return (
        f"{_count(count, f'{nouns.partner} possible', f'{nouns.partners} possibles')}, mais 0 place libre : "
        "les accords en cours ou les capacités ne laissent rien."
    )


def _shared(reason: Shared, nouns: Nouns) -> str:
    people = _count(len(reason.seekers), nouns.seeker, nouns.seekers)
    places = _count(reason.places, "place libre", "places libres")
    partners = _count(len(reason.partners), f"{nouns.partner} possible", f"{nouns.partners} possibles")
    told = f"{people}, cette inscription comprise, n’ont ensemble que {places}, chez {partners}."
    return f"{told} {_designated(reason)}".strip()


def _designated(reason: Shared) -> str:
    if reason.by_lot is None:
        return ""
    more = "Une place de plus y servirait une personne de plus."
    if reason.by_lot:
        return f"Des répartitions aussi bonnes existaient : le tirage au sort a départagé. {more}"
    return f"Donner une place ici servirait moins de monde, ou ferait moins d’accords ou moins de points. {more}"


def _quota_bound(reason: QuotaBound, nouns: Nouns) -> str:
    told = "Les quotas ne laissent pas de place ici"
    each = [
        f"sans « {name} », {_count(gain, nouns.seeker, nouns.seekers)} de plus {'auraient' if gain > 1 else 'aurait'} une place"
        for name, gain in reason.gains
    ]
    return f"{told} : {' ; '.join(each)}." if each else f"{told}."


def sentence(reason: Chosen | Unserved, nouns: Nouns | None = None) -> str:
    """Return a reason in French: one or more whole sentences, without any name of a person."""
    return _typeset(_sentence(reason, nouns or Nouns()))


def _sentence(reason: Chosen | Unserved, nouns: Nouns) -> str:
    match reason:
        case Chosen():
            return _chosen(reason)
        case Closed():
            return _closed(reason)
        case Incompatible():
            return _incompatible(reason, nouns)
        case Full():
            return _full(reason, nouns)
        case Shared():
            return _shared(reason, nouns)
        case QuotaBound():
            return _quota_bound(reason, nouns)
