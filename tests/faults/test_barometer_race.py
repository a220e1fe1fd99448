"""Fifty people at once on twenty seats. Twins: a check before the write, with and without the constraint to stop it."""

import json

import pytest

from tests.faults.barometer_world import WORLD

PEOPLE, SEATS = 50, 20
BEGIN = f"""
ask("sexe", "single", ["f", "h"], profile=True)
ask("utile", "single", ["oui", "non"])
cell = limit({SEATS})
open_it()
"""
SHOW = """
cell.refresh_from_db()
print(json.dumps({"outcomes": outcomes, "done": cell.done, "held": cell.held, "answers": Answer.objects.count(),
                  "tally": list(Tally.objects.values_list("begun", "done", "full"))}))
"""


@pytest.fixture
def run(node):
    def run(code):
        done = node.python(WORLD + BEGIN + code + SHOW)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_fifty_people_who_answer_and_finish_at_once_fill_the_cell_and_no_more(run):
    found = run(f"""
def come():
    asked, key = fill({{"sexe": "f", "utile": "oui"}})
    collecting.send(wave=wave, mine=collecting.Pass(key, "secret"), questionnaire=asked)
outcomes = together([come] * {PEOPLE})
""")
    assert sorted(set(found["outcomes"])) == ["CellFull", "done"]
    assert found["outcomes"].count("done") == SEATS
    assert (found["done"], found["held"], found["answers"]) == (SEATS, 0, SEATS)
    assert found["tally"] == [[PEOPLE, SEATS, PEOPLE - SEATS]]


def test_one_answer_sent_by_two_tabs_at_once_is_stored_once(run):
    found = run("""
asked, key = fill({"sexe": "f", "utile": "oui"})
def again():
    collecting.send(wave=wave, mine=collecting.Pass(key, "secret"), questionnaire=asked)
outcomes = together([again] * 8, workers=8)
""")
    assert sorted(found["outcomes"]) == ["Gone"] * 7 + ["done"]
    assert (found["done"], found["held"], found["answers"]) == (1, 0, 1)


def test_one_code_in_eight_browsers_gives_one_answer(run):
    found = run("""
code = invitations.draw(wave=wave, label="Essai", count=1, actor=None)[0]
begun = [fill({"sexe": "f", "utile": "oui"}, Mode.INVITATION) for _ in range(8)]
def send(each):
    asked, key = each
    collecting.send(wave=wave, mine=collecting.Pass(key, f"browser {key}", code), questionnaire=asked)
outcomes = together([lambda each=each: send(each) for each in begun], workers=8)
""")
    assert sorted(found["outcomes"]) == ["AlreadyAnswered"] * 7 + ["done"]
    assert (found["done"], found["held"], found["answers"]) == (1, 0, 1)


CHECK_THEN_WRITE = """
import time
def come():
    found = QuotaCell.objects.get(pk=cell.pk)
    if found.done + found.held >= found.target:
        raise seats.CellFull
    time.sleep(.05)
    {write}
outcomes = together([come] * 50, workers=50)
"""


def test_twin_a_check_before_the_write_gives_more_seats_than_there_are(run):
    found = run(CHECK_THEN_WRITE.format(write="found.held += 1; found.save()"))
    assert found["outcomes"].count("done") > SEATS


def test_twin_with_the_constraint_the_database_refuses_what_the_code_let_through(run):
    found = run(CHECK_THEN_WRITE.format(write='QuotaCell.objects.filter(pk=cell.pk).update(held=F("held") + 1)'))
    assert found["outcomes"].count("done") == SEATS == found["held"]
    assert "IntegrityError" in found["outcomes"]


KILLED = """
import os, signal
code = invitations.draw(wave=wave, label="Essai", count=1, actor=None)[0]
asked, key = fill({"sexe": "f", "utile": "oui"}, Mode.INVITATION)
print(json.dumps({"key": str(key), "code": code}), flush=True)
collecting._store = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
collecting.send(wave=wave, mine=collecting.Pass(key, "mine", code), questionnaire=asked)
"""
BACK = """
import json
from uuid import UUID
from essaim.portal.barometer.domain import collecting, invitations
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import *
wave = Wave.objects.get()
outcomes = [invitations.is_spent("{code}")]
for proof in {proofs}:
    try:
        collecting.send(
            wave=wave, mine=collecting.Pass(UUID("{key}"), proof, "{code}"), questionnaire=questionnaire(wave)
        )
        outcomes.append("stored")
    except Exception as problem:
        outcomes.append(type(problem).__name__)
print(json.dumps([outcomes, Answer.objects.count(), SpentCode.objects.count()]))
"""


def back(node, proofs):
    killed = node.python(WORLD + BEGIN + KILLED)
    assert killed.returncode == -9, killed.stderr
    done = node.python(BACK.format(proofs=proofs, **json.loads(killed.stdout)))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killed_between_the_code_and_the_answer_the_same_browser_loses_nothing(node):
    assert back(node, ["mine", "mine"]) == [[True, "stored", "Gone"], 1, 1]


def test_killed_there_another_browser_with_the_same_code_gains_nothing(node):
    assert back(node, ["another"]) == [[True, "AlreadyAnswered"], 0, 1]
