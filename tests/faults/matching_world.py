"""Scripts that nodes run: the service of gardens in the Gers, and what takes a guard away."""

WORLD = """
import json, threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from essaim.adoptions import registry
from essaim.adoptions.contract import RefusedActError
registry.fill(["essaim.engines.matching"])
from essaim.engines.matching.domain import agreeing, answering, proposing
from essaim.engines.matching.models import *
from essaim.foundation.storage.public import guards_lifted
from essaim.foundation.territories.models import Territory
from tests.apps.engines.matching.world import *

def begin(*pairs):
    for code, level, insee, name, slug in (("departement-32", "departement", "32", "Gers", "32-gers"),
                                           ("commune-32013", "commune", "32013", "Auch", "32013-auch")):
        Territory.objects.get_or_create(code=code, defaults={
            "level": level, "insee": insee, "name": name, "slug": slug, "latitude": 43.6471, "longitude": 0.58375})
    return garden_service(*pairs)

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

def without_unique(model, name):
    from django.db.models import PROTECT, ForeignKey
    old = model._meta.get_field(name)
    new = ForeignKey(old.related_model, PROTECT, related_name="+")
    new.set_attributes_from_name(name)
    new.model = model
    with guards_lifted(), connection.schema_editor() as editor:
        editor.alter_field(model, old, new)

def fresh(proposal):
    return Proposal.objects.select_related(
        "adoption__territory", "seeker__participation", "partner__participation").get(pk=proposal.pk)
"""
