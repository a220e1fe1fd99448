"""The addresses of the site as they are with an OpenID Connect provider."""

from essaim.config.urls import urlpatterns as every_day
from essaim.foundation.accounts.urls import through_openid

urlpatterns = [*every_day, *through_openid]
