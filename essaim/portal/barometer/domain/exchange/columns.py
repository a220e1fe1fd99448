"""The columns of an XLSForm that we write and read: those of the standard, then ours, which other tools pass over.

Standard: https://xlsform.org/en/ref-table/. A text has one column for each language: « label::English (en) ».
"""

import re

from essaim.portal.barometer import questionnaires

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
TEXTS = ("label", "hint", "essaim_unit", "essaim_lowest", "essaim_highest")
"""Columns of `survey` that are said in each language, with the fields of the words that they hold below."""
FIELDS = {
    "label": "wording", "hint": "help", "essaim_unit": "unit", "essaim_lowest": "lowest_label",
    "essaim_highest": "highest_label",
}  # fmt: skip
PLAIN = (
    "type", "name", "required", "relevant", "parameters", "appearance", "constraint", "essaim_label", "essaim_profile",
    "essaim_sensitive", "essaim_random", "essaim_block", "essaim_at_most",
)  # fmt: skip
ROLES = ("essaim_exclusive", "essaim_fixed", "essaim_no_opinion")
YES = frozenset({"yes", "oui", "true", "1", "true()"})
LANGUAGE = re.compile(r"^(?P<text>[^:]+)::(?P<name>[^()]*)\((?P<code>[a-z]{2})\)$")


def said_in(text: str, language: str) -> str:
    """Return the name of the column of a text in a language: « label::Français (fr) »."""
    return f"{text}::{questionnaires.languages()[language]['name']} ({language})"


def parse(column: str) -> tuple[str, str]:
    """Return the text and the language of a column; French where it says none."""
    found = LANGUAGE.match(column)
    return (found["text"].strip(), found["code"]) if found else (column.strip(), questionnaires.FRENCH)


def xml_name(slug: str) -> str:
    """Return a name that XML allows: one that begins with a digit takes a low line before it, which ours never have."""
    return f"_{slug}" if slug[0].isdigit() else slug
