"""The declaration of the ledger."""

from essaim.adoptions.contract import Beginning, Effect, Engine, Event, Offered, Outcome, Verb
from essaim.cores.rules.kinds import Kind, Variable
from essaim.engines.ledger.checks import check
from essaim.engines.ledger.params import LedgerSection
from essaim.engines.ledger.rehearsal import LedgerRehearsal
from essaim.engines.ledger.runtime import TABS, LedgerRuntime, doors

ACCOUNT = Variable("account", Kind.TEXT, "Compte")
AMOUNT = Variable("amount", Kind.DECIMAL, "Quantité, dans l’unité du compte")
QUANTITY = Variable("quantity", Kind.INTEGER, "Quantité, en unités entières du compte")
SUM = Variable("sum", Kind.MONEY, "Somme")

SKELETON = """
accounts:
  - id: compte
    label: …
    help: …
    kind: counter
    unit: hours
    holder: person
    role: demandeur
    cap: {number: "100"}
    period: civil-year
    quantity: quantite            # le champ où l’on écrit combien
    declared_by: [agent]          # ce rôle a le droit ledger.declare
    effects: [{does: open-account}]
doors:                            # facultatif : à retirer si un autre moteur ouvre le compte
  - {role: demandeur, label: …, pages: [{title: …, fields: [population]}]}
"""

BEGINNING = Beginning(
    may={"demandeur": ("register",), "agent": ("declare",)},
    fields="""
- id: quantite
  type: integer
  label: …
  unit: heures
  filled_by: agent
  purpose: …
  retention: {months: 24, after: end}
  sensitivity: ordinary
""",
    follows="open-account",
)

CREDITED = ("credited", "near-cap", "cap-reached")
DEBITED = ("declared", "near-cap", "cap-reached")

VERBS = (
    Verb("register", "ouvrir son compte, ou s’inscrire pour déclarer", journalled=False),
    Verb("declare", "déclarer une quantité", journalled=False),
    Verb("credit", "créditer un compte"),
    Verb("spend", "prendre un paiement", journalled=False),
    Verb("hold", "réserver une quantité", journalled=False),
    Verb("release", "rendre ce qui était réservé", journalled=False),
    Verb("reverse", "annuler un mouvement"),
    Verb("issue", "émettre des titres"),
    Verb("accept", "s’inscrire pour accepter"),
    Verb("suspend", "suspendre une structure qui accepte"),
    Verb("resume", "laisser une structure suspendue accepter de nouveau"),
    Verb("settle", "payer ce qui est dû à qui accepte"),
)

EVENTS = (
    Event("opened", "un compte est ouvert", (ACCOUNT, AMOUNT)),
    Event("credited", "un compte est crédité", (ACCOUNT, AMOUNT)),
    Event("declared", "une quantité est déclarée", (ACCOUNT, AMOUNT)),
    Event("spent", "une dépense est faite", (ACCOUNT, AMOUNT)),
    Event("near-cap", "un compte approche de son plafond", (ACCOUNT, AMOUNT)),
    Event("cap-reached", "un compte atteint son plafond", (ACCOUNT, AMOUNT)),
    Event("held", "une quantité est réservée", (ACCOUNT, AMOUNT)),
    Event("released", "ce qui était réservé est rendu", (ACCOUNT, AMOUNT)),
    Event("issued", "des titres sont émis", (ACCOUNT, AMOUNT)),
    Event("reversed", "un mouvement est annulé", (ACCOUNT, AMOUNT)),
    Event("expired", "ce qui restait a pris fin", (ACCOUNT, AMOUNT)),
    Event("settled", "ce qui était dû est payé", (ACCOUNT, AMOUNT)),
    Event("closed", "un compte est fermé", (ACCOUNT, AMOUNT)),
    Event("accepted", "une structure s’inscrit pour accepter"),
)

EFFECTS = (
    Effect("open-account", "ouvrir le compte", causes=("opened",)),
    Effect("credit", "créditer de ce que dit le compte", causes=CREDITED),
    Effect("credit-sum", "créditer d’une somme", (SUM,), causes=CREDITED),
    Effect("credit-quantity", "créditer d’une quantité", (QUANTITY,), causes=CREDITED),
    Effect("debit", "utiliser ce que dit le compte", causes=DEBITED),
    Effect("debit-sum", "utiliser une somme", (SUM,), causes=DEBITED),
    Effect("debit-quantity", "utiliser une quantité", (QUANTITY,), causes=DEBITED),
    Effect("hold", "réserver ce que dit le compte", causes=("held",)),
    Effect("release", "rendre la plus ancienne réservation", causes=("released",)),
    Effect("issue", "émettre les titres du compte", causes=("credited", "issued")),
    Effect("close", "fermer le compte", causes=("closed",)),
    Effect("end-declarations", "mettre fin aux déclarations : ce qui est fait après ne se déclare plus"),
    Effect("admit-acceptor", "admettre la structure inscrite pour accepter"),
    Effect("suspend-acceptor", "suspendre la structure qui accepte"),
    Effect("resume-acceptor", "laisser la structure suspendue accepter de nouveau"),
)

OUTCOMES = (
    Outcome("credited", "Quantités créditées", "unité du compte", "sum", amount=True, recurring=True),
    Outcome("declared", "Quantités déclarées", "unité du compte", "sum", amount=True, recurring=True),
    Outcome("spent", "Quantités dépensées", "unité du compte", "sum", amount=True, recurring=True),
    Outcome("holders", "Titulaires dont le compte a bougé", "titulaires", "sum"),
    Outcome("acceptors", "Structures admises qui acceptent", "structures", "last"),
    Outcome("titles-issued", "Titres émis", "titres", "sum", recurring=True),
    Outcome("titles-used", "Titres utilisés", "titres", "sum", recurring=True),
)

LOOKUPS = (
    Variable("balance", Kind.DECIMAL, "Solde du premier compte, dans son unité"),
    Variable("remaining", Kind.DECIMAL, "Reste du premier compte, dans son unité"),
    Variable("cap-reached", Kind.YES_NO, "Plafond du premier compte atteint"),
    Variable("has-account", Kind.YES_NO, "Compte déjà ouvert"),
)

OFFERS = (
    Offered("account", "nom du compte"),
    Offered("amount", "quantité qui vient de bouger"),
    Offered("balance", "solde du compte"),
    Offered("remaining", "ce qui reste"),
    Offered("cap", "plafond du compte"),
    Offered("expires-on", "dernier jour du compte"),
    Offered("code", "code du compte, à montrer à qui accepte"),
)

ENGINE = Engine(
    key="ledger",
    version="1.0.0",
    label="Compteurs, droits et titres",
    section=LedgerSection,
    rehearsal=LedgerRehearsal(),
    skeleton=SKELETON,
    beginning=BEGINNING,
    checks=check,
    verbs=VERBS,
    events=EVENTS,
    effects=EFFECTS,
    outcomes=OUTCOMES,
    lookups=LOOKUPS,
    offers=OFFERS,
    doors=doors,
    public_urls="essaim.engines.ledger.urls",
    desk_urls="essaim.engines.ledger.desk_urls",
    runtime=LedgerRuntime(tabs=TABS),
    exports={"movements": "Mouvements", "acceptors": "Ce qui est dû à qui accepte"},
)
