"""The acts of the ledger, in words for the journal. Who may: the roles of each kit (`guard` of adoptions)."""

ACT_WORDS = {
    "ledger.credit": "crédite un compte",
    "ledger.reverse": "annule un mouvement",
    "ledger.issue": "émet des titres",
    "ledger.accept": "s’inscrit pour accepter",
    "ledger.settle": "note payé ce qui était dû",
    "ledger.expire": "rend ce qui a pris fin",
}
