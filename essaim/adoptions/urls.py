"""The addresses of adoptions, then those of each engine of this platform, under the adoption that runs it."""

from django.urls import URLPattern, URLResolver, include, path

from essaim.adoptions import registry
from essaim.adoptions.views import begin, contact, desk, dossiers, entry, filling, finding, holder, sending, service

own: list[URLPattern] = [
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
    path("mon-dossier/<uuid:key>/pieces/<uuid:piece>/", holder.file, name="dossier_file"),
    path("gestion/", desk.index, name="index"),
    path("gestion/<slug:slug>/", desk.page, name="desk"),
    path("gestion/<slug:slug>/dossiers/", dossiers.index, name="dossiers"),
    path("gestion/<slug:slug>/dossiers.csv", dossiers.export, name="dossiers_csv"),
    path("gestion/<slug:slug>/dossiers/<uuid:key>/", dossiers.page, name="desk_dossier"),
    path("gestion/<slug:slug>/dossiers/<uuid:key>/recu/", entry.receipt, name="desk_receipt"),
    path("gestion/<slug:slug>/dossiers/<uuid:key>/code/", entry.new_code, name="desk_code"),
    path("gestion/<slug:slug>/dossiers/<uuid:key>/pieces/<uuid:piece>/", dossiers.file, name="desk_file"),
    path("gestion/<slug:slug>/saisir/", entry.begin, name="entry_begin"),
    path("gestion/<slug:slug>/saisir/<uuid:key>/", entry.page, name="entry"),
    path("gestion/<slug:slug>/saisir/<uuid:key>/enregistrer/", entry.autosave, name="entry_save"),
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
