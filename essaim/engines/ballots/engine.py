"""The declaration of participatory budgets. See docs/adr/0023-ballots.md."""

from essaim.adoptions.contract import Engine, Event, Offered, Outcome, SetUp
from essaim.cores.rules.kinds import Kind, Variable
from essaim.engines.ballots.checks import check
from essaim.engines.ballots.domain.edition.editions import missing
from essaim.engines.ballots.domain.edition.receiving import doors
from essaim.engines.ballots.domain.framing.sense import fits
from essaim.engines.ballots.params import BallotsSection
from essaim.engines.ballots.rehearsal import Rehearsal
from essaim.engines.ballots.runtime import BallotsRuntime
from essaim.engines.ballots.verbs import VERBS

PROJECT = Variable("project", Kind.TEXT, "Numéro du projet")

SKELETON = """
calendar:                       # des paramètres en jours : ce que l’écran des dates propose
  ideas: …
  instruction: …
  catalogue: …
  vote: …
  results: …
  follow_up: …
idea:
  id: idee
  role: demandeur               # ce rôle a le droit ballots.propose
  label: …
  pages:
    - {title: …, fields: [population]}
  title: …                      # un champ text
  summary: …                    # un champ text
  category: …                   # un champ choice : les thèmes
  commune: …                    # un champ commune
services:                       # qui donne un avis
  - {id: finances, label: …}
envelope: …                     # un paramètre en euros, que les secteurs partagent
cost: {at_least: …, at_most: …} # deux paramètres en euros
ballot: {choices: …, minimum_age: …, paper: oui}
rule: {method: greedy}          # greedy ou equal-shares
# frame:                        # tranches, cantons, parts réservées : docs/guides/budget-participatif.md
"""

ENGINE = Engine(
    key="ballots",
    version="1.0.0",
    label="Budget participatif",
    section=BallotsSection,
    rehearsal=Rehearsal(),
    skeleton=SKELETON,
    checks=check,
    fits=fits,
    verbs=VERBS,
    events=(
        Event("idea-received", "une idée est envoyée"),
        Event("idea-published", "une idée est publiée"),
        Event("studied", "l’étude d’un projet reprend", (PROJECT,)),
        Event("admitted", "un projet est soumis au vote", (PROJECT,)),
        Event("refused", "un projet n’est pas soumis au vote", (PROJECT,)),
        Event("withdrawn", "un projet est retiré", (PROJECT,)),
        Event("winner", "un projet est lauréat", (PROJECT,)),
        Event("not-retained", "un projet n’est pas lauréat", (PROJECT,)),
        Event("delivered", "un projet est réalisé", (PROJECT,)),
        Event("abandoned", "un projet est abandonné", (PROJECT,)),
    ),
    outcomes=(
        Outcome("ideas", "Idées envoyées", "idées", "sum"),
        Outcome("projects", "Projets soumis au vote", "projets", "sum"),
        Outcome("refused", "Projets non soumis au vote", "projets", "sum"),
        Outcome("voters", "Votants, en ligne et sur papier", "votants", "sum", recurring=True),
        Outcome("winners", "Projets lauréats", "projets", "sum"),
        Outcome("delivered", "Projets réalisés", "projets", "sum"),
        Outcome("abandoned", "Projets abandonnés", "projets", "sum"),
        Outcome("spent", "Argent dépensé pour les projets", "euros", "sum", amount=True, recurring=True),
    ),
    lookups=(Variable("ideas", Kind.INTEGER, "Idées de la même personne dans cette édition", "idées"),),
    offers=(
        Offered("edition", "nom de l’édition"),
        Offered("title", "titre de l’idée ou du projet"),
        Offered("number", "numéro du projet"),
        Offered("cost", "coût estimé du projet"),
        Offered("reason", "motif écrit par qui décide"),
        Offered("vote-opens", "premier jour du vote"),
        Offered("vote-closes", "dernier jour du vote"),
    ),
    set_up=(SetUp("edition", "Dates, secteurs et enveloppes", "edition", missing),),
    doors=doors,
    runtime=BallotsRuntime(),
    public_urls="essaim.engines.ballots.public_urls",
    desk_urls="essaim.engines.ballots.desk_urls",
)
