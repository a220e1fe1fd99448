"""Opening a vote freezes its rules: dates, zones, envelopes, projects, k, the count, the lot, the key. Hash in the journal."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.cores import voting
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.vote import lacking
from essaim.engines.ballots.domain.vote.drafting import draft
from essaim.engines.ballots.domain.vote.frame import RARE, SMALL
from essaim.engines.ballots.domain.vote.preflight import Fault, machine_faults
from essaim.engines.ballots.domain.vote.urns import locked, move, new_seed
from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.vote import RollImport, Stage, Urn
from essaim.foundation.journal import public as journal

RULES_FORMAT = "essaim/regles-vote/1"


def canonical_hash(rules: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the frozen rules, as canonical JSON."""
    return hashlib.sha256(voting.canonical_json(rules)).hexdigest()


def rules_json(consultation: Consultation, urn: Urn, words: Words, lot: str) -> dict[str, Any]:
    """Return the rules of a vote as they are frozen and published: docs/formats/regles-vote.md."""
    drafted, ties = draft(consultation, words), [f"lot:{lot}"]
    return {
        "format": RULES_FORMAT,
        "election": str(urn.key),
        **drafted,
        "ties": ties,
        "publication": {"rare": RARE, "small": SMALL},
        "public_key": urn.public_key,
        "trustees": [one["holder"] for one in urn.trustees],
        "zones": [{**zone, "rulebook": _rulebook(drafted["rule"], ties, zone)} for zone in drafted["zones"]],
    }


def _rulebook(rule: Mapping[str, Any], ties: list[str], zone: Mapping[str, Any]) -> str:
    """Return what `recount.py --reglement` holds the published result of a zone to."""
    frame = voting.read_frame(zone["frame"]) if "frame" in zone else None
    return voting.rulebook_hash(voting.Rules.from_json(dict(rule)), ties, frame)


def vote_faults(urn: Urn, words: Words) -> list[Fault]:
    """Return what of the vote itself keeps it from opening; nothing when all is well."""
    consultation = urn.consultation
    faults = []
    if not urn.public_key:
        faults.append(Fault("Les clés du vote ne sont pas faites : réunissez les trois dépositaires."))
    elif urn.keys_tried_at is None:
        faults.append(
            Fault("Les clés ne sont pas essayées : deux dépositaires tapent la leur, pour prouver qu’elles ouvrent.")
        )
    if words.section.ballot.roll == "list" and not RollImport.objects.filter(urn_id=urn.pk).exists():
        faults.append(Fault("Aucune liste d’électeurs n’est importée."))
    return [*faults, *(Fault(text) for text in lacking.faults(consultation, words))]


def open_vote(*, urn: Urn, actor: Actor) -> dict[str, Any]:
    """Freeze the rules and open the vote. One transaction, journalled with the hash of the rules. Returns the rules.

    Raises RefusedActError: not the phase, something is missing, or this machine could lose a ballot.
    """
    adoption = urn.consultation.adoption
    with acting(adoption, "ballots.open-vote", actor=actor) as act:
        held = locked(urn, Stage.PREPARING)
        editions.open_phase(act, held.consultation, ("vote",))
        words = Words.of(adoption)
        faults = [*vote_faults(held, words), *machine_faults()]
        if faults:
            raise RefusedActError(" ".join(fault.text for fault in faults))
        return _freeze(act, held, words)


def _freeze(act: Act, urn: Urn, words: Words) -> dict[str, Any]:
    lot = new_seed()
    rules = rules_json(urn.consultation, urn, words, lot)
    sealed = canonical_hash(rules)
    Consultation.objects.filter(pk=urn.consultation_id).update(
        sealed_rules=rules, sealed_hash=sealed, sealed_at=act.now, sealed_trial=act.trial
    )
    cancels = words.section.ballot.precedence == "paper-cancels-web"
    move(
        urn,
        Stage.OPEN,
        lot=lot,
        cancels=cancels,
        salt=new_seed() if cancels else "",
        opened_at=act.now,
        trial=act.trial,
    )
    journal.record(act="ballots.freeze", actor=act.actor.key, target="urn", key=str(urn.key), details={"rules": sealed})
    return rules


def born_until(rules_or_age: int, first: date) -> date:
    """Return the latest birth date of somebody who has an age on a day (29 February counts as 28)."""
    year = first.year - rules_or_age
    try:
        return first.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def journal_refusal(consultation: Consultation | None, actor: UUID | None, what: str) -> None:
    """Write in the journal that somebody tried to change what is frozen: one entry. Nothing where nothing is frozen.

    To be called once the transaction that was refused is over, or the entry would be undone with it.
    """
    if consultation is None or not Consultation.objects.filter(pk=consultation.pk).exclude(sealed_hash="").exists():
        return
    journal.record(
        act="ballots.refused-change",
        actor=actor,
        target="consultation",
        key=str(consultation.pk),
        details={"what": what},
    )
