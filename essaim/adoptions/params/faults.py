"""pydantic's errors, said in French with what is expected, at their place in the document."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.params.annotations import bare_type, members, tag_of
from essaim.adoptions.params.base import IDENTIFIER, QUALIFIED, SEMVER, TERRITORY, VERSIONED
from essaim.adoptions.params.conditions import TAG
from essaim.cores.reading import SENTENCES, explain

Loc = tuple[Any, ...]
NAMED_TAG = "=named"
NEAR = 0.75
"""How alike two keys are before one is proposed for the other."""

TABLE = ("une table est attendue", "écrivez des lignes « clé: valeur »")
IN_A_KIT = SENTENCES | {
    "list_type": ("une liste est attendue", "commencez chaque élément par « - »"),
    "dict_type": TABLE,
    "model_type": TABLE,
    "model_attributes_type": TABLE,
}
"""A kit is YAML: what is expected is written as there."""
FORMS = {
    IDENTIFIER: "des minuscules sans accent, des chiffres et des tirets (revenu-max)",
    QUALIFIED: "le nom d’un moteur, un point, puis un mot (cases.submit)",
    SEMVER: "trois nombres séparés par des points (1.0.0)",
    VERSIONED: "un kit et sa version (fonds-d-aide@1.0.0)",
    TERRITORY: "le code d’un territoire (departement-31, commune-32013, pays-FR)",
    r"^(19|20)[0-9]{2}$": "une année (2020)",
    r"^[^\n]*$": "une seule ligne",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "une date écrite année-mois-jour (2020-12-31)",
    r"^(payload|parameter)\.[a-z][a-z0-9-]*$": "payload.<nom> ou parameter.<identifiant> : rien ne s’écrit en dur",
    r"^[^\n{}<>0-9]*$": "une unité en toutes lettres, au pluriel (heures)",
}


def findings(error: ValidationError, model: type[BaseModel], under: Path = ()) -> Iterator[Finding]:
    """Yield each error of a model as a finding; ``under`` is where what was validated is in the document."""
    for detail in error.errors(include_url=False):
        yield Finding((*under, *place(detail["loc"])), *_said(detail, model))


def place(loc: Loc) -> Path:
    """Return the path of an error in the document: the tags of unions, and « [key] » for a wrong key, are not part of it."""
    return tuple(step for step in loc if not (isinstance(step, str) and (step.startswith(TAG) or step == "[key]")))


def _said(detail: Any, model: type[BaseModel]) -> tuple[str, str]:
    if detail["type"] == "extra_forbidden":
        return _unknown(str(detail["loc"][-1]), accepted(model, detail["loc"][:-1]))
    what, advice = explain(detail, IN_A_KIT, forms=FORMS, otherwise="voyez docs/guides/ecrire-un-kit.md")
    return what, advice or "corrigez cette valeur"


def _unknown(key: str, names: list[str]) -> tuple[str, str]:
    near = get_close_matches(key, names, n=1, cutoff=NEAR)
    advice = f"vouliez-vous dire « {near[0]} » ?" if near else f"écrivez l’un de : {', '.join(names)}"
    return f"« {key} » est inconnu ici", advice if names else "retirez-le"


def accepted(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys that may be written where an error is; a computation or a condition by name offers all its kinds."""
    here: Any = model
    for step in loc:
        below = _below(here, step)
        if step == NAMED_TAG:  # a table that is none of the kinds was taken for a value by name: offer them all
            return [key for one in members(here) for key in _keys(bare_type(one))]
        here = below
    return _keys(bare_type(here))


def _below(here: Any, step: str | int) -> Any:
    """The annotation one step below: a member of a union by its tag, a field by its name, an item."""
    if isinstance(step, str) and step.startswith(TAG):
        return next((one for one in members(here) if tag_of(one) == step), None)
    found = bare_type(here)
    if isinstance(found, type) and issubclass(found, BaseModel):
        fields = {field.alias or name: field for name, field in found.model_fields.items()}
        return fields[str(step)].annotation if step in fields else None
    arguments = get_args(found)
    return arguments[-1] if arguments else None


def _keys(found: Any) -> list[str]:
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        return []
    return [field.alias or name for name, field in found.model_fields.items()]
