"""What pydantic refuses, in French: what is wrong, and what to do. Types of errors: pydantic's « Validation errors » reference."""

from collections.abc import Mapping
from typing import Any

SHOWN_AT_MOST = 60
NUMBER = ("un nombre est attendu", "écrivez-le en chiffres")
WHOLE = ("un nombre entier est attendu", "écrivez-le en chiffres")
ADDRESS = ("adresse web mal écrite", "elle commence par https:// ou http://")
OBJECT = ("un objet est attendu", "donnez ses champs par leur nom")
ONE_OF = ("{value} est inconnu", "écrivez l’un de : {expected}")
SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("« {key} » manque", "ajoutez-le"),
    "extra_forbidden": ("« {key} » est inconnu ici", "retirez-le ou corrigez son nom"),
    "string_type": ("un texte est attendu, non une liste ou une table", "écrivez une seule valeur"),
    "string_too_long": ("texte trop long", "{max_length} caractères au plus"),
    "string_too_short": ("texte trop court", "au moins {min_length} caractère(s)"),
    "string_pattern_mismatch": ("{value} n’a pas la bonne forme", "{pattern}"),
    "too_short": ("la liste est trop courte", "il en faut au moins {min_length}"),
    "too_long": ("la liste est trop longue", "{max_length} au plus"),
    "literal_error": ONE_OF,
    "enum": ONE_OF,
    "decimal_parsing": NUMBER,
    "decimal_type": NUMBER,
    "int_parsing": WHOLE,
    "int_type": WHOLE,
    "url_parsing": ADDRESS,
    "url_scheme": ADDRESS,
    "url_too_long": ("adresse web trop longue", ""),
    "list_type": ("une liste est attendue", ""),
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "bool_type": ("vrai ou faux est attendu", ""),
    "greater_than_equal": ("la plus petite valeur possible est {ge}", ""),
    "less_than_equal": ("la plus grande valeur possible est {le}", ""),
    "json_invalid": ("ce n’est pas du JSON", "{error}"),
}
"""By pydantic's type of error: what is wrong, what to do (empty: the first says it)."""


def explain(
    detail: Mapping[str, Any],
    sentences: Mapping[str, tuple[str, str]] = SENTENCES,
    *,
    forms: Mapping[str, str] | None = None,
    otherwise: str = "",
) -> tuple[str, str]:
    """Return what is wrong and what to do, in French.

    Args:
        detail: One of `ValidationError.errors()`. Our own validators speak French already, « what : what to do ».
        sentences: The words by type of error; ``{key}``, ``{value}`` and pydantic's own context are filled in.
        forms: Regular expressions in words, for `string_pattern_mismatch`.
        otherwise: What to do about an error that has no sentence.
    """
    if detail["type"] in {"value_error", "assertion_error"}:
        what, _, advice = str(detail["ctx"]["error"]).partition(" : ")
        return what, advice
    given = detail.get("ctx", {})
    context = {key: str(value).replace(" or ", " ou ") for key, value in given.items()}
    context["expected"] = context.get("expected", "").replace("'", "")
    context["pattern"] = (forms or {}).get(str(given.get("pattern", "")), context.get("pattern", ""))
    context["key"] = str(detail["loc"][-1]) if detail["loc"] else ""
    context["value"] = shown(detail["input"]) if "input" in detail else "« ? »"  # what was given is not always said
    what, advice = sentences.get(detail["type"], (str(detail["msg"]).replace("{", "{{").replace("}", "}}"), otherwise))
    return what.format(**context), advice.format(**context)


def sentence(detail: Mapping[str, Any]) -> str:
    """Return an error as one sentence: « texte trop long : 300 caractères au plus »."""
    return " : ".join(part for part in explain(detail) if part)


def place(detail: Mapping[str, Any]) -> str:
    """Return where an error is, as a path: ``figures.0.value``."""
    return ".".join(str(step) for step in detail["loc"])


def line(detail: Mapping[str, Any]) -> str:
    """Return an error as one line: where, then what."""
    return " : ".join(part for part in (place(detail), sentence(detail)) if part)


def shown(written: Any) -> str:
    """Return what was written, between quotation marks and cut when it is long; a list or a table by its kind."""
    if isinstance(written, list | tuple | dict):
        return "une table" if isinstance(written, dict) else "une liste"
    text = str(written)
    return f"« {text[:SHOWN_AT_MOST]}{'…' if len(text) > SHOWN_AT_MOST else ''} »"
