"""Under `/gestion/<slug>/matching/`: what the team does."""

from django.urls import path

from essaim.engines.matching.views import agreements, exports, people, proposals, runs

urlpatterns = [
    path("", people.index, name="people"),
    path("inscription/<int:pk>/", people.person, name="person"),
    path("inscription/<int:pk>/<slug:act>/", people.change, name="change"),
    path("inscription/<int:pk>/avec/<int:other>/", people.pair, name="pair"),
    path("chercher/", runs.search, name="search"),
    path("recherche/<int:pk>/", runs.page, name="run"),
    path("recherche/<int:pk>/<slug:act>/", runs.act, name="run_act"),
    path("propositions/", proposals.index, name="proposals"),
    path("propositions/<int:pk>/", proposals.page, name="proposal"),
    path("propositions/<int:pk>/<slug:act>/", proposals.act, name="proposal_act"),
    path("accords/", agreements.index, name="agreements"),
    path("accords/a-visiter/", agreements.visits, name="visits"),
    path("accords/<int:pk>/", agreements.page, name="agreement"),
    path("accords/<int:pk>/imprimer/", agreements.sheet, name="agreement_sheet"),
    path("accords/<int:pk>/accord.<slug:kind>", agreements.paper, name="paper"),
    path("accords/<int:pk>/convenu/", agreements.settled, name="settled"),
    path("accords/<int:pk>/suivi/", agreements.follow_up, name="follow_up"),
    path("accords/<int:pk>/<slug:act>/", agreements.act, name="agreement_act"),
    path("problemes/", agreements.incidents, name="incidents"),
    path("problemes/<int:pk>/", agreements.answer, name="answer"),
    path("export/<slug:what>.csv", exports.download, name="export"),
]
