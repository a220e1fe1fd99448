"""One number, one place: what an adopter sets is never written again by hand, in a text or in a rule.

A figure of the origin stays free in `kit.origin` and is quoted by `{origin.x}`; the number of a law is declared in
`kit.quotations`. Everything else that repeats a parameter, or is repeated, must be a parameter.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from essaim.adoptions.checks.letters import MOST, spelled
from essaim.adoptions.checks.names import every_marked
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.texts import bare
from essaim.adoptions.kits.walking import conditions
from essaim.adoptions.params.base import Prose
from essaim.cores.rules import amounts, tree
from essaim.cores.rules.kinds import NUMBERS, Kind, Variable
from essaim.cores.rules.tree import Compare, Constant, Constants

SMALL = 10
"""Below, a number in a text counts only with the unit of the parameter: « 3 cases » is not « 3 mois »."""

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?(?![\w])")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NEVER = frozenset({Fraction(0), Fraction(1)})


@dataclass(frozen=True)
class Setting:
    """A number that an adopter sets."""

    name: str
    number: Fraction
    unit: str
    money: bool


@dataclass(frozen=True)
class NumberFound:
    """A number written by hand: where, and the unit of what it is compared to when it is in a tree (None in a text)."""

    path: Path
    number: Fraction
    shown: str
    after: str = ""
    unit: str | None = None


def numbers(kit: Kit) -> Iterator[Finding]:
    """Refuse a number that repeats a parameter or is repeated."""
    parameters = _set(kit)
    written = [*_in_texts(kit), *_in_trees(kit)]
    for one in written:
        same = next((parameter for parameter in parameters if _repeats(one, parameter)), None)
        if same is not None:
            yield _repeated_parameter(one.path, one.shown, same)
    yield from _in_letters(kit, parameters)
    yield from _repeated(written, parameters)


def _repeated_parameter(path: Path, shown: str, parameter: Setting) -> Finding:
    what = f"« {shown} » répète la valeur du paramètre « {parameter.name} »"
    text = f"{{parameter.{parameter.name}}} dans un texte, {{parameter: {parameter.name}}} dans une règle"
    return Finding(path, what, f"écrivez {text} : un adoptant peut la changer")


def _set(kit: Kit) -> list[Setting]:
    found = []
    for name, value in kit.defaults().items():
        variable = kit.book.parameters[name]
        if variable.kind in NUMBERS and isinstance(value, int | Fraction):
            money = variable.kind is Kind.MONEY
            found.append(Setting(name, Fraction(value) / (100 if money else 1), variable.unit, money))
    return found


def _in_texts(kit: Kit) -> Iterator[NumberFound]:
    for path, text in _prose(kit):
        for match in _NUMBER.finditer(text):
            number = Fraction(_SPACES.sub("", match.group()).replace(",", "."))
            yield NumberFound(path, number, match.group(), text[match.end() :].lstrip().lower())


def _prose(kit: Kit) -> Iterator[tuple[Path, str]]:
    """The texts in which a number counts, without their placeholders and without the quotations."""
    for found in every_marked(kit):
        if isinstance(found.marker, Prose) and found.marker.numbers and found.path[:2] != ("kit", "origin"):
            text = bare(found.value)
            for quotation in kit.record.kit.quotations:
                text = text.replace(quotation.text, " ")
            yield found.path, text


def _in_trees(kit: Kit) -> Iterator[NumberFound]:
    for name, rule in kit.book.rules.items():
        yield from _in_condition(kit, rule.condition, ("rules", name, "when"))
    for place, field in enumerate(kit.record.fields):
        if field.condition is not None:
            yield from _in_condition(kit, field.condition.tree(), ("fields", place, "condition"))
    for key, section in kit.sections.items():
        for path, condition in conditions(section, ("engines", key)):
            yield from _in_condition(kit, condition, path)
    for name, amount in kit.book.amounts.items():
        yield from _in_computation(kit, amount.computation, ("amounts", name, "is"))


def _in_condition(kit: Kit, condition: tree.Condition, under: Path, group: str | None = None) -> Iterator[NumberFound]:
    if isinstance(condition, tree.Every | tree.Some):
        group = condition.group
    if isinstance(condition, Compare):
        variable = kit.book.variable(condition.left, group)
        if variable is not None and variable.kind in NUMBERS:
            yield from _constants(condition, variable, under)
    for steps, child in tree.children(condition):
        yield from _in_condition(kit, child, (*under, *steps), group)


def _constants(condition: Compare, variable: Variable, under: Path) -> Iterator[NumberFound]:
    unit = "€" if variable.kind is Kind.MONEY else variable.unit
    right = condition.right
    written = [right.written] if isinstance(right, Constant) else right.written if isinstance(right, Constants) else []
    for one in written:
        yield NumberFound((*under, condition.operator.value), number_of(one), one, "", unit)


def _in_computation(kit: Kit, computation: amounts.Computation, under: Path) -> Iterator[NumberFound]:
    for path, node in amounts.walk(computation, under):
        if isinstance(node, Constant):
            yield NumberFound(path, number_of(node.written), node.written, "", "*")
        if isinstance(node, amounts.Brackets):
            for place, row in enumerate(node.rows):
                if isinstance(row.up_to, Constant):
                    yield NumberFound(
                        (*path, "brackets", "rows", place, "up_to"),
                        number_of(row.up_to.written),
                        row.up_to.written,
                        "",
                        "*",
                    )
        group = node.group if isinstance(node, amounts.Count | amounts.Total) else None
        for steps, condition in amounts.conditions(node):
            yield from _in_condition(kit, condition, (*path, *steps), group)


def number_of(written: str) -> Fraction:
    """Return the number that was written (euros, when it is a sum)."""
    return Fraction(written.removesuffix("€").strip().replace(",", "."))


def _repeats(one: NumberFound, parameter: Setting) -> bool:
    if one.number != parameter.number or one.number in _NEVER:
        return False
    if one.unit is not None:
        return one.unit in {"*", "€" if parameter.money else parameter.unit}
    return one.number >= SMALL or _followed(one.after, parameter)


def _followed(after: str, parameter: Setting) -> bool:
    """Whether a number is followed by the unit of a parameter."""
    if parameter.money:
        return after.startswith(("€", "euro"))
    word = parameter.unit.split(" ")[0].rstrip("s").lower()
    return bool(word) and after.startswith(word)


def _in_letters(kit: Kit, parameters: list[Setting]) -> Iterator[Finding]:
    words = [
        (one, spelled(int(one.number))) for one in parameters if one.number.denominator == 1 and 1 < one.number <= MOST
    ]
    for path, text in _prose(kit):
        plain = _folded(text)
        for parameter, said in words:
            units = (
                ["euro"]
                if parameter.money
                else [_folded(parameter.unit.split(" ")[0]).strip()]
                if parameter.unit
                else []
            )
            if any(f" {said} {unit.rstrip('s')}" in plain for unit in units):
                yield _repeated_parameter(path, said, parameter)


def _folded(text: str) -> str:
    """Words without accents, hyphens or the plural of « cent », « vingt », « mille », between single spaces."""
    letters = unicodedata.normalize("NFD", text.lower())
    letters = "".join(one for one in letters if not unicodedata.combining(one))
    words = re.sub(r"[^a-z]+", " ", letters)
    return re.sub(r"\b(cent|vingt)s\b", r"\1", f" {words.strip()} ")


def _repeated(written: list[NumberFound], parameters: list[Setting]) -> Iterator[Finding]:
    """Refuse a number of two digits or more, not a parameter's, that is written in two places."""
    places: dict[Fraction, list[NumberFound]] = defaultdict(list)
    for one in written:
        if one.number >= SMALL and not any(_repeats(one, parameter) for parameter in parameters):
            places[one.number].append(one)
    for several in places.values():
        last = several[-1]
        if len({one.path for one in several}) > 1:
            yield Finding(
                last.path,
                f"« {last.shown} » est écrit à {len(several)} endroits",
                "faites-en un paramètre, ou une citation (kit.quotations) si c’est le numéro d’un texte",
            )
