"""Under `/services/<slug>/matching/`: what somebody registered opens with her own code or her account."""

from django.urls import path

from essaim.engines.matching.views import mine

urlpatterns = [
    path("<uuid:key>/", mine.page, name="mine"),
    path("<uuid:key>/proposition/<int:pk>/", mine.proposal, name="proposal"),
    path("<uuid:key>/accord/<int:pk>/", mine.sheet, name="sheet"),
    path("<uuid:key>/accord/<int:pk>/accord.<slug:kind>", mine.paper, name="paper"),
    path("<uuid:key>/accord/<int:pk>/probleme/", mine.problem, name="problem"),
    path("<uuid:key>/accord/<int:pk>/fin/", mine.end, name="end"),
]
