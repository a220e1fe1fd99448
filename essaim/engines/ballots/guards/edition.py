"""What the database refuses of an edition: dates out of order, a rule moved once sealed, a decision out of its way."""

from essaim.engines.ballots.models.idea import ERASED
from essaim.foundation.storage.public import Event, Guard, append_only, register_guard

ORDER = (
    "EXISTS (SELECT 1 FROM ballots_phase p WHERE p.consultation_id = NEW.consultation_id AND"
    " ((p.rank < NEW.rank AND p.closes >= NEW.opens) OR (p.rank > NEW.rank AND p.opens <= NEW.closes)))"
)
VOTE = 4
"""The rank of the vote: the dates up to it are part of what is sealed."""
WAYS = (
    "(OLD.standing = 'studied' AND NEW.standing IN ('admitted', 'refused', 'withdrawn'))"
    " OR (OLD.standing = 'admitted' AND NEW.standing IN ('studied', 'withdrawn', 'winner', 'not-retained'))"
    " OR (OLD.standing = 'refused' AND NEW.standing = 'studied')"
    " OR (OLD.standing = 'winner' AND NEW.standing IN ('delivered', 'abandoned'))"
)
MOVES = "NEW.standing <> OLD.standing"
CALLED = "NEW.standing IN ('winner', 'not-retained')"
ON_BALLOT = (
    "title", "summary", "cost_cents", "zone_id", "number", "consultation_id", "category", "canton", "public", "band",
)  # fmt: skip
FRAMED = "NEW.cantons <> OLD.cantons OR NEW.apart <> OLD.apart"


def declare() -> None:
    """Declare the guards of an edition."""
    _dates()
    _seal()
    _projects()
    _written_once()


def _dates() -> None:
    words = "les étapes d’une édition se suivent : chacune ouvre après que la précédente a fermé"
    for event in ("INSERT", "UPDATE"):
        _guard(f"ballots_phase_order_{event.lower()}", "ballots_phase", event, ORDER, words)


def _seal() -> None:
    words = "le vote a ouvert : dates, secteurs et enveloppes de l’édition ne changent plus"
    for table, when in (
        ("ballots_phase", f"{{row}}.rank <= {VOTE} AND "),
        ("ballots_zone", ""),
        ("ballots_zonecommune", ""),
    ):
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            refuse = when.format(row=row) + sealed(f"{row}.consultation_id", really=True)
            _guard(f"{table}_sealed_{event.lower()}", table, event, refuse, words)  # type: ignore[arg-type]
    broken = "OLD.sealed_hash <> '' AND NOT OLD.sealed_trial"
    moved = "NEW.sealed_hash <> OLD.sealed_hash OR NEW.sealed_rules <> OLD.sealed_rules OR NEW.sealed_at <> OLD.sealed_at OR NEW.sealed_trial"
    words = "les règles d’un vote ouvert ne changent plus"
    _guard("ballots_seal_fixed", "ballots_consultation", "UPDATE", f"{broken} AND ({moved})", words)
    _guard("ballots_sealed_kept", "ballots_consultation", "DELETE", broken, words)
    words = "le vote a ouvert : ses cantons et ses projets incompatibles ne changent plus"
    _guard("ballots_frame_fixed", "ballots_consultation", "UPDATE", f"{broken} AND ({FRAMED})", words)
    words = "la règle d’un vote ouvert ne change plus"
    _guard(
        "ballots_draft_sealed",
        "ballots_consultation",
        "UPDATE",
        f"{broken} AND NEW.drafted_rule <> OLD.drafted_rule",
        words,
    )
    words = "une édition terminée ne reprend pas"
    again = "OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL"
    _guard("ballots_edition_forward", "ballots_consultation", "UPDATE", again, words)


SEALED = "EXISTS (SELECT 1 FROM ballots_consultation c WHERE c.id = {row} AND c.sealed_hash <> ''{test})"


def sealed(consultation: str, *, really: bool = False) -> str:
    """Return the SQL that says whether the rules of a consultation are sealed; ``really``: not by the test."""
    return SEALED.replace("{row}", consultation).replace("{test}", " AND NOT c.sealed_trial" if really else "")


def _projects() -> None:
    table, frozen = "ballots_project", sealed("OLD.consultation_id")
    words = "un projet ne passe pas de cet état à celui-là"
    _guard("ballots_project_way", table, "UPDATE", f"{MOVES} AND NOT ({WAYS})", words)
    _guard("ballots_project_begins", table, "INSERT", "NEW.standing <> 'studied'", words)
    words = "un autre acte a changé ce projet entre-temps"
    _guard("ballots_project_stale", table, "UPDATE", f"{MOVES} AND NEW.version <> OLD.version + 1", words)
    words = "rien ne se décide d’un projet une fois le vote ouvert"
    decided = f"{MOVES} AND OLD.standing IN ('studied', 'admitted', 'refused') AND NOT ({CALLED}) AND {frozen}"
    _guard("ballots_project_decided", table, "UPDATE", decided, words)
    words = "un projet n’est lauréat qu’après un vote"
    _guard("ballots_project_called", table, "UPDATE", f"{MOVES} AND {CALLED} AND NOT {frozen}", words)
    words = "un projet soumis au vote ne change plus une fois le vote ouvert"
    moved = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ON_BALLOT)
    _guard("ballots_project_frozen", table, "UPDATE", f"({moved}) AND {frozen}", words)
    words = "le vote est ouvert : aucun projet ne s’ajoute"
    _guard("ballots_project_too_late", table, "INSERT", sealed("NEW.consultation_id"), words)
    words = "un projet ne s’efface pas hors du test"
    _guard("ballots_project_kept", table, "DELETE", "NOT OLD.trial", words)
    words = "une idée ne s’efface pas hors du test"
    _guard("ballots_idea_kept", "ballots_idea", "DELETE", "NOT OLD.trial", words)


def _written_once() -> None:
    for table in ("ballots_milestone", "ballots_spending"):
        append_only(table, delete_when="OLD.trial")
    fixed = {
        "ballots_exchange": (("idea_id", "side", "at", "trial"), "words"),
        "ballots_opinion": (("project_id", "service", "view", "at", "trial"), "reason"),
    }
    words = "ce qui a été écrit ne se récrit pas"
    for table, (columns, text) in fixed.items():
        moved = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in columns)
        refuse = f"{moved} OR (NEW.{text} <> OLD.{text} AND NEW.{text} <> '{ERASED}')"
        _guard(f"{table}_fixed", table, "UPDATE", refuse, words)
        _guard(f"{table}_kept", table, "DELETE", "NOT OLD.trial", words)


def _guard(name: str, table: str, event: Event, refuse: str, words: str) -> None:
    register_guard(Guard(name, table, event, refuse, words))
