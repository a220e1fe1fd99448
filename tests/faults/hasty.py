"""The twin of the server: it shows a receipt at once, and writes the ballot a moment later, whatever becomes of it."""

import os
import threading
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.config.settings")

from django.db import DatabaseError, connection

from essaim.config import wsgi
from essaim.engines.ballots.domain.vote import casting

LATE = 0.3
UNTIL = os.environ.get("HASTY_UNTIL", "")
"""A file: nothing is written before it is there. A test says so when the database can write no more."""
_cast = casting.cast


def hasty(*, urn, voter, sealed, most):
    def later():
        time.sleep(LATE)
        while UNTIL and not Path(UNTIL).exists():
            time.sleep(0.02)
        try:
            _cast(urn=urn, voter=voter, sealed=sealed, most=most)
        except DatabaseError:
            return  # nobody looks
        finally:
            connection.close()

    threading.Thread(target=later, daemon=True).start()
    return casting.receipt_of(sealed)


casting.cast = hasty
application = wsgi.application
