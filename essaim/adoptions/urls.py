"""The addresses of adoptions, then those of each engine of this platform, under the adoption that runs it."""

from django.urls import URLPattern, URLResolver, include, path

from essaim.adoptions import registry
from essaim.adoptions.views import desk, service

own: list[URLPattern] = [
    path("services/<slug:slug>/", service.page, name="service"),
    path("gestion/", desk.index, name="index"),
    path("gestion/<slug:slug>/", desk.page, name="desk"),
]


def engine_patterns() -> list[URLResolver]:
    """Return what the engines of this platform mount: none is named here."""
    found: list[URLResolver] = []
    for key, engine in registry.engines.items():
        if engine.public_urls:
            found.append(path(f"services/<slug:slug>/{key}/", include((engine.public_urls, key))))
        if engine.desk_urls:
            found.append(path(f"gestion/<slug:slug>/{key}/", include((engine.desk_urls, f"{key}_desk"))))
    return found


urlpatterns: list[URLPattern | URLResolver] = [path("", include((own, "adoptions"))), *engine_patterns()]
