"""The addresses of the site. Each app owns its own; this is the only list of them."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("essaim.portal.home.urls")),
    path("", include("essaim.foundation.ui.urls")),
    path("", include("essaim.foundation.jobs.urls")),
    path("", include("essaim.foundation.signing.urls")),
    path("", include("essaim.portal.barometer.urls")),
    path("", include("essaim.adoptions.urls")),
    path("", include("essaim.portal.catalogue.urls")),
    path("", include("essaim.foundation.accounts.urls")),
]

handler500 = "essaim.config.failures.failed"
