"""Several agents at once on one case, on a real server of databases: one decides, the others are told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError
from essaim.engines.cases.domain import acts
from essaim.engines.cases.domain.writing import StaleError
from essaim.engines.cases.models import Case, CaseEvent, Decision
from essaim.foundation.territories.models import Territory
from tests.apps.engines.cases.builders import AGENT, COMMISSION, again, filed, in_commission, service

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


@pytest.fixture
def case():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: nothing to race")
    Territory.objects.create(code="departement-32", level="departement", insee="32", name="Gers", slug="32-gers")
    return filed(service())


def together(work):
    """Do the same work in several threads that start at once; return what each got."""
    start = Barrier(AT_ONCE)

    def run(place):
        start.wait()
        try:
            return work(place)
        except RefusedActError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_agents_who_decide_at_once_decide_once(case):
    in_commission(case)
    seen = again(case).version

    def decide(place):
        verb = "grant" if place % 2 else "refuse"
        return acts.do(case=again(case), verb=verb, actor=COMMISSION, version=seen, reason="Parce que.")

    found = together(decide)
    assert sum(isinstance(one, Case) for one in found) == 1
    assert all(isinstance(one, Case | StaleError) for one in found)
    assert Decision.objects.count() == 1
    assert again(case).version == seen + 1 == CaseEvent.objects.count()


def test_one_form_sent_many_times_at_once_acts_once(case):
    def take(_place):
        return acts.do(case=again(case), verb="take", actor=AGENT, version=1, request_key="form-1")

    found = together(take)
    assert sum(isinstance(one, Case) for one in found) == 1
    assert sum(isinstance(one, AlreadyDoneError) for one in found) == AT_ONCE - 1
    assert again(case).events.filter(verb="take").count() == 1
