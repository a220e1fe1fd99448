"""The addresses of a vote: `PUBLIC` under `/services/<slug>/ballots/`, `DESK` under `/gestion/<slug>/ballots/`."""

from django.urls import path

from essaim.engines.ballots.views.vote import (
    box,
    checking,
    entering,
    observers,
    results,
    roll,
    rulebook,
    slips,
    voting,
)

PUBLIC = [
    path("vote/", entering.page, name="vote"),
    path("vote/code/", entering.once, name="vote_once"),
    path("vote/lien/<str:word>/", entering.link, name="vote_link"),
    path("vote/inscription/", entering.register, name="vote_register"),
    path("vote/quitter/", entering.leave, name="vote_leave"),
    path("vote/bulletin/", voting.ballot, name="ballot"),
    path("vote/envoyer/", voting.cast, name="cast"),
    path("vote/recu/", voting.receipts, name="receipts"),
    path("vote/secret/", voting.secrecy, name="secrecy"),
    path("regles/<int:number>/", rulebook.page, name="rulebook"),
    path("vote/<int:number>/releves/", checking.page, name="checkpoints"),
    path("vote/<int:number>/releves.json", checking.as_json, name="checkpoints_json"),
    path("vote/<int:number>/releves.atom", checking.feed, name="checkpoints_feed"),
    path("vote/<int:number>/preuve.json", checking.proof, name="proof"),
    path("resultats/<int:number>/", results.page, name="results"),
    path("resultats/<int:number>/recu/", voting.receipts, name="receipts_of"),
    path("resultats/<int:number>/archive.zip", results.download, name="archive"),
    path("resultats/<int:number>/rapport.html", results.report, name="report"),
    path("resultats/<int:number>/regles.json", results.rules, name="rules"),
]
DESK = [
    path("electeurs/", roll.page, name="roll"),
    path("electeurs/lettres/", roll.letters, name="letters"),
    path("electeurs/<uuid:key>/", roll.voter, name="voter"),
    path("electeurs/<uuid:key>/emarger/", roll.receive, name="receive"),
    path("electeurs/<uuid:key>/code/", roll.code, name="voter_code"),
    path("scrutin/", box.page, name="ballot_box"),
    path("scrutin/cles/", box.keys, name="keys"),
    path("scrutin/cles/essayer/", box.try_keys, name="try_keys"),
    path("scrutin/observateurs/", observers.name, name="name_observer"),
    path("scrutin/observateurs/<uuid:key>/retirer/", observers.take_away, name="take_observer_away"),
    path("scrutin/ouvrir/", box.open_vote, name="open_vote"),
    path("scrutin/clore/", box.close_vote, name="close_vote"),
    path("scrutin/depouiller/", box.count, name="count"),
    path("scrutin/publier/", box.announce, name="announce"),
    path("papier/", slips.page, name="slips"),
    path("papier/bulletin-<slug:zone>.pdf", slips.paper, name="paper_ballot"),
    path("papier/lots/<int:number>/", slips.batch, name="batch"),
]
