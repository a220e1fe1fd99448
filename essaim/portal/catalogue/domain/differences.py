"""What changed between two records of a page, field by field, in words that a moderator reads."""

from collections.abc import Mapping
from typing import Any

from essaim.portal.catalogue.models.detail import KIND_LABELS, OBSTACLE_LABELS, PRECISION_LABELS
from essaim.portal.catalogue.models.initiative import EVIDENCE_LABELS, STAGE_LABELS

LABELS = {
    "title": "titre",
    "summary": "en bref",
    "problem": "le problème",
    "how_it_works": "comment ça marche",
    "for_whom": "pour qui",
    "holder": "porteur",
    "lessons": "ce qui a été appris",
    "costs": "coûts",
    "funding": "financements",
    "legal_basis": "base légale",
    "solution": "solution",
    "themes": "thèmes",
    "publics": "publics",
    "territories": "territoires",
    "stage": "étape",
    "evidence_level": "preuve",
    "everyday_words": "mots de tous les jours",
    "figures": "chiffres",
    "stages": "dates des étapes",
    "partners": "partenaires",
    "obstacles": "obstacles de droit",
    "links": "liens",
    "needs": "ce qu’il faut",
    "similar": "solutions proches",
}
NEEDS = {"people": "des personnes", "money": "de l’argent", "law": "du droit", "time": "du temps"}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return name, label, old and new text of each field of `new` that differs in `old`."""
    return [
        {"name": name, "label": LABELS[name], "old": in_words(name, old.get(name)), "new": in_words(name, new[name])}
        for name in LABELS
        if name in new and not same(old.get(name), new[name])
    ]


def same(old: Any, new: Any) -> bool:
    """Compare as people read: browsers send line ends of their own, and nothing typed is nothing said."""
    if isinstance(old, str) and isinstance(new, str):
        return old.split() == new.split()
    return (old or None) == (new or None)


def in_words(name: str, value: Any) -> str:
    """Return one field of a record as text, one line for each row of a list."""
    if isinstance(value, list):
        return "\n".join(_row(name, row) if isinstance(row, dict) else str(row) for row in value)
    if name == "needs":
        return "\n".join(f"{label} : {value[key]}" for key, label in NEEDS.items() if value and value.get(key))
    labels = {"stage": STAGE_LABELS, "evidence_level": EVIDENCE_LABELS}.get(name, {})
    return str(labels.get(value, value or ""))  # type: ignore[attr-defined]


def _row(name: str, row: Mapping[str, Any]) -> str:
    if name == "figures":
        return _figure(row)
    when = (row.get("when") or {}).get("text", "")
    parts = {
        "stages": [STAGE_LABELS.get(row.get("stage"), ""), when, row.get("note")],  # type: ignore[arg-type]
        "partners": [row.get("name"), row.get("part")],
        "links": [row.get("label"), row.get("url")],
        "obstacles": [
            row.get("obstacle"),
            row.get("derogation"),
            row.get("proposal"),
            OBSTACLE_LABELS.get(row.get("state"), ""),  # type: ignore[arg-type]
        ],
    }
    return " ; ".join(str(part) for part in parts[name] if part)


def _figure(row: Mapping[str, Any]) -> str:
    precision = PRECISION_LABELS.get(row.get("precision"), "")  # type: ignore[arg-type]
    last = f" à {row['value_max']}" if row.get("value_max") is not None else ""
    when = (row.get("when") or {}).get("text") or "sans date"
    kind = KIND_LABELS[row["kind"]]
    method = f" ; méthode : {row['method']}" if row.get("method") else ""
    value = " ".join(f"{precision} {row['value']}{last} {row['unit']}".split())
    return f"{row['label']} : {value} ({kind}, {when} ; source : {row['source']}{method})"
