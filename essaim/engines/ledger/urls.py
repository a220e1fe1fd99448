"""What holders, declarers and acceptors open, under `/services/<slug>/ledger/`."""

from django.urls import URLPattern, path

from essaim.engines.ledger.views import codes, own, taking

OWN = "comptes/<uuid:key>/<slug:account>/"
urlpatterns: list[URLPattern] = [
    path(OWN, own.account, name="account"),
    path(OWN + "carte/", own.card, name="card"),
    path(OWN + "carte/perdue/", own.renew, name="renew"),
    path(OWN + "titres/", own.titles, name="titles"),
    path(OWN + "declarer/", own.declare, name="declare"),
    path("code/<str:code>/", codes.code, name="code"),
    path("code/<str:code>/declarer/", codes.declare_by_code, name="declare_by_code"),
    path("declarer/<uuid:key>/", codes.declare_for, name="declare_for"),
    path("lieux/", codes.places, name="places"),
    path("prendre/<uuid:key>/", taking.take, name="take"),
    path("recettes/<uuid:key>/<slug:account>/", taking.takings, name="takings"),
]
