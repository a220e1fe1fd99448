from django.urls import path, re_path

from essaim.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("style/", views.style, name="style"),
    re_path(r"^style/accent/(?P<digits>[0-9a-f]{6})\.css$", views.accent, name="accent"),
]
