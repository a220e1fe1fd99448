"""The desk of the ledger, under `/gestion/<slug>/ledger/`."""

from django.urls import URLPattern, path

from essaim.engines.ledger.views import desk, programme

urlpatterns: list[URLPattern] = [
    path("comptes/", desk.accounts, name="accounts"),
    path("comptes/service/", desk.holder, name="own"),
    path("comptes/service/<slug:account>/<slug:verb>/", desk.by_hand, name="own_by_hand"),
    path("comptes/<uuid:key>/", desk.holder, name="holder"),
    path("comptes/<uuid:key>/<slug:account>/<slug:verb>/", desk.by_hand, name="by_hand"),
    path("mouvements/", desk.movements, name="movements"),
    path("mouvements/<int:pk>/annuler/", desk.reverse_movement, name="reverse"),
    path("reservations/<int:pk>/rendre/", desk.release, name="release"),
    path("titres/", programme.titles, name="titles"),
    path("titres/emettre/", programme.issue, name="issue"),
    path("titres/<uuid:batch>/", programme.batch, name="batch"),
    path("acceptent/", programme.acceptors, name="acceptors"),
    path("acceptent/<uuid:key>/<slug:account>/payer/", programme.settle, name="settle"),
    path("acceptent/<int:pk>/arreter/", programme.stop, name="stop"),
]
