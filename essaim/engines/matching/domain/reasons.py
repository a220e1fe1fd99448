"""The reasons as data, to be kept, and as words for who reads them: the person concerned, and the desk.

What is kept names rules by their labels as they stood that day; it holds no name and no answer of anybody else but the
answers in common.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from essaim.cores.assignment import (
    Chosen,
    Closed,
    Full,
    Incompatible,
    Nouns,
    QuotaBound,
    Shared,
    Unserved,
    sentence,
)
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.tree import Compare, Operator, Ref, Source
from essaim.cores.rules.wording import join, say_value
from essaim.engines.matching.domain.masks import DISTANCE
from essaim.engines.matching.domain.pairing import Pairing
from essaim.engines.matching.domain.people import UNKNOWN

Data = dict[str, Any]
BLANK: Data = {"tenths": None, "criteria": [], "common": [], "wishes": [], "told": ""}
"""What is kept of a reason once a person is erased."""
SHOWN_FROM = 11
"""The least number of people that somebody else may read; the desk reads them all (`told`)."""
KILOMETRE = 10
"""In tenths."""
VOWELS = "aàâeéèêëiîïoôuùûyhœ"


def nouns(pairing: Pairing) -> Nouns:
    """What the kit calls the two sides."""
    first, second = pairing.section.sides
    return Nouns(*map(pairing.say, (first.one, first.several, second.one, second.several)))


def pair_reason(pairing: Pairing, chosen: Chosen) -> Data:
    """Return why a pair is proposed, as data."""
    return {
        **pair_facts(pairing, chosen.seeker, chosen.partner),
        "score": chosen.score,
        "choices": chosen.choices,
        "better": chosen.better,
        "told": sentence(chosen, nouns(pairing)),
    }


def pair_facts(pairing: Pairing, seeker: int, partner: int) -> Data:
    """Return what a pair has for itself: distance in tenths of a kilometre, answers in common, wishes fulfilled."""
    tenths = pairing.crowd.distance(seeker, partner)
    return {
        "tenths": None if tenths == UNKNOWN else tenths,
        "criteria": [one.name for one in pairing.problem.criteria],
        "common": [
            [pairing.say(one.label), _common(pairing, one.fields, seeker, partner)] for one in pairing.section.shared
        ],
        "wishes": [pairing.label(rule) for rule in _fulfilled(pairing, seeker, partner)],
    }


def _common(pairing: Pairing, fields: Sequence[str], seeker: int, partner: int) -> list[str]:
    """Return the labels of the choices that both made, in the order of the kit."""
    first, second = pairing.crowd.seekers.answers[seeker], pairing.crowd.partners.answers[partner]
    mine, theirs = first.get(fields[0]), second.get(fields[1])
    if not isinstance(mine, frozenset) or not isinstance(theirs, frozenset):
        return []
    choices = pairing.crowd.ground.book.fields[fields[0]].choices
    return [pairing.say(one.label) for one in choices if one.key in mine & theirs]


def _fulfilled(pairing: Pairing, seeker: int, partner: int) -> list[str]:
    answers = {**pairing.crowd.seekers.answers[seeker], **pairing.crowd.partners.answers[partner]}
    tenths = pairing.crowd.distance(seeker, partner)
    wished = [one.rule for one in pairing.section.wishes if one.rule]
    return [rule for rule in wished if pairing.crowd.ground.holds(rule, answers, tenths)]


def why(reason: Mapping[str, Any]) -> str:
    """Return a pair's reasons as one reads them of the other: « à 7 km de chez vous ; disponible le mardi matin »."""
    parts = [
        said_distance(reason["tenths"]),
        *(f"{lowered(label)} {join(common, 'et')}" for label, common in reason["common"] if common),
        *map(lowered, reason["wishes"]),
    ]
    return " ; ".join(part for part in parts if part) or "toutes les conditions sont remplies"


def said_distance(tenths: int | None) -> str:
    """Return a distance as one says it: between centres of communes, rounded."""
    if tenths is None:
        return ""
    if tenths == 0:
        return "dans votre commune"
    kilometres = max(1, round(tenths / KILOMETRE))
    return f"à {kilometres} km de chez vous"


