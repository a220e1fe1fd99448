"""The declaration of the engine."""

from essaim.adoptions.contract import Beginning, Effect, Engine, Event, Offered, Outcome
from essaim.cores.rules.kinds import Kind, Variable
from essaim.engines.cases.checks import check
from essaim.engines.cases.params import CasesSection
from essaim.engines.cases.rehearsal import Rehearsal
from essaim.engines.cases.runtime import CasesRuntime, doors
from essaim.engines.cases.verbs import VERBS

FILE = Variable("file", Kind.TEXT, "Numéro du dossier")
SUM = Variable("amount", Kind.MONEY, "Somme")
QUANTITY = Variable("quantity", Kind.INTEGER, "Quantité")

SKELETON = """
doors:
  - id: demande
    role: demandeur               # ce rôle a le droit cases.submit
    label: …
    pages:
      - {title: …, fields: [population]}
initial: a-instruire
states:                           # open, waiting (on attend la personne), granted, refused, closed
  - {id: a-instruire, label: À instruire, kind: open}
  - {id: accorde, label: Accordé, kind: granted, tells: reponse}
  - {id: refuse, label: Refusé, kind: refused, tells: refus}   # le message dit {cases.reason}
transitions:                      # chacune dit son verbe ; ses rôles ont le droit cases.<verbe>
  - {id: accorder, verb: grant, label: Accorder, from: a-instruire, to: accorde, by: [agent], when: recevable}
  - {id: refuser, verb: refuse, label: Refuser, from: a-instruire, to: refuse, by: [agent], reason: oui}
"""

BEGINNING = Beginning(
    may={"demandeur": ("submit",), "agent": ("grant", "refuse")},
    messages="""
- id: refus
  label: La réponse, quand elle est non
  to: demandeur
  channels: [letter]
  subject: …
  body: "{cases.reason}"        # le motif, puis ce qui reste possible et comment contester
""",
    leads="granted",
    follows="open",
)

ENGINE = Engine(
    key="cases",
    version="1.0.0",
    label="Dossiers",
    section=CasesSection,
    rehearsal=Rehearsal(),
    doors=doors,
    runtime=CasesRuntime(),
    skeleton=SKELETON,
    beginning=BEGINNING,
    checks=check,
    verbs=VERBS,
    events=(
        Event("submitted", "un dossier est déposé", (FILE,)),
        Event("declared", "quelque chose est déclaré dans un dossier", (FILE, SUM, QUANTITY)),
        Event("granted", "un dossier est accordé", (FILE, SUM, QUANTITY)),
        Event("refused", "un dossier est refusé", (FILE,)),
        Event("closed", "un dossier est clos sans décision", (FILE,)),
        Event("late", "un délai est passé", (FILE,)),
    ),
    effects=(
        Effect("open", "ouvrir un dossier", causes=("submitted",)),
        Effect("complete", "compléter le dossier en cours"),
        Effect("forward", "transmettre le dossier en cours"),
        Effect("grant", "accorder le dossier en cours", causes=("granted",)),
        Effect("close", "clore le dossier en cours", causes=("closed",)),
    ),
    outcomes=(
        Outcome("submitted", "Dossiers déposés", "dossiers", "sum"),
        Outcome("granted", "Dossiers accordés", "dossiers", "sum"),
        Outcome("refused", "Dossiers refusés", "dossiers", "sum"),
        Outcome("granted-sums", "Sommes accordées", "euros", "sum", amount=True, recurring=True),
        Outcome("days-to-decision", "Délai de décision", "jours", "median"),
        Outcome("late", "Dossiers décidés ou encore ouverts après leur délai", "dossiers", "sum"),
    ),
    lookups=(
        Variable("granted-this-year", Kind.YES_NO, "Déjà accordé à la même personne cette année"),
        Variable("under-way", Kind.YES_NO, "Autre dossier de la même personne en cours"),
    ),
    offers=(
        Offered("number", "numéro du dossier"),
        Offered("reason", "motif écrit par qui décide", "social"),
        Offered("decided-on", "jour de la décision"),
        Offered("deadline", "dernier jour du délai en cours"),
    ),
    public_urls="essaim.engines.cases.urls",
    desk_urls="essaim.engines.cases.desk_urls",
    exports={"cases": "Dossiers"},
)
