"""The acts of adoptions, in words for the journal. Who may: `guard` (roles of the kit) and accounts (roles of a territory)."""

ACT_WORDS = {
    "kit.install": "installe un kit",
    "adoption.adopt": "adopte un kit",
    "adoption.test": "ouvre la phase de test d’un service",
    "adoption.open": "ouvre un service",
    "adoption.close": "ferme un service",
    "dossier.code": "donne un nouveau code de suivi",
    "dossier.contact": "change le contact d’un dossier",
    "dossier.export": "exporte la liste des dossiers",
}
