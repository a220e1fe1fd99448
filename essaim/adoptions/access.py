"""The acts of adoptions, in words for the journal. Who may: `guard` (roles of the kit) and accounts (roles of a territory)."""

ACT_WORDS = {
    "kit.install": "installe un kit",
    "adoption.adopt": "adopte un kit",
    "adoption.test": "ouvre la phase de test d’un service",
    "adoption.open": "ouvre un service",
    "measure.enter": "saisit une mesure",
    "measure.correct": "corrige une mesure",
    "measure.import": "importe des mesures",
    "adoption.close": "ferme un service",
    "adoption.describe": "change le nom ou le contact d’un service",
    "adoption.set": "règle les paramètres d’un service",
    "adoption.review": "relit une page de préparation",
    "adoption.revise": "change les conditions d’un service",
    "adoption.carry": "fait passer des dossiers aux conditions en vigueur",
    "adoption.ask": "demande à un territoire d’adopter un kit",
    "adoption.answer": "répond à une demande d’adoption",
    "team.add": "donne un rôle dans l’équipe d’un service",
    "team.remove": "retire un rôle de l’équipe d’un service",
    "dossier.code": "donne un nouveau code de suivi",
    "dossier.contact": "change le contact d’un dossier",
    "dossier.export": "exporte la liste des dossiers",
}
