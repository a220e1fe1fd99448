"""The addresses of a vote: `PUBLIC` under `/services/<slug>/ballots/`, `DESK` under `/gestion/<slug>/ballots/`."""

from django.urls import URLPattern

PUBLIC: list[URLPattern] = []
DESK: list[URLPattern] = []
