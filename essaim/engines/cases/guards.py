"""What the database refuses: a frozen case that moves, a change made from a stale screen, a decision rewritten."""

from essaim.engines.cases.models import ERASED
from essaim.foundation.storage.public import Guard, register_guard

ENDED = "OLD.kind IN ('granted', 'refused', 'closed')"
CHANGED = "(NEW.state <> OLD.state OR NEW.kind <> OLD.kind OR NEW.version <> OLD.version)"
STALE = f"NEW.version <> OLD.version + 1 AND {CHANGED}"
EVENT = ("case_id", "version", "verb", "way", "before", "after", "kind", "role", "machine", "at", "trial")
DECISION = ("case_id", "granted", "role", "machine", "days", "in_time", "at", "trial")


def declare() -> None:
    """Declare the guards of cases."""
    _guard(
        "cases_case_frozen",
        "cases_case",
        "UPDATE",
        f"{ENDED} AND {CHANGED}",
        "un dossier décidé ou clos ne change plus",
    )
    _guard("cases_case_stale", "cases_case", "UPDATE", STALE, "un autre acte a changé ce dossier entre-temps")
    _guard("cases_case_kept", "cases_case", "DELETE", "NOT OLD.trial", "un dossier ne s’efface pas hors du test")
    for table, columns in (("cases_caseevent", EVENT), ("cases_decision", DECISION)):
        words = "ce qui a été fait d’un dossier ne se récrit pas"
        _guard(f"{table}_fixed", table, "UPDATE", _rewritten(columns), words)
        _guard(f"{table}_kept", table, "DELETE", "NOT OLD.trial", words)
        _guard(f"{table}_no_truncate", table, "TRUNCATE", "1 = 1", words)


def _rewritten(columns: tuple[str, ...]) -> str:
    """Everything stays but the words, that may only be erased."""
    moved = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in columns)
    return f"{moved} OR (NEW.reason <> OLD.reason AND NEW.reason <> '{ERASED}')"


def _guard(name: str, table: str, event: str, refuse: str, words: str) -> None:
    register_guard(Guard(name, table, event, refuse, words))  # type: ignore[arg-type]  # one of the four events
