"""The declaration of matching. See docs/engines.md and docs/adr/0018-matching.md."""

from essaim.adoptions.contract import Beginning, Effect, Engine, Event, Offered, Outcome, Verb
from essaim.cores.rules.kinds import Kind, Variable
from essaim.engines.matching.checks import check
from essaim.engines.matching.domain.registering import doors
from essaim.engines.matching.params import KILOMETRES, MatchingSection
from essaim.engines.matching.rehearsal import Rehearsal
from essaim.engines.matching.runtime import MatchingRuntime

QUANTITY = Variable("quantity", Kind.INTEGER, "Quantité comptée au suivi")

SKELETON = """
mode: proposals                 # proposals, batch, draw ou continuous
sides:                          # exactement deux : le premier cherche, le second propose
  - id: cherche
    role: demandeur
    label: …
    one: …                      # une personne de ce côté : propriétaire
    several: …                  # plusieurs : propriétaires
    capacity: {value: 1}        # ou {parameter: …}, {field: …}
    pages:
      - {title: …, fields: [population]}
  - id: propose
    role: proposant
    label: …
    one: …
    several: …
    capacity: {value: 1}
    pages:
      - {title: …, fields: [disponible]}
criteria: [recevable]           # des règles du kit : toutes doivent être remplies
wishes: []                      # facultatif : - {rule: …, weight: 3} ou - {near: parametre-en-kilometres, weight: 2}
consent:
  within: delai-de-reponse      # un paramètre : jours pour répondre
  reasons:
    - {id: trop-loin, label: …}
agreement:
  label: …
follow_up:                      # facultatif
  every: rythme-de-suivi        # un paramètre : mois entre deux suivis
  fields: [tout-va-bien]
ends:
  - {id: fin-prevue, label: …, well: oui}
"""

BEGINNING = Beginning(
    may={"demandeur": ("register", "accept", "decline"), "agent": ("propose", "agree", "follow-up", "end")},
    roles="""
- id: proposant
  label: La personne qui propose
  kind: holder
  may: [matching.register, matching.accept, matching.decline]
""",
    parameters="""
- {id: delai-de-reponse, type: integer, label: …, unit: jours, default: 15, min: 2, max: 60, source: …}
- {id: rythme-de-suivi, type: integer, label: …, unit: mois, default: 3, min: 1, max: 12, source: …}
""",
    fields="""
- id: disponible
  type: yes-no
  label: …
  filled_by: proposant
  seen_by: [agent]
  purpose: …
  retention: {months: 24, after: end}
  sensitivity: ordinary
- id: tout-va-bien
  type: yes-no
  label: …
  filled_by: agent
  purpose: …
  retention: {months: 24, after: end}
  sensitivity: ordinary
""",
    leads="agreed",
    follows="register-seeker",
)

ENGINE = Engine(
    key="matching",
    version="1.0.0",
    label="Mise en relation",
    section=MatchingSection,
    rehearsal=Rehearsal(),
    skeleton=SKELETON,
    beginning=BEGINNING,
    checks=check,
    verbs=(
        Verb("register", "s’inscrire"),
        Verb("propose", "proposer une mise en relation"),
        Verb("draw", "tirer au sort"),
        Verb("accept", "accepter une proposition"),
        Verb("decline", "refuser une proposition"),
        Verb("agree", "valider un accord"),
        Verb("follow-up", "faire un suivi"),
        Verb("report-incident", "signaler un problème"),
        Verb("end", "mettre fin à un accord"),
    ),
    events=(
        Event("registered", "une personne qui cherche est inscrite"),
        Event("partner-registered", "une personne qui propose est inscrite"),
        Event("proposed", "une mise en relation est proposée"),
        Event("agreed", "un accord commence (dossier de qui cherche)"),
        Event("partner-agreed", "un accord commence (dossier de qui propose)"),
        Event("followed-up", "un suivi est fait (dossier de qui cherche)", (QUANTITY,)),
        Event("partner-followed-up", "un suivi est fait (dossier de qui propose)", (QUANTITY,)),
        Event("incident", "un problème est signalé"),
        Event("ended", "un accord prend fin (dossier de qui cherche)"),
        Event("partner-ended", "un accord prend fin (dossier de qui propose)"),
    ),
    effects=(
        Effect("register-seeker", "inscrire la personne parmi celles qui cherchent", causes=("registered", "proposed")),
        Effect(
            "register-partner",
            "inscrire la personne parmi celles qui proposent",
            causes=("partner-registered", "proposed"),
        ),
        Effect("suspend", "suspendre l’inscription"),
        Effect("resume", "reprendre l’inscription"),
        Effect("end", "mettre fin à l’inscription et à ses accords", causes=("ended", "partner-ended")),
    ),
    outcomes=(
        Outcome("seekers-registered", "Personnes inscrites qui cherchent", "personnes", "sum"),
        Outcome("partners-registered", "Personnes inscrites qui proposent", "personnes", "sum"),
        Outcome("proposals", "Mises en relation proposées", "propositions", "sum", recurring=True),
        Outcome("agreements", "Accords commencés", "accords", "sum"),
        Outcome("active-agreements", "Accords en cours", "accords", "last"),
        Outcome("people-served", "Personnes qui cherchaient et ont eu un accord", "personnes", "sum"),
        Outcome("quantity", "Total compté aux suivis", "unités", "sum", amount=True, recurring=True),
        Outcome("ended-well", "Accords terminés comme prévu", "accords", "sum"),
        Outcome("incidents", "Problèmes signalés", "problèmes", "sum", recurring=True),
    ),
    lookups=(
        Variable("distance", Kind.DECIMAL, "Distance entre les deux communes", KILOMETRES),
        Variable("agreements", Kind.INTEGER, "Accords en cours", "accords"),
    ),
    offers=(
        Offered("why", "raisons de la proposition"),
        Offered("reply-by", "date limite de réponse"),
        Offered("why-none", "raison de l’absence de proposition"),
        Offered("first-name", "prénom de l’autre personne (après les deux accords)"),
        Offered("contact", "coordonnées de l’autre personne (après les deux accords)"),
        Offered("trial-until", "dernier jour de l’essai"),
        Offered("next-visit", "date du prochain suivi"),
    ),
    doors=doors,
    runtime=MatchingRuntime(),
    public_urls="essaim.engines.matching.urls.public",
    desk_urls="essaim.engines.matching.urls.desk",
    exports={"profiles": "Inscriptions", "agreements": "Accords et suivis"},
)
