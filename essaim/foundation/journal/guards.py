"""What the database refuses on the journal: rewriting it, and emptying a month that was not dropped as a whole."""

from essaim.foundation.storage.public import Guard, append_only, register_guard

DROPPED = "EXISTS (SELECT 1 FROM journal_checkpoint c WHERE c.segment = OLD.segment AND c.dropped_at IS NOT NULL)"
BACKWARDS = "NEW.segment <> OLD.segment OR NEW.count < OLD.count OR OLD.dropped_at IS NOT NULL"


def declare() -> None:
    """Declare the guards of the two tables."""
    append_only("journal_entry", delete_when=DROPPED)
    sentence = "journal_checkpoint ne recule pas"
    register_guard(Guard("journal_checkpoint_forward", "journal_checkpoint", "UPDATE", BACKWARDS, sentence))
    register_guard(Guard("journal_checkpoint_no_delete", "journal_checkpoint", "DELETE", "1 = 1", sentence))
    register_guard(Guard("journal_checkpoint_no_truncate", "journal_checkpoint", "TRUNCATE", "1 = 1", sentence))
