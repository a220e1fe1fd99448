"""A comparison in words: tables for the screen and for paper, rows for a spreadsheet."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from essaim.cores.voting.french import amount
from essaim.engines.ballots.domain.workshop.showing import COST, Part, Side, values
from essaim.engines.ballots.models.workshop import BallotSet, Comparison
from essaim.foundation.ui.public import Column, Table, french

MISSING = "non disponible"
MEASURES = {
    "laureats": "Lauréats",
    "argent": "Argent dépensé",
    "servis": "Votants servis",
    "moyenne": "Lauréats par votant",
}
EVERYTHING = "tout"
CSV_HEAD = (
    "règle", "découpage", "valeur", "projets", "lauréats", "argent dépensé", "votants concernés",
    "votants avec au moins un lauréat", "lauréats choisis en tout", "raison si non comptée", "bulletins", "empreinte des bulletins",
)  # fmt: skip


def money(value: Fraction | str, currency: str) -> str:
    """Return a sum as it is read."""
    return amount(Fraction(value), currency)


def share(value: Fraction | None) -> str:
    """Return a share as it is read: one decimal, or not available."""
    return MISSING if value is None else f"{french.number(float(100 * value), 1)}\u00a0%"


def mean(value: Fraction | None) -> str:
    """Return a mean as it is read: two decimals, or not available."""
    return MISSING if value is None else french.number(float(value), 2)


def measured(part: Part, measure: str, currency: str) -> str:
    """Return one measure of a part, as it is read."""
    texts: dict[str, Callable[[], str]] = {
        "laureats": lambda: f"{part.winners} sur {part.projects}",
        "argent": lambda: money(part.money, currency),
        "servis": lambda: share(part.share),
        "moyenne": lambda: mean(part.mean),
    }
    return texts[measure]()


def table_by(comparison: Comparison, sides: Sequence[Side], by: str, measure: str) -> Table | None:
    """Return a table: a line for each canton or band, a column for each rule; None where nothing was cut that way."""
    held, found = comparison.ballot_set, values(sides, by)
    if not found:
        return None
    rows = [
        [_named(comparison, by, value), *(measured(side.parts[by, value], measure, held.currency) for side in sides)]
        for value in found
    ]
    head = "Tranche de coût" if by == COST else by.capitalize()
    columns = [Column(head), *(Column(side.way.short, number=True) for side in sides)]
    return Table(
        f"{MEASURES[measure]}, {'par tranche de coût' if by == COST else f'par {by}'}{said(held)}", columns, rows
    )


def _named(comparison: Comparison, by: str, value: str) -> str:
    if by != COST:
        return value or f"sans {by}"
    currency, bounds = comparison.ballot_set.currency, [*comparison.bounds]
    if not value:
        return f"plus de {money(bounds[-1], currency)}"
    rank = bounds.index(value)
    high = money(value, currency)
    return f"de plus de {money(bounds[rank - 1], currency)} à {high}" if rank else f"jusqu’à {high}"


def said(held: BallotSet) -> str:
    """Return what every table of a simulation says of itself."""
    return " (simulation)" if held.simulated else ""


def csv_rows(comparison: Comparison, sides: Sequence[Side]) -> Iterator[Sequence[object]]:
    """Yield the whole comparison for a spreadsheet: numbers as digits, each line with the ballots that it comes from."""
    held = comparison.ballot_set
    source = (("SIMULATION : " if held.simulated else "") + held.name, held.digest)
    for side in sides:
        if side.refused:
            yield (side.way.label, "ensemble", "", "", "", "", "", "", "", side.refused, *source)
            continue
        whole = (
            len(held.projects),
            len(side.winners),
            _digits(side.cost),
            side.voters,
            _known(side.served),
            side.chosen,
        )
        yield (side.way.label, "ensemble", "", *whole, "", *source)
        for (by, value), part in side.parts.items():
            cells = (
                part.projects,
                part.winners,
                _digits(part.money),
                _known(part.backers),
                _known(part.served),
                _known(part.chosen),
            )
            kind = "tranche de coût" if by == COST else by
            yield (side.way.label, kind, _named(comparison, by, value), *cells, "", *source)
        for one in side.winners:
            yield (side.way.label, "lauréat", f"{one.key} {one.name}", 1, 1, _digits(one.cost), "", "", "", "", *source)


def _known(value: int | None) -> int | str:
    return MISSING if value is None else value


def _digits(value: Fraction) -> str:
    """Write a sum as a French spreadsheet reads it."""
    cents = round(value * 100)
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02}" if rest else str(whole)
