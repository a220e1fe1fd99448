"""The addresses of the workshop: `DESK` under `/gestion/<slug>/ballots/`."""

from django.urls import path

from essaim.engines.ballots.views.workshop import comparisons, index, sets

DESK = [
    path("atelier/", index.page, name="workshop"),
    path("atelier/edition-passee/", index.take_edition, name="take_edition"),
    path("atelier/fichier/", index.take_file, name="take_file"),
    path("atelier/simulation/", index.take_simulation, name="take_simulation"),
    path("atelier/terminer/", index.end, name="end_workshop"),
    path("atelier/regle-du-kit/", index.keep_kit_rule, name="keep_kit_rule"),
    path("atelier/bulletins/<int:pk>/", sets.page, name="ballot_set"),
    path("atelier/bulletins/<int:pk>/comparer/", sets.compare, name="compare"),
    path("atelier/bulletins/<int:pk>/supprimer/", sets.remove, name="remove_set"),
    path("atelier/comparaisons/<int:pk>/", comparisons.page, name="comparison"),
    path("atelier/comparaisons/<int:pk>/tableau.csv", comparisons.export, name="export_comparison"),
    path("atelier/comparaisons/<int:pk>/choisir/", comparisons.choose, name="choose_rule"),
]
