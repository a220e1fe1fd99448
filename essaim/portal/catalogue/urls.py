"""The addresses of the catalogue, one list per part."""

from django.urls import URLPattern, URLResolver, include, path

from essaim.portal.catalogue.views import (
    alerts,
    amend,
    attaching,
    batches,
    contact,
    contribute,
    creating,
    edges,
    editing,
    files,
    find,
    freshness,
    history,
    moderate,
    own_page,
    queues,
    read,
    vocabulary,
)

app_name = "catalogue"


def _desk(kind: str, base: str) -> list[URLPattern]:
    """The addresses of the desk of one kind of page: editor, history, steps."""
    what = {"kind": kind}
    return [
        path(f"{base}<slug:slug>/", moderate.desk, what, name=f"moderation_{kind}"),
        path(f"{base}<slug:slug>/editer/<slug:key>/", editing.edit, what, name=f"edit_{kind}"),
        path(f"{base}<slug:slug>/historique/", history.history, what, name=f"history_{kind}"),
        path(f"{base}<slug:slug>/<slug:act>/", moderate.step, what, name=f"step_{kind}"),
    ]


find_and_read: list[URLPattern | URLResolver] = [
    path("recherche/", find.results, name="search"),
    path("solutions/", find.solutions, name="solutions"),
    path("solutions/<slug:slug>/", read.solution, name="solution"),
    path("initiatives/", find.initiatives, name="initiatives"),
    path("initiatives/<slug:slug>/", read.initiative, name="initiative"),
    path("initiatives/<slug:slug>/contact/", contact.contact, name="contact"),
    path("initiatives/<slug:slug>/referent/", contact.claim, name="claim"),
    path("moderation/referents/", contact.claims, name="claims"),
    path("alertes/creer/", alerts.create, name="alert_create"),
    path("alertes/<uuid:token>/", alerts.manage, name="alert"),
]
write: list[URLPattern | URLResolver] = [
    path("proposer/", contribute.propose, name="propose"),
    path("proposer/<uuid:token>/", contribute.review, name="proposal_review"),
    path("proposer/<uuid:token>/suite/", contribute.proposal_state, name="proposal_state"),
    path("proposer/<uuid:token>/<slug:key>/", contribute.proposal, name="proposal"),
    path("proposer/<uuid:token>/<slug:key>/enregistrer/", contribute.autosave, name="proposal_autosave"),
    path("initiatives/<slug:slug>/modifier/", amend.texts, name="amend"),
    path("initiatives/<slug:slug>/modifier/chiffres/", amend.figures, name="amend_figures"),
    path("initiatives/<slug:slug>/relire/", freshness.refresh, name="refresh"),
    path("initiatives/<slug:slug>/ma-page/", own_page.desk, name="own_page"),
    path("initiatives/<slug:slug>/ma-page/<slug:key>/", own_page.edit, name="own_section"),
]
moderation: list[URLPattern | URLResolver] = [
    path("moderation/", queues.queue, name="moderation"),
    path("moderation/files/<slug:name>/", queues.queue, name="moderation_queue"),
    path("moderation/propositions/<uuid:token>/", moderate.proposal, name="moderation_proposal"),
    path("moderation/modifications/<int:pk>/", moderate.amendment, name="moderation_amendment"),
    path("moderation/initiatives/nouvelle/", creating.initiative, name="begin_initiative"),
    path("moderation/solutions/", creating.solutions, name="moderation_solutions"),
    path("moderation/solutions/nouvelle/", creating.solution, name="begin_solution"),
    path("moderation/initiatives/<slug:slug>/fichiers/", files.manage, name="files_initiative"),
    path("moderation/initiatives/<slug:slug>/essaimage/", edges.edit, name="edges_initiative"),
    path("moderation/solutions/<slug:slug>/initiatives/", attaching.edit, name="attach_solution"),
    path("moderation/lot/", batches.batch, name="moderation_batch"),
    path("media/catalogue/<slug:folder>/<str:name>", files.serve, name="file"),
    *_desk("initiative", "moderation/initiatives/"),
    *_desk("solution", "moderation/solutions/"),
    path("moderation/synonymes/", vocabulary.synonyms, name="moderation_synonyms"),
    path("moderation/recherches/", vocabulary.searches, name="moderation_searches"),
]
reuse: list[URLPattern | URLResolver] = [path("", include("essaim.portal.catalogue.exchange.urls"))]
urlpatterns: list[URLPattern | URLResolver] = [*find_and_read, *write, *moderation, *reuse]
