"""The closed list of what may be done of a vote. A voter is no role: voting itself is not among them."""

from essaim.adoptions.contract import Verb

VOTE = (
    Verb("enrol", "tenir la liste des électeurs"),
    Verb("receive", "recevoir un vote sur papier", journalled=False),
    Verb("type", "saisir des bulletins papier"),
    Verb("keys", "faire les clés d’un vote"),
    Verb("open-vote", "ouvrir un vote"),
    Verb("close-vote", "clore un vote"),
    Verb("count", "dépouiller un vote"),
    Verb("announce", "publier les résultats d’un vote"),
)
