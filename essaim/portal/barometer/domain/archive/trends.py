"""What moved since the wave published before, as a table of the archive."""

from collections.abc import Iterator

from essaim.portal.barometer.domain.queries.series import before
from essaim.portal.barometer.domain.trends import Moved, moved, numbers
from essaim.portal.barometer.domain.writing import state, table, written
from essaim.portal.barometer.models import Result, Wave

HEADS = (
    "question", "statistique", "reponse", "vague_avant", "archive_avant", "avant", "erreur_avant", "base_avant", "redresse", "erreur_type",
    "evolution", "erreur_evolution", "evolution_bas", "evolution_haut", "lues_ensemble", "sens", "question_changee", "etat",
)  # fmt: skip
WORDS = {"share": "part", "mean": "moyenne"}


def trend_table(wave: Wave, result: Result) -> str:
    """Every change since the wave published before; no row where there is none. Three queries."""
    known = before(wave)
    rows = known and [
        _row(each, known.result, wave, reworded=bool(known.changes.get(each.question)))
        for each in moved(known.result.figures["figures"], result.figures["figures"])
    ]
    return table(HEADS, rows or [])


def _row(each: Moved, known: Result, wave: Wave, *, reworded: bool) -> list[str]:
    return [
        each.question, WORDS[each.kind], each.choice, str(known.wave.number), known.archive_sha256, *_figure(each),
        *(written(number) for number in numbers(each)), str(each.change.family), each.says, "oui" if reworded else "non", state(wave),
    ]  # fmt: skip


def _figure(each: Moved) -> Iterator[str]:
    yield written(each.first["adjusted"])
    yield written(each.first["error"])
    yield str(each.first["base"])
    yield written(each.second["adjusted"])
    yield written(each.second["error"])
