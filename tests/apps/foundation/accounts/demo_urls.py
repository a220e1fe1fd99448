"""The addresses of the site as they are in development."""

from django.urls import include, path

from essaim.config.urls import urlpatterns as every_day
from essaim.foundation.accounts.urls import own
from essaim.foundation.accounts.views import demo

urlpatterns = [
    path("", include(([*own, path("compte/connexion/demonstration/", demo.sign_in, name="demo")], "accounts"))),
    *every_day,
]
