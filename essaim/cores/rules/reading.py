"""From what is written (in a kit, a form, a scenario) to a typed value; an error says what was expected, in French."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import re2

from essaim.cores.rules.kinds import Item, Kind, Scalar, Value, Variable

DIGITS_AT_MOST = 15
TEXT_AT_MOST = 10_000
ITEMS_AT_MOST = 200
YES, NO = "oui", "non"
YEARS = range(1900, 2201)

_INTEGER = re2.compile(rf"-?[0-9]{{1,{DIGITS_AT_MOST}}}")
_DECIMAL = re2.compile(rf"-?[0-9]{{1,{DIGITS_AT_MOST}}}(?:[.,][0-9]{{1,6}})?")
_MONEY = re2.compile(rf"-?[0-9]{{1,{DIGITS_AT_MOST - 2}}}(?:[.,][0-9]{{1,2}})?(?: ?€)?")
_DATE = re2.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DEPARTEMENT = re2.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8])")
_COMMUNE = re2.compile(r"(?:(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB])[0-9]{3}|97[1-8][0-9]{2})")


class UnreadableValueError(ValueError):
    """A value is not of its type. The message says in French what was expected."""


def read(variable: Variable, written: Any) -> Value:
    """Return the value written, typed as its variable says.

    Args:
        variable: The declaration.
        written: A string; for CHOICES a list of keys; for GROUP a list of mappings from member to string.

    Raises:
        UnreadableValueError: the text is not of that type, the choice is not declared, the list is too long.
    """
    if variable.kind is Kind.GROUP:
        return _items(variable, written)
    if variable.kind is Kind.CHOICES:
        return _keys(variable, written)
    if not isinstance(written, str):
        raise UnreadableValueError("une seule valeur, et non une liste ou une table")
    return read_scalar(variable, written)


@lru_cache(maxsize=4096)
def read_scalar(variable: Variable, written: str) -> Scalar:
    """Return one value written as one string. Raises UnreadableValueError."""
    if variable.kind is Kind.CHOICE:
        return _key(variable, written)
    return _READERS[variable.kind](written)


def _items(variable: Variable, written: Any) -> tuple[Item, ...]:
    if not isinstance(written, Sequence) or isinstance(written, str):
        raise UnreadableValueError("une liste d’éléments, même vide")
    if len(written) > ITEMS_AT_MOST:
        raise UnreadableValueError(f"{ITEMS_AT_MOST} éléments au plus")
    return tuple(_item(variable, item, place) for place, item in enumerate(written, start=1))


def _item(variable: Variable, written: Any, place: int) -> Item:
    members = {member.name: member for member in variable.members}
    if not isinstance(written, Mapping):
        raise UnreadableValueError(f"une table parmi : {', '.join(members)}")
    unknown = sorted(set(written) - set(members))
    if unknown:
        raise UnreadableValueError(f"« {unknown[0]} » n’est pas un champ de « {variable.name} » : {', '.join(members)}")
    return {name: _member(members[name], text, place) for name, text in written.items()}


def _member(variable: Variable, written: Any, place: int) -> Scalar:
    try:
        if variable.kind is Kind.CHOICES:
            return _keys(variable, written)
        if not isinstance(written, str):
            raise UnreadableValueError("une seule valeur")  # noqa: TRY301 - said with its place, as any
        return read_scalar(variable, written)
    except UnreadableValueError as error:
        raise UnreadableValueError(f"pour « {variable.name} » de l’élément {place}, {error}") from None


def _keys(variable: Variable, written: Any) -> frozenset[str]:
    if not isinstance(written, Sequence) or isinstance(written, str):
        raise UnreadableValueError("une liste de choix, même vide")
    return frozenset(_key(variable, key) for key in written)


def _key(variable: Variable, written: Any) -> str:
    if isinstance(written, str) and written in {choice.key for choice in variable.choices}:
        return written
    raise UnreadableValueError(f"l’un de : {', '.join(choice.key for choice in variable.choices)}")


def _text(written: str) -> str:
    if len(written) > TEXT_AT_MOST:
        raise UnreadableValueError(f"un texte de {TEXT_AT_MOST} caractères au plus")
    return written


def _integer(written: str) -> int:
    if not _INTEGER.fullmatch(written):
        raise UnreadableValueError(f"un nombre entier en chiffres, sans espace ni unité ({DIGITS_AT_MOST} au plus)")
    return int(written)


def _decimal(written: str) -> Fraction:
    if not _DECIMAL.fullmatch(written):
        raise UnreadableValueError("un nombre en chiffres, avec au plus six décimales (12 ou 12,5)")
    return Fraction(written.replace(",", "."))


def _money(written: str) -> int:
    """Return cents: « 12,5 », « 12.50 » and « 12,50 € » are all 1250."""
    if not _MONEY.fullmatch(written):
        raise UnreadableValueError("une somme en euros, avec au plus deux décimales (300 ou 300,50)")
    return int(Fraction(written.removesuffix("€").strip().replace(",", ".")) * 100)


def _date(written: str) -> date:
    message = "une date de 1900 à 2200 écrite année-mois-jour (2020-12-31)"
    if not _DATE.fullmatch(written):
        raise UnreadableValueError(message)
    try:
        found = date.fromisoformat(written)
    except ValueError:
        raise UnreadableValueError(message) from None
    if found.year not in YEARS:
        raise UnreadableValueError(message)
    return found


def _yes_no(written: str) -> bool:
    if written not in {YES, NO}:
        raise UnreadableValueError("oui ou non")
    return written == YES


def _commune(written: str) -> str:
    if not _COMMUNE.fullmatch(written):
        raise UnreadableValueError("le code Insee d’une commune, en cinq caractères (01004, 2A004)")
    return written


def _departement(written: str) -> str:
    if not _DEPARTEMENT.fullmatch(written):
        raise UnreadableValueError("le numéro d’un département (01, 2A, 971)")
    return written


_READERS: dict[Kind, Callable[[str], Scalar]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.COMMUNE: _commune,
    Kind.DEPARTEMENT: _departement,
}


def departement_of(commune: str) -> str:
    """Return the number of the département of a commune, from its Insee code (« 97105 » is in « 971 »)."""
    return commune[:3] if commune.startswith("97") else commune[:2]
