"""The stable addresses of the public keys."""

from django.urls import path

from essaim.foundation.signing import views

app_name = "signing"
urlpatterns = [
    path("signature/", views.keys, name="keys"),
    path("signature/cles.json", views.keys_json, name="keys_json"),
]
