"""The door of the production server."""

import os

from django.core.wsgi import get_wsgi_application

from essaim.config.secret import require_secret

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.config.settings")
application = get_wsgi_application()
require_secret()
