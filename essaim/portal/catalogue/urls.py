"""The addresses of the catalogue, one list per part."""

from django.urls import URLPattern, URLResolver, include, path

from essaim.portal.catalogue.views import alerts, contact, contribute, find, freshness, moderate, read, vocabulary

app_name = "catalogue"

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
    path("initiatives/<slug:slug>/modifier/", contribute.amend, name="amend"),
    path("initiatives/<slug:slug>/relire/", freshness.refresh, name="refresh"),
]
moderation: list[URLPattern | URLResolver] = [
    path("moderation/", moderate.queue, name="moderation"),
    path("moderation/files/<slug:name>/", moderate.queue, name="moderation_queue"),
    path("moderation/propositions/<uuid:token>/", moderate.proposal, name="moderation_proposal"),
    path("moderation/modifications/<int:pk>/", moderate.amendment, name="moderation_amendment"),
    path("moderation/initiatives/<slug:slug>/", moderate.initiative, name="moderation_initiative"),
    path("moderation/initiatives/<slug:slug>/textes/", moderate.edit, name="moderation_edit"),
    path("moderation/initiatives/<slug:slug>/historique/", moderate.history, name="moderation_history"),
    path("moderation/initiatives/<slug:slug>/<slug:act>/", moderate.step, name="moderation_step"),
    path("moderation/synonymes/", vocabulary.synonyms, name="moderation_synonyms"),
    path("moderation/recherches/", vocabulary.searches, name="moderation_searches"),
]
reuse: list[URLPattern | URLResolver] = [path("", include("essaim.portal.catalogue.exchange.urls"))]
urlpatterns: list[URLPattern | URLResolver] = [*find_and_read, *write, *moderation, *reuse]
