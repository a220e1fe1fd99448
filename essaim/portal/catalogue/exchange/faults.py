"""pydantic's errors, said in French with what to do."""

from typing import Any

SENTENCES = {
    "missing": "valeur obligatoire absente",
    "extra_forbidden": "champ inconnu : retirez-le ou corrigez son nom",
    "string_too_long": "texte trop long : {max_length} caractères au plus",
    "string_too_short": "texte trop court : {min_length} caractères au moins",
    "string_type": "un texte est attendu",
    "string_pattern_mismatch": "forme inattendue ({pattern})",
    "too_short": "il faut au moins {min_length} valeur",
    "enum": "valeur inconnue ; valeurs possibles : {expected}",
    "literal_error": "valeur inconnue ; valeurs possibles : {expected}",
    "decimal_parsing": "un nombre est attendu",
    "decimal_type": "un nombre est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_type": "un nombre entier est attendu",
    "url_parsing": "adresse web mal écrite : elle commence par https:// ou http://",
    "url_scheme": "adresse web mal écrite : elle commence par https:// ou http://",
    "url_too_long": "adresse web trop longue",
    "list_type": "une liste est attendue",
    "dict_type": "un objet est attendu",
    "model_type": "un objet est attendu",
    "bool_type": "vrai ou faux est attendu",
    "greater_than_equal": "la plus petite valeur possible est {ge}",
    "less_than_equal": "la plus grande valeur possible est {le}",
    "json_invalid": "ce n’est pas du JSON : {error}",
}


def reason(detail: Any) -> str:
    """Return the French sentence of one pydantic error; our own validators already speak French."""
    if detail["type"] in {"value_error", "assertion_error"}:
        return str(detail["ctx"]["error"])
    sentence = SENTENCES.get(detail["type"])
    context = {key: str(value).replace(" or ", " ou ") for key, value in detail.get("ctx", {}).items()}
    return sentence.format(**context) if sentence else str(detail["msg"])


def place(detail: Any) -> str:
    """Return where the error is, as a path: ``figures.0.value``."""
    return ".".join(str(step) for step in detail["loc"])


def french(detail: Any) -> str:
    """Return one pydantic error as one line: where, then what."""
    where = place(detail)
    return f"{where} : {reason(detail)}" if where else reason(detail)
