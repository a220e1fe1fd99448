"""Scripts that nodes run: a participatory budget in the Gers, and what takes a guard away."""

WORLD = """
import json, threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from essaim.adoptions import registry
from essaim.adoptions.contract import RefusedActError
registry.fill(["essaim.engines.ballots"])
from essaim.engines.ballots.domain.edition import deciding, editions, studying, supporting
from essaim.engines.ballots.models.edition import *
from essaim.foundation.storage.public import guards_lifted
from essaim.foundation.territories.models import Territory
from tests.apps.engines.ballots import builders

def begin(phase="ideas"):
    for code, level, insee, name, slug in (("departement-32", "departement", "32", "Gers", "32-gers"),
                                           ("commune-32013", "commune", "32013", "Auch", "32013-auch")):
        Territory.objects.get_or_create(code=code, defaults={
            "level": level, "insee": insee, "name": name, "slug": slug, "latitude": 43.6471, "longitude": 0.58375})
    return builders.service(phase=phase)

def together(jobs):
    gate = threading.Barrier(len(jobs))
    def one(job):
        try:
            gate.wait()
            job()
            return "done"
        except Exception as problem:
            return type(problem).__name__
        finally:
            connection.close()
    with ThreadPoolExecutor(len(jobs)) as pool:
        return Counter(pool.map(one, jobs))

def without_constraint(model, name):
    constraint = next(one for one in model._meta.constraints if one.name == name)
    model._meta.constraints = [one for one in model._meta.constraints if one is not constraint]
    with guards_lifted(), connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
"""
