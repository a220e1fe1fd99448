"""The paragraph test: what a text of the seed states, and whether the passages that it cites state it too.

A claim is one text of the seed with the passages that it cites. Its facts (numbers, dates, names) are drawn out
automatically; whatever the passages do not hold is a problem, told with the place where it stands.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from essaim.portal.catalogue.params import (
    DiffusionRecord,
    FigureRecord,
    InitiativeRecord,
    SolutionRecord,
    StageRecord,
    When,
)
from essaim.portal.catalogue.seed import Seed
from tests.apps.portal.catalogue.seed.reviewed import DERIVED, OUR_WORDS, SAME_UNIT, TERRITORIES

NUMBER_WORDS = {
    "zero": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000, "dizaine": 10, "douzaine": 12, "quinzaine": 15,
    "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "centaine": 100, "millier": 1000,
    "demi": Decimal("0.5"), "moitie": Decimal("0.5"),
}  # fmt: skip
ORDINALS = {
    "deuxieme": "2e",
    "second": "2e",
    "seconde": "2e",
    "troisieme": "3e",
    "quatrieme": "4e",
    "premier": "1er",
    "premiere": "1er",
}
CALENDAR = {
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre", "printemps", "automne", "hiver", "rentree", "dernier", "derniere", "prochain", "prochaine", "hier",
}  # fmt: skip
TOLD_IN_2021 = " (note de 2021)"
NEAR = 14
"""A figure and its unit stand within so many words of each other in the passage."""

_NUMBER = re.compile(r"\d+(?:,\d+)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;]\s+|«\s*)$")
_NAME = re.compile(r"\b[A-ZÀÂÉÈÊÎÏÔŒÇ][\w-]*|\b[a-z]+[A-Z]\w*")


@dataclass(frozen=True)
class Claim:
    """One text of the seed, where it stands, and the passages that it cites."""

    where: str
    text: str
    cited: tuple[int, ...]


@cache
def plain(text: str) -> str:
    """Return the text in lower case without accents, with plain spaces and apostrophes and unbroken numbers."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("œ", "oe").replace("Œ", "Oe")
    text = re.sub(r"(?<=\d)[\s\u202f](?=\d{3}\b)", "", text)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", bare).lower()


@cache
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, plain; a number with its decimals is one word."""
    return tuple(re.findall(r"\d+(?:,\d+)?|[a-z0-9]+|%|€", plain(text)))


@cache
def numbers(text: str) -> frozenset[str]:
    """Return the numbers that a text states: in digits or words, with % or m3 attached, millions multiplied out."""
    found: set[str] = set()
    tokens = words(text)
    for here, token in enumerate(tokens):
        after = tokens[here + 1] if here + 1 < len(tokens) else ""
        found |= _number(token, after)
    return frozenset(found)


def _number(token: str, after: str) -> set[str]:
    if token in ORDINALS or token.rstrip("s") in ORDINALS:
        return {ORDINALS.get(token) or ORDINALS[token.rstrip("s")]}
    if _NUMBER.fullmatch(token):
        value = Decimal(token.replace(",", "."))
    elif token.rstrip("s") in NUMBER_WORDS or token in NUMBER_WORDS:
        value = Decimal(NUMBER_WORDS.get(token, NUMBER_WORDS.get(token.rstrip("s"), 0)))
    else:
        return set()
    if after.startswith("million"):
        value *= 1_000_000
    return {canonical(value) + (after if after in {"%", "m3"} else "")}


def canonical(value: Decimal) -> str:
    """Write a number in one way only: 10000, 3.5."""
    return format(value.normalize(), "f")


@cache
def calendar(text: str) -> frozenset[str]:
    """Return the months, seasons and words of date of a text; « été » is a season after « l’ », « cet » or « d’ »."""
    found = set(words(text)) & CALENDAR
    season = re.search(r"(?:\bl'|\bd'|\bcet |\bun )ete\b|\bete \d{4}", plain(text))
    return frozenset(found | ({"ete"} if season else set()))


def names(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the capitalised words and acronyms of a text, and whether each starts a sentence."""
    for match in _NAME.finditer(unicodedata.normalize("NFKC", text)):
        yield match.group(), bool(_SENTENCE_START.search(re.sub(r"[LDJNSC]’$", "", text[: match.start()])))


def facts_missing(claim: Claim, note: list[str]) -> list[str]:
    """Return the facts of a claim that its passages do not state, in words."""
    passages = [note[number - 1] for number in claim.cited]
    source = " ".join(passages)
    text = _without_derived(claim)
    missing = [f"nombre {number}" for number in numbers(text) - numbers(source)]
    missing += [f"date « {word} »" for word in calendar(text) - calendar(source)]
    missing += [f"nom « {name} »" for name, starts in names(text) if not _known(name, source, starts=starts)]
    return [f"{claim.where} : {fact} absent du passage {claim.cited}" for fact in missing]


def _without_derived(claim: Claim) -> str:
    text = claim.text.replace(TOLD_IN_2021, "").replace("\u00a0", " ").replace("\u202f", " ")
    for passage, phrase in DERIVED:
        if passage in claim.cited:
            text = text.replace(phrase, "")
    return text


def _known(name: str, source: str, *, starts: bool) -> bool:
    return plain(name) in _held(source) or (starts and plain(name) in OUR_WORDS)


