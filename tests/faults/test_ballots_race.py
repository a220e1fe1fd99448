"""Many at once on one edition. Each twin is the same run, with the real guard dropped from the database first."""

import pytest

from tests.faults.ballots_world import WORLD


@pytest.fixture
def run(node):
    return lambda code: node.tell(WORLD + code)


SUPPORT = """
edition = begin()
idea = builders.published(edition)
{twin}
seen = []
outcomes = together([lambda: seen.append(supporting.support(idea=idea, adoption=edition.adoption, who="one"))] * 8)
print(json.dumps({{"supports": Support.objects.count(), "said": sum(seen), "outcomes": outcomes}}))
"""
WITHOUT_KEY = """
with guards_lifted(), connection.cursor() as cursor:
    cursor.execute("DROP TABLE ballots_support")
    cursor.execute("CREATE TABLE ballots_support (token varchar(64) NOT NULL, idea_id bigint NOT NULL)")
"""


def test_8_clicks_of_one_person_make_one_support(run):
    assert run(SUPPORT.format(twin="")) == {"supports": 1, "said": 1, "outcomes": {"done": 8}}


def test_twin_without_its_key_a_support_counts_eight_times(run):
    assert run(SUPPORT.format(twin=WITHOUT_KEY))["supports"] == 8


NUMBERS = """
from django.db.models import F
edition = begin("instruction")
{twin}
said = {{"title": "Un préau", "summary": "Pour tous", "category": "sport"}}
zone = edition.zones.get()
def add():
    studying.add(consultation=edition, actor=builders.AGENT, zone=zone, said=said)
outcomes = together([add] * 8)
numbers = sorted(Project.objects.values_list("number", flat=True))
print(json.dumps({{"numbers": numbers, "outcomes": outcomes}}))
"""
SAME_NUMBER = """
def opened(act, consultation, **values):
    return Project.objects.create(consultation=consultation, number=1, created_at=act.now, **values)
studying._opened = opened
"""
WITHOUT_NUMBER = SAME_NUMBER + 'without_constraint(Project, "ballots_project_number_once")\n'


def test_8_projects_opened_at_once_have_8_numbers(run):
    assert run(NUMBERS.format(twin=""))["numbers"] == list(range(1, 9))


def test_without_the_count_of_the_act_the_database_still_refuses_a_number_twice(run):
    found = run(NUMBERS.format(twin=SAME_NUMBER))
    assert found == {"numbers": [1], "outcomes": {"done": 1, "IntegrityError": 7}}


def test_twin_without_its_key_a_number_is_given_eight_times(run):
    assert run(NUMBERS.format(twin=WITHOUT_NUMBER))["numbers"] == [1] * 8


DECIDE = """
from django.db import transaction
from django.db.models import F
from essaim.adoptions.models import Happening
edition = begin("instruction")
project = builders.project(edition, standing="studied")
seen = builders.reread(project).version
{twin}
def decide(verb):
    return lambda: deciding.decide(project=builders.reread(project), verb=verb, actor=builders.AGENT, version=seen,
                                   reason="Parce que.")
outcomes = together([decide("admit"), decide("refuse")] * 4)
events = Happening.objects.filter(event__in=["ballots.admitted", "ballots.refused"]).count()
print(json.dumps({{"outcomes": outcomes, "events": events}}))
"""
UNGUARDED = """
class Whichever:
    def __ne__(self, _other): return False
    __hash__ = None
seen = Whichever()
deciding.standing.check = lambda *_: None
def written(held, way, values):
    return Project.objects.filter(pk=held.pk).update(**{**values, "version": F("version") + 1})
deciding._written = written
"""
WITHOUT_WAYS = (
    UNGUARDED
    + """
from essaim.foundation.storage.domain import guards
with connection.cursor() as cursor:
    guards._drop(cursor, guards.guards["ballots_project_way"])
"""
)


def test_admitted_and_refused_at_once_is_decided_once(run):
    found = run(DECIDE.format(twin=""))
    assert found == {"outcomes": {"done": 1, "RefusedActError": 7}, "events": 1}


def test_without_the_checks_of_the_act_the_database_still_decides_once(run):
    found = run(DECIDE.format(twin=UNGUARDED))
    assert found["outcomes"]["IntegrityError"] >= 4
    assert found["events"] == found["outcomes"]["done"]


def test_twin_without_its_trigger_a_project_is_admitted_and_refused(run):
    found = run(DECIDE.format(twin=WITHOUT_WAYS))
    assert found == {"outcomes": {"done": 8}, "events": 8}
