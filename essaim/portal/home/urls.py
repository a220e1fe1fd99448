from django.urls import path

from essaim.portal.home.views import index, legal, note

app_name = "home"
urlpatterns = [
    path("", index.index, name="index"),
    path("la-note/", note.note, name="note"),
    path("mentions-legales/", legal.notice, name="legal_notice"),
    path("donnees-personnelles/", legal.personal_data, name="personal_data"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
    path("accessibilite/signaler/", legal.complaint, name="complaint"),
]