def lowered(text: str) -> str:
    """A label in the middle of a sentence."""
    return text[:1].lower() + text[1:]


def none_reason(pairing: Pairing, unserved: Unserved) -> Data:
    """Return why somebody has no proposal: the reason as data, a sentence for the desk, a shorter one for her."""
    return {
        "kind": type(unserved).__name__.lower(),
        **_counts(unserved),
        "told": sentence(unserved, nouns(pairing)),
        "why": why_none(pairing, unserved),
    }


def _counts(unserved: Unserved) -> Data:
    """The numbers of a reason; the numbers of people in the search mean nothing after it."""
    if isinstance(unserved, Incompatible):
        each = [
            {"criterion": one.criterion, "excluded": one.excluded, "alone": one.alone} for one in unserved.exclusions
        ]
        return {
            "partners": unserved.partners,
            "exclusions": each,
            "refused": unserved.refused,
            "nearest": unserved.nearest,
        }
    if isinstance(unserved, Shared):
        return {"places": unserved.places, "people": len(unserved.seekers), "by_lot": unserved.by_lot}
    return {"gains": list(unserved.gains)} if isinstance(unserved, QuotaBound) else {}


def why_none(pairing: Pairing, unserved: Unserved, words: Nouns | None = None) -> str:
    """Return why there is no proposal, as it is told to the person; ``words``: the sides as she sees them."""
    words = words or nouns(pairing)
    match unserved:
        case Closed():
            return "le nombre d’accords que vous avez demandé est atteint"
        case Full():
            return f"les {words.partners} qui conviennent n’ont pas de place libre pour le moment"
        case Shared(seekers=seekers, places=places):
            free = f"{places} place{'s' if places > 1 else ''}"
            return f"pas assez de places pour le moment : {people(len(seekers), words.seekers)} pour {free}"
        case QuotaBound():
            return "les quotas du service ne laissent pas de place pour le moment"
        case Incompatible():
            return _incompatible(pairing, unserved, words)


def _incompatible(pairing: Pairing, unserved: Incompatible, words: Nouns) -> str:
    if not unserved.partners:
        return f"pas encore {of(words.partner)} dans ce service"
    blocking = [one.criterion for one in unserved.exclusions if one.excluded == unserved.partners]
    if blocking:
        return f"pas {of(words.partner)} {_without(pairing, blocking[0])}"
    if unserved.refused:
        return f"pas {of(words.partner)} autre que ceux déjà refusés"
    telling = [one for one in unserved.exclusions if one.excluded]
    both = join([f"« {one.criterion} »" for one in telling], "et")
    counts = [f"« {one.criterion} » en écarte {people(one.excluded, words.partners)}" for one in telling]
    return f"pas {of(words.partner)} qui remplisse à la fois {both} ({' ; '.join(counts)})"


def people(count: int, noun: str) -> str:
    """Say how many people to one of them: below what may be published, only that they are few (ADR 10)."""
    return f"moins de {SHOWN_FROM} {noun}" if count < SHOWN_FROM else f"{count} {noun}"


def of(noun: str) -> str:
    """« de conducteur », « d’agent »."""
    return f"d’{noun}" if noun[:1].lower() in VOWELS else f"de {noun}"


def _without(pairing: Pairing, label: str) -> str:
    """Say the criterion that nobody satisfies: « à moins de 15 kilomètres », or its label."""
    limit = next((_limit(pairing, rule) for rule in pairing.section.criteria if pairing.label(rule) == label), None)
    return f"à moins de {limit}" if limit else f"qui remplisse « {label} »"


def _limit(pairing: Pairing, rule: str) -> str | None:
    """Return the greatest distance that a rule allows, when that is all it says."""
    ground = pairing.crowd.ground
    condition = ground.book.rules[rule].condition
    if not isinstance(condition, Compare) or condition.left != Ref(Source.LOOKUP, DISTANCE):
        return None
    right = condition.right
    if condition.operator not in {Operator.AT_MOST, Operator.LESS_THAN} or not isinstance(right, Ref):
        return None
    declared = ground.book.parameters.get(right.name) if right.source is Source.PARAMETER else None
    if declared is None or declared.kind not in {Kind.INTEGER, Kind.DECIMAL}:
        return None
    return say_value(declared, ground.parameters[right.name])
