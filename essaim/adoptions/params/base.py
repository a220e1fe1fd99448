"""What every section is made of: identifiers, texts, numbers and references, all written as strings.

A reference or a text is marked by its type, so that one walk finds every one of them, in the kit's own sections and in
the section of an engine alike (`walking`).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from essaim.cores.reading import shown


class Section(BaseModel):
    """A closed table: an unknown key is refused, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def exactly_one(section: Section, names: tuple[str, ...], what: str) -> str:
    """Return which one of these fields is given. Raises ValueError, in French, when none or several are: ``what`` begins it."""
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) != 1:
        raise ValueError(f"{what} : exactement l’un de {', '.join(name.removesuffix('_') for name in names)}")
    return given[0]


class Target(StrEnum):
    """What a reference names."""

    FIELD = "champ"
    PARAMETER = "paramètre"
    ROLE = "rôle"
    RULE = "règle"
    AMOUNT = "montant"
    MESSAGE = "message"
    OUTCOME = "résultat"
    ORIGIN_FIGURE = "chiffre d’origine"


@dataclass(frozen=True)
class Reference:
    """Marks a string that names something declared in the kit."""

    target: Target


class Scope(StrEnum):
    """Where a text stands, which decides what its placeholders may show.

    A LABEL stands inside printed rules: it may name values, not rules, or a rule could end up inside itself.
    """

    LABEL = "label"
    PAGE = "page"
    MESSAGE = "message"


@dataclass(frozen=True)
class Prose:
    """Marks a text that a person reads. Without ``placeholders`` it is a name or a source, kept as it is.

    ``numbers``: whether a number written in it must be checked against the parameters.
    """

    scope: Scope = Scope.PAGE
    placeholders: bool = True
    numbers: bool = True


def yes_no(written: Any) -> Any:
    if not isinstance(written, str) or written not in {"oui", "non"}:
        raise ValueError(f"{shown(written)} n’est pas une réponse : écrivez oui ou non")
    return written == "oui"


def whole(written: Any) -> Any:
    if not isinstance(written, str) or not re.fullmatch(r"[0-9]{1,9}", written):
        raise ValueError(f"{shown(written)} n’est pas un nombre entier : écrivez-le en chiffres, sans unité")
    return int(written)


def number(written: Any) -> Any:
    if not isinstance(written, str) or not re.fullmatch(r"-?[0-9]{1,13}([.,][0-9]{1,6})?", written):
        raise ValueError(f"{shown(written)} n’est pas un nombre : écrivez-le en chiffres, sans unité (12 ou 12,5)")
    return Decimal(written.replace(",", "."))


IDENTIFIER = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
QUALIFIED = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*$"
SEMVER = r"^(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$"
VERSIONED = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*@(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$"
TERRITORY = r"^(pays-FR|region-[0-9]{2}|departement-[0-9][0-9AB][0-9]?|epci-[0-9]{9}|commune-[0-9][0-9AB][0-9]{3})$"

AS_NUMBER = {"type": ["string", "number"]}  # an editor reads 300 as a number; the platform reads the text « 300 »

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, max_length=40)]
Qualified = Annotated[str, StringConstraints(pattern=QUALIFIED, max_length=81)]
Semver = Annotated[str, StringConstraints(pattern=SEMVER)]
Versioned = Annotated[str, StringConstraints(pattern=VERSIONED, max_length=80)]
TerritoryCode = Annotated[str, StringConstraints(pattern=TERRITORY)]
Year = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}$"), WithJsonSchema({"type": ["string", "integer"]})]
YesNo = Annotated[bool, BeforeValidator(yes_no), WithJsonSchema({"enum": ["oui", "non"]})]
Whole = Annotated[
    int, BeforeValidator(whole), WithJsonSchema({"type": ["string", "integer"], "pattern": "^[0-9]{1,9}$"})
]
Number = Annotated[Decimal, BeforeValidator(number), WithJsonSchema(AS_NUMBER)]

_LINE = StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n]*$")
Label = Annotated[str, _LINE, Prose(Scope.LABEL)]
Name = Annotated[str, _LINE, Prose(placeholders=False, numbers=False)]
"""A proper name, a unit, a source: kept as it is."""
Reason = Annotated[str, StringConstraints(min_length=1, max_length=1000), Prose(Scope.LABEL)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), Prose()]
DocumentText = Annotated[str, StringConstraints(min_length=1, max_length=20_000), Prose()]
MessageLine = Annotated[str, _LINE, Prose(Scope.MESSAGE)]
MessageText = Annotated[str, StringConstraints(min_length=1, max_length=10_000), Prose(Scope.MESSAGE)]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\n{}<>0-9]*$")]

FieldRef = Annotated[str, StringConstraints(max_length=40), Reference(Target.FIELD)]
ParameterRef = Annotated[str, StringConstraints(max_length=40), Reference(Target.PARAMETER)]
RoleRef = Annotated[str, StringConstraints(max_length=40), Reference(Target.ROLE)]
RuleRef = Annotated[str, StringConstraints(max_length=40), Reference(Target.RULE)]
AmountRef = Annotated[str, StringConstraints(max_length=40), Reference(Target.AMOUNT)]
MessageRef = Annotated[str, StringConstraints(max_length=40), Reference(Target.MESSAGE)]
OutcomeRef = Annotated[str, StringConstraints(max_length=40), Reference(Target.OUTCOME)]

Bound = Annotated[str, StringConstraints(max_length=40), WithJsonSchema(AS_NUMBER)]
Fragment = Annotated[
    str, StringConstraints(max_length=200), Prose(Scope.MESSAGE, numbers=False), WithJsonSchema(AS_NUMBER)
]
"""Words that a scenario expects: with placeholders, so that they follow the parameters."""
Written = Annotated[
    Any, Field(description="Une valeur telle qu’elle s’écrit"), WithJsonSchema({"type": ["string", "number", "array"]})
]
"""A value whose type is that of what it is about: read by `values`."""
