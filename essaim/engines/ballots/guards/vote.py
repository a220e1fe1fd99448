# ruff: noqa: S608 - conditions of triggers, of our own words
"""What the database refuses of a vote: a stage that goes back, a ballot outside the vote, a rule or a key that moves."""

from essaim.foundation.storage.public import Event, Guard, append_only, register_guard

STAGES = ("preparing", "open", "closed", "counted", "published")
TRIAL = "EXISTS (SELECT 1 FROM ballots_urn u WHERE u.id = {row}.urn_id AND u.trial)"
KEPT = ("closed", "counted")


def declare() -> None:
    """Declare the guards of a vote."""
    _urn()
    _marks()
    _envelopes()
    _paper()
    _counts()


def at(row: str, *stages: str) -> str:
    """Return the SQL that says whether the urn of a row is at one of these stages."""
    named = ", ".join(f"'{one}'" for one in stages)
    return f"EXISTS (SELECT 1 FROM ballots_urn u WHERE u.id = {row}.urn_id AND u.stage IN ({named}))"  # nosec B608 - our own words


def _urn() -> None:
    back = " OR ".join(
        f"(OLD.stage = '{stage}' AND NEW.stage NOT IN ('{stage}', '{after}'))"
        for stage, after in zip(STAGES, (*STAGES[1:], "published"), strict=True)
    )
    _guard("ballots_urn_forward", "ballots_urn", "UPDATE", back, "un vote ne revient pas à une étape passée")
    fixed = ("public_key", "lot", "cancels", "consultation_id", "key", "trial", "opened_at")
    moved = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in fixed)
    words = "la clé, le tirage et les règles d’un vote ouvert ne changent plus"
    _guard("ballots_urn_frozen", "ballots_urn", "UPDATE", f"OLD.stage <> 'preparing' AND ({moved})", words)
    words = "une urne ne s’efface pas hors du test"
    _guard("ballots_urn_kept", "ballots_urn", "DELETE", "NOT OLD.trial AND OLD.stage <> 'preparing'", words)
    signed = "OLD.stage = 'published' AND NEW.signatures <> OLD.signatures"
    words = "la signature d’un résultat publié ne change plus"
    _guard("ballots_urn_signed", "ballots_urn", "UPDATE", signed, words)
    begun = "NEW.stage <> 'preparing'"
    _guard("ballots_urn_begins", "ballots_urn", "INSERT", begun, "une urne commence par être préparée")


def _marks() -> None:
    table = "ballots_mark"
    words = "le vote n’est pas ouvert : personne n’est émargé"
    _guard("ballots_mark_in_time", table, "INSERT", f"NOT {at('NEW', 'open')}", words)
    cancelled = (
        "OLD.channel = 'web' AND NEW.channel = 'paper' AND NEW.voter_id = OLD.voter_id AND NEW.zone_id = OLD.zone_id"  # nosec B608 - our own words
        f" AND NEW.urn_id = OLD.urn_id AND NEW.id = OLD.id AND {at('NEW', 'open')}"
        " AND EXISTS (SELECT 1 FROM ballots_urn c WHERE c.id = NEW.urn_id AND c.cancels)"
    )
    words = "un émargement ne change que si le papier annule le vote en ligne, avant la clôture"
    _guard("ballots_mark_fixed", table, "UPDATE", f"NOT ({cancelled})", words)
    _kept("ballots_mark_kept", table, "un émargement ne s’efface pas avant la publication")


def _envelopes() -> None:
    table = "ballots_envelope"
    words = "le vote n’est pas ouvert : l’urne ne reçoit rien"
    _guard("ballots_envelope_in_time", table, "INSERT", f"NOT {at('NEW', 'open')}", words)
    moved = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("id", "urn_id", "zone_id", "receipt"))
    moved += f" OR (NEW.sealed <> OLD.sealed AND NOT (length(NEW.sealed) = 0 AND {at('NEW', 'published')}))"
    taken_back = (
        "(OLD.struck AND NOT NEW.struck) OR (OLD.batch IS NOT NULL AND (NEW.batch IS NULL OR NEW.batch <> OLD.batch))"
    )
    late = f"(NOT OLD.struck AND NEW.struck AND NOT {at('NEW', 'open')})"
    named = "(NEW.handle <> OLD.handle AND NEW.handle <> '')"
    words = "un bulletin scellé ne change pas"
    _guard("ballots_envelope_fixed", table, "UPDATE", f"{moved} OR {taken_back} OR {late} OR {named}", words)
    _kept("ballots_envelope_kept", table, "un bulletin scellé ne s’efface pas avant la publication")
    append_only("ballots_checkpoint", delete_when=TRIAL.format(row="OLD"))
    handles = (
        "NEW.stage <> 'open' AND EXISTS (SELECT 1 FROM ballots_envelope e WHERE e.urn_id = NEW.id AND e.handle <> '')"
    )
    words = "les repères de l’urne s’effacent avant la clôture"
    _guard("ballots_urn_forgets", "ballots_urn", "UPDATE", handles, words)


def _paper() -> None:
    words = "les bulletins papier se saisissent entre la clôture et le dépouillement"
    outside = f"NOT {at('NEW', 'closed')}"
    _guard("ballots_batch_in_time_insert", "ballots_batch", "INSERT", outside, words)
    _guard("ballots_batch_in_time_update", "ballots_batch", "UPDATE", outside, words)
    slips = "EXISTS (SELECT 1 FROM ballots_batch b JOIN ballots_urn u ON u.id = b.urn_id WHERE b.id = {row}.batch_id AND {what})"
    in_time = slips.format(row="NEW", what="u.stage = 'closed'")
    _guard("ballots_slip_in_time", "ballots_slip", "UPDATE", f"NOT {in_time}", words)
    words = "ce qui a été arrêté d’un bulletin papier ne change plus"
    said = "OLD.settled IS NOT NULL AND (NEW.settled IS NULL OR NEW.settled <> OLD.settled)"
    read = " OR ".join(
        f"(OLD.{name} IS NOT NULL AND (NEW.{name} IS NULL OR NEW.{name} <> OLD.{name}))" for name in ("first", "second")
    )
    _guard(
        "ballots_slip_settled", "ballots_slip", "UPDATE", f"{said} OR {read}", words,
    )  # fmt: skip
    words = "un bulletin papier ne s’arrête qu’après deux saisies"
    alone = "NEW.settled IS NOT NULL AND (NEW.first IS NULL OR NEW.second IS NULL)"
    _guard("ballots_slip_twice", "ballots_slip", "UPDATE", alone, words)
    words = "un lot de bulletins ne s’efface pas hors du test"
    _guard("ballots_batch_kept", "ballots_batch", "DELETE", f"NOT {TRIAL.format(row='OLD')}", words)
    in_trial = slips.format(row="OLD", what="u.trial")
    _guard("ballots_slip_kept", "ballots_slip", "DELETE", f"NOT {in_trial}", words)


def _counts() -> None:
    append_only("ballots_count", delete_when=TRIAL.format(row="OLD"))
    words = "un dépouillement suit la clôture"
    _guard("ballots_count_in_time", "ballots_count", "INSERT", f"NOT {at('NEW', 'closed')}", words)


def _kept(name: str, table: str, words: str) -> None:
    """While the vote is open a row may be written again among others (`mixing`); reconciled at the count."""
    _guard(name, table, "DELETE", f"{at('OLD', *KEPT)} AND NOT {TRIAL.format(row='OLD')}", words)


def _guard(name: str, table: str, event: Event, refuse: str, words: str) -> None:
    register_guard(Guard(name, table, event, refuse, words))
