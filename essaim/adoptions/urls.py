"""The addresses of adoptions, then those of each engine of this platform, under the adoption that runs it."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from essaim.adoptions import registry
from essaim.adoptions.views import (
    adopting,
    begin,
    contact,
    desk,
    dossiers,
    entry,
    exact,
    filling,
    finding,
    holder,
    kits,
    letters,
    measuring,
    outcomes,
    pack,
    preparing,
    revising,
    sending,
    service,
    services,
    team,
)  # fmt: skip

DESK = "gestion/<slug:slug>/"
SLUG = r"[-\w]+"
own: list[URLPattern] = [
    path("services/", services.index, name="services"),
    path("services/<slug:slug>/", service.page, name="service"),
    path("services/<slug:slug>/commencer/<slug:engine>/<slug:door>/", begin.page, name="begin"),
    path("services/<slug:slug>/papier/<slug:engine>/<slug:door>/", begin.paper, name="paper"),
    path("mon-dossier/", finding.page, name="find_dossier"),
    path("mon-dossier/fermer/", finding.close, name="close_dossiers"),
    path("mon-dossier/lien/<str:token>/", finding.link, name="dossier_link"),
    path("mon-dossier/<uuid:key>/", holder.page, name="dossier"),
    path("mon-dossier/<uuid:key>/suite/", filling.following, name="dossier_next"),
    path("mon-dossier/<uuid:key>/page/<int:place>/", filling.page, name="dossier_page"),
    path("mon-dossier/<uuid:key>/page/<int:place>/enregistrer/", filling.autosave, name="dossier_save"),
    path("mon-dossier/<uuid:key>/contact/", contact.ask, name="dossier_contact"),
    path("mon-dossier/<uuid:key>/contact/enregistrer/", contact.autosave, name="dossier_save_contact"),
    path("mon-dossier/<uuid:key>/contact/corriger/", contact.correct, name="dossier_correct"),
    path("mon-dossier/<uuid:key>/relire/", sending.review, name="dossier_review"),
    path("mon-dossier/<uuid:key>/recu/", sending.receipt, name="dossier_receipt"),
    path("mon-dossier/<uuid:key>/code/", sending.new_code, name="dossier_code"),
    path("mon-dossier/<uuid:key>/reprendre/", sending.resume, name="dossier_resume"),
    path("mon-dossier/<uuid:key>/abandonner/", sending.leave, name="dossier_leave"),
    path("mon-dossier/<uuid:key>/messages/<int:pk>/", holder.told, name="dossier_told"),
    path("mon-dossier/<uuid:key>/messages/<int:pk>.pdf", letters.own, name="dossier_letter"),
    path("mon-dossier/<uuid:key>/pieces/<uuid:piece>/", holder.file, name="dossier_file"),
    path("services/<slug:slug>/resultats/", outcomes.page, name="outcomes"),
    re_path(rf"^services/(?P<slug>{SLUG})/resultats\.(?P<kind>csv|json)$", outcomes.file, name="outcomes_file"),
    path("kits/<slug:kit>/resultats/", outcomes.of_kit, name="kit_outcomes"),
    re_path(rf"^kits/(?P<kit>{SLUG})/resultats\.(?P<kind>csv|json)$", outcomes.kit_file, name="kit_outcomes_file"),
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
    path(DESK + "dossiers/", dossiers.index, name="dossiers"),
    path(DESK + "dossiers.csv", dossiers.export, name="dossiers_csv"),
    path(DESK + "dossiers/<uuid:key>/", dossiers.page, name="desk_dossier"),
    path(DESK + "dossiers/<uuid:key>/recu/", entry.receipt, name="desk_receipt"),
    path(DESK + "dossiers/<uuid:key>/code/", entry.new_code, name="desk_code"),
    path(DESK + "dossiers/<uuid:key>/pieces/<uuid:piece>/", dossiers.file, name="desk_file"),
    path(DESK + "saisir/", entry.begin, name="entry_begin"),
    path(DESK + "saisir/<uuid:key>/", entry.page, name="entry"),
    path(DESK + "saisir/<uuid:key>/enregistrer/", entry.autosave, name="entry_save"),
    path(DESK + "courrier/", letters.page, name="letters"),
    path(DESK + "courrier/feuilles/", letters.sheets, name="letter_sheets"),
    path(DESK + "courrier/imprime/", letters.done, name="letters_done"),
    path(DESK + "courrier.pdf", letters.batch, name="letters_pdf"),
    path(DESK + "courrier/<int:pk>.pdf", letters.one, name="letter"),
    path(DESK + "resultats/", exact.page, name="exact"),
    path(DESK + "resultats/publier/", exact.release, name="release"),
    path(DESK + "mesures/", measuring.page, name="measures"),
    path(DESK + "mesures/<int:pk>/corriger/", measuring.correct, name="correct_measure"),
    path(DESK + "preparer/", preparing.steps, name="prepare"),
    path(DESK + "service/", preparing.describe, name="describe"),
    path(DESK + "parametres/", preparing.parameters, name="parameters"),
    path(DESK + "apercu/", preparing.previewed, name="preview"),
    path(DESK + "scenarios/", preparing.scenarios, name="scenarios"),
    path(DESK + "dossier/", pack.page, name="pack"),
    path(DESK + "dossier/<slug:key>/", pack.paper, name="pack_paper"),
    path(DESK + "dossier/<slug:key>.odt", pack.office_file, name="pack_file"),
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
