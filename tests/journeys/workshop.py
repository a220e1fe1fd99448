"""An edition that prepares its rules, read by `essaim django shell`; prints where its workshop is."""

import json
import os

from tests.apps.engines.ballots.builders import service

# A kit of its own: other journeys install that one with other rights, and a version has one content.
edition = service(("id: budget-de-canton", "id: budget-en-atelier"), structure=os.environ["WORKSHOP_STRUCTURE"])
print(json.dumps(f"/gestion/{edition.adoption.slug}/ballots/atelier/"))  # noqa: T201 - what the test reads
