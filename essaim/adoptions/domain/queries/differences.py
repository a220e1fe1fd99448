"""What changes between two terms, in words: values, rules, texts, as each would be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from essaim.adoptions.kits.showing import View
from essaim.adoptions.models import Terms


@dataclass(frozen=True)
class Change:
    """One thing that reads otherwise: its kind and its label in French, before, after; empty: it was not there."""

    kind: str
    label: str
    before: str
    after: str


def differences(before: Terms, after: Terms) -> list[Change]:
    """Return everything that a person would read otherwise, the values first."""
    old, new = (View(terms.kit, terms.values) for terms in (before, after))
    return [change for kind in KINDS for change in _changes(kind, KINDS[kind](old), KINDS[kind](new))]


Texts = dict[str, tuple[str, str]]
"""By identifier: the label and the text."""


def _changes(kind: str, old: Texts, new: Texts) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if (before or ("", ""))[1] != (after or ("", ""))[1] or (before is None) != (after is None):
            label = (after or before or ("", ""))[0]
            yield Change(kind, label, before[1] if before else "", after[1] if after else "")


def _values(view: View) -> Texts:
    return {one["id"]: (one["label"], one["value"]) for one in view.parameters()}


def _summary(view: View) -> Texts:
    header = view.kit.record.kit
    return {
        "title": ("Titre", view.speech.text(header.title)),
        "summary": ("En bref", view.speech.text(header.summary)),
    }


def _rules(view: View) -> Texts:
    return {one["id"]: (one["label"], "\n".join([*one["conditions"], one["reason"]])) for one in view.rules()}


def _amounts(view: View) -> Texts:
    return {one["id"]: (one["label"], f"{one['type']}, d’après : {', '.join(one['from'])}") for one in view.amounts()}


def _questions(view: View) -> Texts:
    found: Texts = {}
    for one in view.questions():
        parts = (
            one["label"],
            one["help"],
            one["asked_when"],
            f"Pourquoi : {one['purpose']}",
            f"Gardé {one['retention']}",
        )
        found[one["id"]] = (one["label"], "\n".join(part for part in parts if part))
    return found


def _messages(view: View) -> Texts:
    return {
        one["id"]: (one["label"], "\n".join(filter(None, (one["subject"], one["body"])))) for one in view.messages()
    }


KINDS = {
    "Valeur": _values,
    "Présentation": _summary,
    "Règle": _rules,
    "Montant": _amounts,
    "Question": _questions,
    "Message": _messages,
}
