"""What the database refuses: a kit version that changes, terms rewritten once open, a phase that goes back, a log edited."""

from essaim.foundation.storage.public import Guard, append_only, register_guard

BACKWARDS = (
    "(OLD.phase = 'open' AND NEW.phase IN ('preparing', 'testing'))"
    " OR (OLD.phase = 'testing' AND NEW.phase = 'preparing') OR (OLD.phase = 'closed' AND NEW.phase <> 'closed')"
)
OPENED = "EXISTS (SELECT 1 FROM adoptions_adoption a WHERE a.id = OLD.adoption_id AND a.phase IN ('open', 'closed'))"


def declare() -> None:
    """Declare the guards of adoptions."""
    append_only("adoptions_kitversion")
    append_only("adoptions_measure")
    append_only("adoptions_release")
    words = "une adoption ouverte ne revient ni au test ni à la préparation"
    register_guard(Guard("adoptions_adoption_forward", "adoptions_adoption", "UPDATE", BACKWARDS, words))
    words = "les conditions d’une adoption ouverte ne se récrivent pas : faites-en de nouvelles"
    register_guard(Guard("adoptions_terms_frozen", "adoptions_terms", "UPDATE", OPENED, words))
    append_only("adoptions_carried", delete_when="OLD.trial")
    words = "ce qui s’est passé ne s’efface pas hors du test"
    register_guard(Guard("adoptions_happening_kept", "adoptions_happening", "DELETE", "NOT OLD.trial", words))
    moved = "NEW.event <> OLD.event OR NEW.at <> OLD.at OR NEW.adoption_id <> OLD.adoption_id OR NEW.depth <> OLD.depth"
    words = "ce qui s’est passé ne se récrit pas"
    register_guard(Guard("adoptions_happening_fixed", "adoptions_happening", "UPDATE", moved, words))
