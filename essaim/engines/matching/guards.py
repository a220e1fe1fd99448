"""What the database itself refuses: an agreement without two consents, a closed proposal that lives again, a visit rewritten."""

from essaim.foundation.storage.public import Guard, register_guard

UNCONSENTED = (
    "NOT EXISTS (SELECT 1 FROM matching_proposal p WHERE p.id = NEW.proposal_id AND p.state = 'agreed'"
    " AND p.seeker_at IS NOT NULL AND p.partner_at IS NOT NULL"
    " AND p.seeker_id = NEW.seeker_id AND p.partner_id = NEW.partner_id)"
)
CLOSED = "('agreed', 'declined', 'expired', 'withdrawn')"
REOPENED = f"OLD.state IN {CLOSED} AND NEW.state <> OLD.state"
UNSAID = (
    "(OLD.seeker_at IS NOT NULL AND NEW.seeker_at IS NULL) OR (OLD.partner_at IS NOT NULL AND NEW.partner_at IS NULL)"
)


def declare() -> None:
    """Declare the guards of matching."""
    words = "un accord suit une proposition que les deux personnes ont acceptée"
    register_guard(Guard("matching_agreement_consented", "matching_agreement", "INSERT", UNCONSENTED, words))
    words = "un accord terminé ne reprend pas"
    register_guard(
        Guard(
            "matching_agreement_forward",
            "matching_agreement",
            "UPDATE",
            "OLD.state = 'ended' AND NEW.state <> 'ended'",
            words,
        )
    )
    words = "ce qui a été signé ne se récrit pas"
    rewritten = "OLD.signed_on IS NOT NULL AND NEW.answers <> OLD.answers AND NEW.answers <> '{}'"
    register_guard(Guard("matching_agreement_signed", "matching_agreement", "UPDATE", rewritten, words))
    words = "une proposition close ne change plus"
    register_guard(Guard("matching_proposal_forward", "matching_proposal", "UPDATE", REOPENED, words))
    words = "un accord donné ne s’efface pas"
    register_guard(Guard("matching_proposal_said", "matching_proposal", "UPDATE", UNSAID, words))
    words = "un suivi ne s’efface pas hors du test"
    register_guard(Guard("matching_followup_kept", "matching_followup", "DELETE", "NOT OLD.trial", words))
    words = "une recherche envoyée ne s’efface pas hors du test"
    sent = "OLD.state = 'sent' AND NOT OLD.trial"
    register_guard(Guard("matching_run_kept", "matching_run", "DELETE", sent, words))
    moved = "OLD.state <> 'prepared' AND (NEW.seed <> OLD.seed OR NEW.digest <> OLD.digest OR NEW.state <> OLD.state)"
    words = "une recherche envoyée ou laissée ne change plus"
    register_guard(Guard("matching_run_fixed", "matching_run", "UPDATE", moved, words))
