"""Scripts that nodes run: a vote open in the Gers, people who vote on the web and on paper, what takes a guard away."""

WORLD = """
import json, random, threading, time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from django.db import IntegrityError, connection, transaction
from essaim.adoptions import registry
from essaim.adoptions.contract import RefusedActError
registry.fill(["essaim.engines.ballots"])
from essaim.engines.ballots.domain.vote import casting, checkpoints, closing, counting, mixing, reception, roll, tending
from essaim.engines.ballots.models.edition import Zone
from essaim.engines.ballots.models.vote import *
from essaim.foundation.storage import public as storage
storage.durability_problems = list  # the server of the tests is quick and not durable
from essaim.foundation.storage.domain import guards as installed
from essaim.foundation.storage.public import guards_lifted
from essaim.foundation.territories.models import Territory
from tests.apps.engines.ballots.vote.world import *

def begin(*pairs, **options):
    Territory.objects.get_or_create(
        code="departement-32", defaults={"level": "departement", "insee": "32", "name": "Gers", "slug": "32-gers"})
    for insee in ("32013", "32462", "32160"):
        Territory.objects.get_or_create(
            code=f"commune-{insee}", defaults={"level": "commune", "insee": insee, "name": insee, "slug": insee})
    return opened(*pairs, **options)

def here():
    return again(Urn.objects.get())

def together(jobs, workers):
    gate = threading.Barrier(min(workers, len(jobs)))
    def one(job):
        try:
            gate.wait()
            return job() or "done"
        except Exception as problem:
            return type(problem).__name__
        finally:
            connection.close()
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, jobs))

def without_constraint(model, name):
    constraint = next(one for one in model._meta.constraints if one.name == name)
    model._meta.constraints = [one for one in model._meta.constraints if one is not constraint]
    with guards_lifted(), connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)

def marks():
    found = Counter(Mark.objects.values_list("voter__number", flat=True))
    return {"marks": sum(found.values()), "twice": sum(1 for n in found.values() if n > 1),
            "web": Mark.objects.filter(channel="web").count(), "envelopes": Envelope.objects.filter(struck=False).count()}
"""
