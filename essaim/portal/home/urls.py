from django.urls import path

from essaim.portal.home.views import index, note

app_name = "home"
urlpatterns = [
    path("", index.index, name="index"),
    path("la-note/", note.note, name="note"),
]
