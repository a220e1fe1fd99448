"""An edition that prepares its rules, read by `essaim django shell`; prints where its workshop is."""

import json
import os

from tests.apps.engines.ballots.builders import service

edition = service(structure=os.environ["WORKSHOP_STRUCTURE"])
print(json.dumps(f"/gestion/{edition.adoption.slug}/ballots/atelier/"))  # noqa: T201 - what the test reads
