"""Scripts that nodes run: the kit of hours and vouchers adopted in the Gers, and what takes a guard away."""

WORLD = """
import json, threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from django.db import IntegrityError, connection, transaction
from essaim.adoptions import registry
from essaim.adoptions.contract import RefusedActError
registry.fill(["essaim.engines.ledger"])
from essaim.engines.ledger.domain import accepting, settling, undoing, verbs
from essaim.engines.ledger.domain.queries.statements import drift, totals
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.models import *
from essaim.foundation.storage.domain import guards as installed
from essaim.foundation.storage.public import guards_lifted
from essaim.foundation.territories.models import Territory
from tests.apps.engines.ledger.world import *

def begin(**settings):
    Territory.objects.get_or_create(
        code="departement-32", defaults={"level": "departement", "insee": "32", "name": "Gers", "slug": "32-gers"})
    return open_ledger(**settings)

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

def without_unique(model, name):
    from django.db.models import CASCADE, ForeignKey
    old = model._meta.get_field(name)
    new = ForeignKey(old.related_model, CASCADE, null=True, related_name="+")
    new.set_attributes_from_name(name)
    new.model = model
    with guards_lifted(), connection.schema_editor() as editor:
        editor.alter_field(model, old, new)

def without_trigger(name):
    with connection.cursor() as cursor:
        installed._drop(cursor, installed.guards[name])

def balanced(adoption):
    adoption.refresh_from_db()
    found = totals(adoption, adoption.terms.kit.sections["ledger"])
    return [one.difference for one in found] == [0] * len(found) and drift(adoption) == []
"""
