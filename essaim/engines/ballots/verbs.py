"""The closed list of what may be done in an edition."""

from essaim.adoptions.contract import Verb
from essaim.engines.ballots.domain.vote.verbs import VOTE

PROPOSE = "propose"
EDITION = (
    Verb(PROPOSE, "proposer une idée"),
    Verb("reply", "répondre à l’équipe"),
    Verb("withdraw", "retirer un projet"),
    Verb("publish", "publier une idée"),
    Verb("hide", "ne pas publier une idée"),
    Verb("merge", "réunir deux idées"),
    Verb("ask", "écrire à l’auteur d’une idée"),
    Verb("study", "ouvrir l’étude d’un projet"),
    Verb("advise", "donner l’avis d’un service"),
    Verb("admit", "soumettre un projet au vote"),
    Verb("refuse", "ne pas soumettre un projet au vote"),
    Verb("reopen", "reprendre l’étude d’un projet"),
    Verb("follow", "suivre la réalisation d’un projet"),
    Verb("deliver", "dire un projet réalisé"),
    Verb("abandon", "abandonner un projet"),
)
VERBS = EDITION + VOTE
LABELS = {verb.key: verb.label for verb in VERBS}

JOURNALLED = {
    "choose-rule": "règle du vote choisie à l’atelier",
    "freeze": "règles du vote scellées",
    "checkpoint": "relevé de l’urne",
    "observers": "observateurs d’un vote nommés",
    "closed": "vote clos",
    "refused-change": "changement refusé après l’ouverture du vote",
}
"""What the journal holds beside the verbs."""
