"""The desk of the ledger, under `/gestion/<slug>/ledger/`."""

from django.urls import URLPattern, path

from essaim.engines.ledger.views import acceptors, by_hand, desk, movements, programme

urlpatterns: list[URLPattern] = [
    path("comptes/", desk.accounts, name="accounts"),
    path("comptes/service/", desk.holder, name="own"),
    path("comptes/service/<slug:account>/<slug:verb>/", by_hand.by_hand, name="own_by_hand"),
    path("comptes/<uuid:key>/", desk.holder, name="holder"),
    path("comptes/<uuid:key>/<slug:account>/<slug:verb>/", by_hand.by_hand, name="by_hand"),
    path("mouvements/", movements.movements, name="movements"),
    path("mouvements/<int:pk>/annuler/", movements.reverse_movement, name="reverse"),
    path("reservations/<int:pk>/rendre/", movements.release, name="release"),
    path("titres/", programme.titles, name="titles"),
    path("titres/emettre/", programme.issue, name="issue"),
    path("titres/<uuid:batch>/", programme.batch, name="batch"),
    path("acceptent/", acceptors.acceptors, name="acceptors"),
    path("acceptent/<uuid:key>/<slug:account>/payer/", acceptors.settle, name="settle"),
    path("acceptent/<int:pk>/arreter/", acceptors.stop, name="stop"),
    path("acceptent/<int:pk>/suspendre/", acceptors.suspend, name="suspend"),
    path("acceptent/<int:pk>/reprendre/", acceptors.resume, name="resume"),
]
