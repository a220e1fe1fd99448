"""The file of margins (docs/formats/marges.md): its shape, and its meeting with a file of answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from essaim.config.survey.tables import Table, UnusableFile, read_text
from essaim.cores.survey import Factor, Margin, by_stratum, cross, from_shares, margin

Number = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Total = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
Categories = Annotated[dict[str, Number], Field(min_length=1)]
Variables = Annotated[dict[str, Categories], Field(min_length=1)]

NEAR_ONE = (0.5, 1.5)
NEAR_HUNDRED = (90, 110)
HUNDRED = 100.0
SENTENCES = {
    "extra_forbidden": "clé inconnue",
    "missing": "clé absente",
    "float_type": "un nombre est attendu",
    "greater_than": "un nombre au-dessus de 0 est attendu",
    "greater_than_equal": "un nombre positif ou nul est attendu",
    "finite_number": "un nombre fini est attendu",
    "dict_type": "un objet { « clé » : valeur } est attendu",
    "model_type": "un objet { « clé » : valeur } est attendu",
    "string_type": "un texte est attendu",
    "too_short": "il en faut au moins un",
    "literal_error": "attendu : shares, percent ou counts",
}


class MarginsFile(BaseModel):
    """Ce que l’on sait de la population, par variable et par catégorie."""

    model_config = ConfigDict(extra="forbid", title="Marges d’un redressement")

    source: str = Field(default="", description="D’où viennent les marges : producteur, année, champ.")
    unit: Literal["shares", "percent", "counts"] | None = Field(
        default=None,
        description="shares : parts, de somme 1. percent : pourcentages, de somme 100. counts : effectifs. "
        "Sans unité : des parts si toutes les sommes sont proches de 1, sinon des effectifs.",
    )
    total: Total | None = Field(
        default=None, description="Somme des poids, pour des parts (sans lui : le nombre de réponses)."
    )
    margins: Variables = Field(
        description="Par colonne du fichier de réponses, le nombre ou la part de chaque catégorie. "
        "« sexe*age » croise deux colonnes, ses catégories s’écrivent « F*18-24 »."
    )
    strata: str = Field(default="", description="Colonne des strates : chacune est redressée pour elle-même.")
    population: dict[str, Total] = Field(default={}, description="Somme des poids de chaque strate, pour des parts.")
    margins_by_stratum: dict[str, Variables] = Field(
        default={},
        description="Marges propres à une strate ; elles remplacent celles de « margins » qui ont le même nom.",
    )


@dataclass(frozen=True)
class Matched:
    """Margins and the variables of a file of answers, at the same places; ``strata`` when the file names them."""

    factors: tuple[Factor, ...]
    margins: tuple[Margin, ...]
    strata: Factor | None
    source: str


def read_margins(path: Path) -> MarginsFile:
    """Read a file of margins; the short form { « sexe » : { … } } is read as the value of « margins »."""
    try:
        content = json.loads(read_text(path), object_pairs_hook=_without_twice)
    except json.JSONDecodeError as error:
        raise UnusableFile(f"« {path} », ligne {error.lineno}, colonne {error.colno} : JSON illisible.") from None
    except UnusableFile as error:
        raise UnusableFile(f"« {path} » : {error}") from None
    if (
        isinstance(content, dict)
        and "margins" not in content
        and all(isinstance(each, dict) for each in content.values())
    ):
        content = {"margins": content}
    try:
        return MarginsFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = " → ".join(str(part) for part in first["loc"]) or "racine"
        said = SENTENCES.get(first["type"], first["msg"])
        raise UnusableFile(f"« {path} », {place} : {said}. Le format est décrit dans docs/formats/marges.md.") from None


def _without_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise UnusableFile(f"la clé « {twice[0]} » est écrite deux fois.")
    return dict(pairs)


def match(asked: MarginsFile, table: Table) -> Matched:
    """Make the margins and take their variables in the file of answers. UnusableFile, or the core's refusals."""
    factors = [_variable(name, table) for name in asked.margins]
    if not asked.strata:
        unit = unit_of(asked.unit, [sum(each.values()) for each in asked.margins.values()])
        total = asked.total or float(len(table))
        margins = [_margin(name, each, unit, total) for name, each in asked.margins.items()]
        return Matched(tuple(factors), tuple(margins), None, asked.source)
    strata = table.factor(asked.strata)
    _check_strata(asked, strata, table)
    margins = [by_stratum(strata, _of_strata(name, asked, strata)) for name in asked.margins]
    return Matched(tuple(cross(strata, each) for each in factors), tuple(margins), strata, asked.source)


def unit_of(given: str | None, sums: Sequence[float]) -> str:
    """Return the unit of margins whose sums are these; UnusableFile when it must be said."""
    if given:
        return given
    if all(NEAR_ONE[0] <= each <= NEAR_ONE[1] for each in sums):
        return "shares"
    if all(NEAR_HUNDRED[0] <= each <= NEAR_HUNDRED[1] for each in sums):
        raise UnusableFile(
            "Les marges font à peu près 100 : écrivez « unit » : « percent » pour des pourcentages, « counts » pour des effectifs."
        )
    return "counts"


def _variable(name: str, table: Table) -> Factor:
    return reduce(cross, [table.factor(part.strip()) for part in name.split("*")])


def _margin(name: str, categories: dict[str, float], unit: str, total: float) -> Margin:
    name = _crossed(name)
    values = {_crossed(level): value for level, value in categories.items()} if "×" in name else categories
    if unit == "counts":
        return margin(name, values)
    scale = HUNDRED if unit == "percent" else 1.0
    return from_shares(name, {level: value / scale for level, value in values.items()}, total)


def _crossed(name: str) -> str:
    return " × ".join(part.strip() for part in name.split("*"))


def _of_strata(name: str, asked: MarginsFile, strata: Factor) -> dict[str, Margin]:
    margins = {}
    for stratum in strata.levels:
        own = asked.margins_by_stratum.get(stratum, {}).get(name, asked.margins[name])
        unit = unit_of(asked.unit, [sum(own.values())])
        margins[stratum] = _margin(name, own, unit, asked.population.get(stratum, 0.0))
    return margins


def _check_strata(asked: MarginsFile, strata: Factor, table: Table) -> None:
    empty = [line for line, code in zip(table.lines, strata.codes.tolist(), strict=True) if code < 0]
    if empty:
        raise UnusableFile(f"« {table.name} », ligne {empty[0]}, colonne « {asked.strata} » : la strate manque.")
    counts = asked.unit == "counts"
    absent = [level for level in strata.levels if level not in asked.population and not counts]
    if absent:
        raise UnusableFile(
            f"Marges par strate : « population » ne dit rien de « {absent[0]} », présente dans la colonne « {asked.strata} »."
        )
    own = sorted({name for each in asked.margins_by_stratum.values() for name in each} - set(asked.margins))
    if own:
        raise UnusableFile(f"Marges par strate : « {own[0]} » doit aussi être dans « margins ».")
    named = {*asked.population, *asked.margins_by_stratum}
    unknown = sorted(named - set(strata.levels))
    if unknown:
        raise UnusableFile(
            f"Marges par strate : « {unknown[0]} » n’a personne dans la colonne « {asked.strata} » de « {table.name} »."
        )
