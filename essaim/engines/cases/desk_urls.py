"""The desk of cases, under `/gestion/<slug>/cases/`."""

from django.urls import path

from essaim.engines.cases.views import case, delays, desk, sectors

urlpatterns = [
    path("", desk.page, name="cases"),
    path("dossiers.csv", desk.export, name="export"),
    path("ensemble/", desk.together, name="together"),
    path("delais/", delays.page, name="delays"),
    path("secteurs/", sectors.page, name="sectors"),
    path("secteurs/<int:pk>/supprimer/", sectors.remove, name="remove_sector"),
    path("<int:number>/", case.page, name="case"),
    path("<int:number>/fiche/", case.sheet, name="sheet"),
    path("<int:number>/affecter/", case.assign, name="assign"),
    path("<int:number>/<slug:verb>/", case.act, name="act"),
]
