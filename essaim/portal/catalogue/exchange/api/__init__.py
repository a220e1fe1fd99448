"""The HTTP API: read only, documented, open to every site."""

from essaim.portal.catalogue.exchange.api.routes import api

__all__ = ["api"]
