"""The addresses of adoptions, then those of each engine of this platform, under the adoption that runs it."""

from django.urls import URLPattern, URLResolver, include, path

from essaim.adoptions import registry
from essaim.adoptions.views import adopting, desk, dossier, kits, preparing, revising, service, team

DESK = "gestion/<slug:slug>/"
own: list[URLPattern] = [
    path("services/<slug:slug>/", service.page, name="service"),
    path("kits/", kits.index, name="kits"),
    path("kits/demandes/<uuid:key>/", adopting.request_page, name="request"),
    path("kits/<slug:kit>/", kits.page, name="kit"),
    path("kits/<slug:kit>/famille/", kits.family, name="family"),
    path("kits/<slug:kit>/adopter/", adopting.begin, name="adopt"),
    path("kits/<slug:kit>/demander/", adopting.ask, name="ask"),
    path("kits/<slug:kit>/<str:number>.yaml", kits.download, name="kit_file"),
    path("gestion/", desk.index, name="index"),
    path(DESK, desk.page, name="desk"),
    path(DESK + "jour/", desk.sheet, name="sheet"),
    path(DESK + "journal/", desk.journal_page, name="journal"),
    path(DESK + "aide/", desk.help_page, name="help"),
    path(DESK + "preparer/", preparing.steps, name="prepare"),
    path(DESK + "service/", preparing.describe, name="describe"),
    path(DESK + "parametres/", preparing.parameters, name="parameters"),
    path(DESK + "apercu/", preparing.previewed, name="preview"),
    path(DESK + "scenarios/", preparing.scenarios, name="scenarios"),
    path(DESK + "dossier/", dossier.page, name="dossier"),
    path(DESK + "dossier/<slug:key>/", dossier.paper, name="paper"),
    path(DESK + "dossier/<slug:key>.odt", dossier.office_file, name="paper_file"),
    path(DESK + "equipe/", team.page, name="team"),
    path(DESK + "equipe/<int:pk>/retirer/", team.remove, name="team_remove"),
    path(DESK + "tester/", preparing.test, name="test"),
    path(DESK + "ouvrir/", preparing.opening, name="open"),
    path(DESK + "fermer/", preparing.closing, name="close"),
    path(DESK + "conditions/", revising.history, name="terms"),
    path(DESK + "conditions/valeurs/", revising.values, name="revise"),
    path(DESK + "conditions/version/<str:number>/", revising.upgrade, name="upgrade"),
    path(DESK + "kit.yaml", revising.fork, name="fork"),
]


def engine_patterns() -> list[URLResolver]:
    """Return what the engines of this platform mount: none is named here."""
    found: list[URLResolver] = []
    for key, engine in registry.engines.items():
        if engine.public_urls:
            found.append(path(f"services/<slug:slug>/{key}/", include((engine.public_urls, key))))
        if engine.desk_urls:
            found.append(path(f"gestion/<slug:slug>/{key}/", include((engine.desk_urls, f"{key}_desk"))))
    return found


urlpatterns: list[URLPattern | URLResolver] = [path("", include((own, "adoptions"))), *engine_patterns()]