@cache
def _held(source: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", plain(source)))


def claims(seed: Seed) -> Iterator[Claim]:
    """Yield every text of the seed that states something."""
    for solution in seed.catalogue.solutions:
        yield from _page_claims(solution)
    for initiative in seed.catalogue.initiatives:
        yield from _page_claims(initiative)
        yield from _initiative_claims(initiative)
    for edge in seed.catalogue.diffusion:
        yield from _edge_claims(edge)


def _page_claims(page: SolutionRecord | InitiativeRecord) -> Iterator[Claim]:
    for field, text in page_texts(page):
        yield Claim(f"{page.id}.{field}", text, tuple(page.passages.get(field.split(".")[0], ())))


def page_texts(page: SolutionRecord | InitiativeRecord) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each filled field of a page, parts left aside."""
    fields = ["title", "summary", "problem", "how_it_works", "for_whom"]
    if isinstance(page, InitiativeRecord):
        fields += ["holder", "lessons", "costs", "funding", "legal_basis"]
        yield from (("partners", f"{partner.name}. {partner.part}") for partner in page.partners)
        yield from (("links", link.label) for link in page.links)
    else:
        yield from ((f"needs.{name}", text) for name, text in page.needs.model_dump().items() if text)
    yield from ((field, getattr(page, field)) for field in fields if getattr(page, field))


def _initiative_claims(page: InitiativeRecord) -> Iterator[Claim]:
    cited = tuple(sorted({number for numbers_ in page.passages.values() for number in numbers_}))
    for code in page.territories:
        yield Claim(f"{page.id}.territories", f"Territoire {TERRITORIES[code]}", cited)
    for figure in page.figures:
        yield Claim(f"{page.id}.figures « {figure.label} »", figure.label, _passage(figure))
    for stage in page.stages:
        yield Claim(f"{page.id}.stages", stage.note, _passage(stage))


def _edge_claims(edge: DiffusionRecord) -> Iterator[Claim]:
    where = f"{edge.solution} vers {edge.to_territory}"
    ends = [TERRITORIES[code] for code in (edge.from_territory, edge.to_territory) if code]
    yield Claim(where, "Territoire " + " et ".join(ends), _passage(edge))
    yield Claim(where, edge.changes, _passage(edge))


def _passage(part: FigureRecord | StageRecord | DiffusionRecord) -> tuple[int, ...]:
    return (part.passage,) if part.passage else ()


def figure_problems(page: InitiativeRecord, note: list[str]) -> Iterator[str]:
    """Say of each figure whether its passage gives its value, close to its unit."""
    for figure in page.figures:
        passage = note[(figure.passage or 1) - 1]
        for value in filter(None, (figure.value, figure.value_max)):
            if not _beside(value, figure.unit, passage):
                yield f"{page.id} : « {figure.label} » = {value} {figure.unit} absent du passage {figure.passage}"


def _beside(value: Decimal, unit: str, passage: str) -> bool:
    tokens = words(passage)
    return any(
        _states(value, unit, tokens, here) and _unit_near(unit, tokens[max(0, here - NEAR) : here + NEAR])
        for here in range(len(tokens))
    )


def _states(value: Decimal, unit: str, tokens: tuple[str, ...], here: int) -> bool:
    after = tokens[here + 1] if here + 1 < len(tokens) else ""
    if value == 1:
        return tokens[here] in {"un", "une"} and after == plain(unit)
    stated = _number(tokens[here], after)
    suffix = plain(unit) if plain(unit) in {"%", "m3"} else ""
    return canonical(value) + suffix in stated


def _unit_near(unit: str, window: tuple[str, ...]) -> bool:
    if unit == "€":
        return any(word.startswith("euro") for word in window)
    wanted = SAME_UNIT.get(unit, words(unit))
    near = {word.rstrip("sx") for word in window}
    return all(word.rstrip("sx") in near for word in wanted if len(word) > 3 or word in {"an", "ans"})


def date_problems(seed: Seed, note: list[str]) -> Iterator[str]:
    """Say of each date whether its passage gives it in those words, and its year in digits."""
    for where, when, passage in _dates(seed):
        text = note[(passage or 1) - 1]
        said = when.text.replace(TOLD_IN_2021, "")
        if (passage, said) not in DERIVED and plain(said) not in plain(text):
            yield f"{where} : la date « {said} » n’est pas dans le passage {passage}"
        if when.year and str(when.year) not in numbers(text):
            yield f"{where} : l’année {when.year} n’est pas dans le passage {passage}"


def _dates(seed: Seed) -> Iterator[tuple[str, When, int | None]]:
    for page in seed.catalogue.initiatives:
        for part in (*page.figures, *page.stages):
            if part.when:
                yield page.id, part.when, part.passage
    for edge in seed.catalogue.diffusion:
        if edge.when:
            yield f"{edge.solution} vers {edge.to_territory}", edge.when, edge.passage


def problems(seed: Seed, note: list[str]) -> list[str]:
    """Return every statement of the seed that its passages do not hold; empty when all is well."""
    found = [problem for claim in claims(seed) for problem in facts_missing(claim, note)]
    found += [problem for page in seed.catalogue.initiatives for problem in figure_problems(page, note)]
    return found + list(date_problems(seed, note))
