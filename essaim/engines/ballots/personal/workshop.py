"""The workshop of rules holds nobody's data: anonymous ballots, for a purpose and a time."""

from datetime import date

from essaim.engines.ballots.domain.workshop import ending
from essaim.foundation.parties import public as parties


def declare() -> None:
    """Say why its tables are not personal, and when its ballots are erased."""
    why = (
        "Des bulletins anonymes, pour choisir une règle avant un vote : ce qu’un fichier sait des votants n’est pas lu."
    )
    parties.not_personal(model="ballots.BallotSet", why=why)
    parties.not_personal(model="ballots.Comparison", why="Des totaux par règle, sans aucun bulletin.")
    label = f"Bulletins d’un atelier de règles, à l’ouverture du vote ou {ending.KEPT_DAYS} jours après"
    parties.register_retention(parties.Retention("ballots.workshop", label, _retain))


def _retain(today: date, apply: bool) -> int:  # noqa: FBT001 - the shape of a retention
    return ending.forget(today) if apply else ending.due(today)
