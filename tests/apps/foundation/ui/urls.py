"""The look alone: it is the lowest app, and its tests need no address of another."""

from django.urls import include, path

urlpatterns = [path("", include("essaim.foundation.ui.urls"))]
