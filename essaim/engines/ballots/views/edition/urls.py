"""The addresses of an edition but its vote: `PUBLIC` under `/services/<slug>/ballots/`, `DESK` under `/gestion/<slug>/ballots/`."""

from django.urls import path

from essaim.engines.ballots.views.edition import home, setup

PUBLIC = [
    path("", home.page, name="home"),
]
DESK = [
    path("edition/", setup.page, name="edition"),
    path("edition/terminer/", setup.end, name="end_edition"),
    path("edition/secteurs/<int:pk>/supprimer/", setup.remove_zone, name="remove_zone"),
]
