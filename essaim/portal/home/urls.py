from django.urls import path, re_path

from essaim.portal.home.views import index, legal, note
from essaim.portal.home.views.territories import choice, indicators, outlines, pages

app_name = "home"
LEVELS = "region|departement|epci|commune"
urlpatterns = [
    path("", index.index, name="index"),
    path("la-note/", note.note, name="note"),
    path("mentions-legales/", legal.notice, name="legal_notice"),
    path("donnees-personnelles/", legal.personal_data, name="personal_data"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
    path("accessibilite/signaler/", legal.complaint, name="complaint"),
    path("territoires/", pages.index, name="territories"),
    path("territoires/france/", pages.country, name="country"),
    path("territoires/mon-territoire/", choice.choose, name="my_territory"),
    path("territoires/indicateurs/", indicators.index, name="indicators"),
    path("territoires/indicateurs/<slug:slug>/", indicators.indicator, name="indicator"),
    path("territoires/indicateurs/<slug:slug>.csv", indicators.indicator_csv, name="indicator_csv"),
    path("territoires/contours/<slug:insee>.json", outlines.communes, name="communes_outlines"),
    path("territoires/contours/<slug:insee>.svg", outlines.drawing, name="communes_drawing"),
    re_path(rf"^territoires/(?P<level>{LEVELS})/(?P<slug>[-\w]+)/$", pages.territory, name="territory"),
    re_path(
        rf"^territoires/(?P<level>{LEVELS})/(?P<slug>[-\w]+)/indicateurs\.csv$",
        indicators.territory_csv,
        name="territory_csv",
    ),
]
