"""The closed list of what may be done to a case. A kit names its own transitions; each says which verb it is."""

from essaim.adoptions.contract import Verb

SUBMIT, LOOK = "submit", "look"
VERBS = (
    Verb(SUBMIT, "déposer"),
    Verb(LOOK, "consulter"),
    Verb("complete", "compléter"),
    Verb("declare", "déclarer"),
    Verb("appeal", "contester"),
    Verb("withdraw", "retirer"),
    Verb("take", "prendre en charge"),
    Verb("ask", "demander un complément"),
    Verb("check", "vérifier"),
    Verb("advise", "donner un avis"),
    Verb("forward", "transmettre"),
    Verb("propose", "proposer une décision"),
    Verb("grant", "accorder"),
    Verb("refuse", "refuser"),
    Verb("redirect", "réorienter"),
    Verb("close", "clore"),
)
LABELS = {verb.key: verb.label for verb in VERBS}
OF_TRANSITIONS = tuple(verb.key for verb in VERBS if verb.key not in {SUBMIT, LOOK})
LEADS_TO = {
    "grant": ("granted",),
    "refuse": ("refused",),
    "withdraw": ("closed",),
    "redirect": ("closed",),
    "close": ("closed",),
}
"""Where a verb that ends a case may lead, by kind of state: what is done must be what the word says."""
