"""pydantic's errors, said in French with what is expected, at their place in the document."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from essaim.adoptions.document.problems import Finding, Path
from essaim.adoptions.params.base import IDENTIFIER, QUALIFIED, SEMVER, TERRITORY, VERSIONED
from essaim.adoptions.params.conditions import TAG

SENTENCES = {
    "missing": ("« {key} » manque", "ajoutez-le"),
    "extra_forbidden": ("« {key} » est inconnu ici", "retirez-le, ou corrigez son nom"),
    "string_type": ("un texte est attendu, non une liste ou une table", "écrivez une seule valeur"),
    "string_too_long": ("texte trop long", "{max_length} caractères au plus"),
    "string_too_short": ("texte trop court", "{min_length} caractère au moins"),
    "string_pattern_mismatch": ("« {value} » n’a pas la bonne forme", "{form}"),
    "too_short": ("la liste est trop courte", "il en faut au moins {min_length}"),
    "too_long": ("la liste est trop longue", "{max_length} au plus"),
    "literal_error": ("« {value} » est inconnu", "écrivez l’un de : {expected}"),
    "enum": ("« {value} » est inconnu", "écrivez l’un de : {expected}"),
    "list_type": ("une liste est attendue", "commencez chaque élément par « - »"),
    "dict_type": ("une table est attendue", "écrivez des lignes « clé: valeur »"),
    "model_type": ("une table est attendue", "écrivez des lignes « clé: valeur »"),
    "model_attributes_type": ("une table est attendue", "écrivez des lignes « clé: valeur »"),
}
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
SHOWN_AT_MOST = 60


def findings(error: ValidationError, under: Path = ()) -> Iterator[Finding]:
    """Yield each error of a model as a finding; ``under`` is where what was validated is in the document."""
    for detail in error.errors(include_url=False):
        yield Finding((*under, *place(detail["loc"])), *_said(detail))


def place(loc: tuple[Any, ...]) -> Path:
    """Return the path of an error in the document: the tags of unions, and « [key] » for a wrong key, are not part of it."""
    return tuple(step for step in loc if not (isinstance(step, str) and (step.startswith(TAG) or step == "[key]")))


def _said(detail: Any) -> tuple[str, str]:
    if detail["type"] in {"value_error", "assertion_error"}:
        what, _, advice = str(detail["ctx"]["error"]).partition(" : ")
        return what, advice or "corrigez cette valeur"
    context = {key: str(value).replace(" or ", " ou ").replace("'", "") for key, value in detail.get("ctx", {}).items()}
    context |= {"key": str(detail["loc"][-1]) if detail["loc"] else "", "value": _shown(detail["input"])}
    context["form"] = FORMS.get(detail.get("ctx", {}).get("pattern", ""), context.get("pattern", ""))
    what, advice = SENTENCES.get(detail["type"], (str(detail["msg"]), "voyez docs/guides/ecrire-un-kit.md"))
    return what.format(**context), advice.format(**context)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else type(value).__name__
    return text if len(text) <= SHOWN_AT_MOST else f"{text[:SHOWN_AT_MOST]}…"
