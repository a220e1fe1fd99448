"""What holders do with their own case, under `/services/<slug>/cases/`."""

from django.urls import path

from essaim.engines.cases.views import own

urlpatterns = [path("<uuid:key>/<slug:verb>/", own.act, name="own")]
