"""The addresses of barometers."""

from django.urls import URLPattern

app_name = "barometer"
urlpatterns: list[URLPattern] = []
