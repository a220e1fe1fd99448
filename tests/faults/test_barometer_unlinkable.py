"""Somebody who holds the whole database tries to pair codes with answers. She does no better than chance.

Twins: code and answer in one transaction (paired by PostgreSQL's hidden number), and in two without mixing (paired by order).
"""

import json

import pytest

from tests.faults.barometer_world import WORLD

PEOPLE = 120
LUCK = 8
"""Pairs that chance makes: one on average (Poisson); more than eight, once in a million."""

BEGIN = f"""
ask("sexe", "single", ["f", "h"], profile=True)
ask("qui", "number")
ask("mot", "text")
open_it()
codes = invitations.draw(wave=wave, label="Essai", count={PEOPLE}, actor=None)
truth = {{invitations.digest(code): person for person, code in enumerate(codes)}}
def values(person):
    return {{"sexe": "f" if person % 2 else "h", "qui": person, "mot": f"texte {{person}}"}}
"""
OURS = """
for person, code in enumerate(codes):
    asked, key = fill(values(person), Mode.INVITATION)
    collecting.send(wave=wave, mine=collecting.Pass(key, "secret", code), questionnaire=asked)
"""
ONE_TRANSACTION = """
for person, code in enumerate(codes):
    with transaction.atomic():
        SpentCode.objects.create(digest=invitations.digest(code), wave=wave)
        Answer.objects.create(wave=wave, values=values(person))
        Remark.objects.create(wave=wave, slug="mot", text=f"texte {person}")
"""
TWO_TRANSACTIONS = ONE_TRANSACTION.replace(
    "    with transaction.atomic():\n        Spent", "    if True:\n        Spent"
)
ATTACK = """
import itertools, re
postgres = connection.vendor == "postgresql"
place = "ctid::text" if postgres else "rowid"
born = "xmin::text::bigint" if postgres else "rowid"

def dump(table, name, identity):
    key = "digest" if table.endswith("spentcode") else "key"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {place}, {born}, "{name}", settled, "{key}" FROM {table}')
        rows = cursor.fetchall()
    if postgres:
        rows = [(tuple(map(int, re.findall("[0-9]+", row[0]))), *row[1:]) for row in rows]
    return [(row[0], row[1], identity(row[2]), bool(row[3]), str(row[4])) for row in rows]

def of_answer(text):
    return (json.loads(text) if isinstance(text, str) else text)["qui"]

spent = dump("barometer_spentcode", "digest", truth.get)
answers = dump("barometer_answer", "values", of_answer)
remarks = dump("barometer_remark", "text", lambda text: int(text.split()[1]))

def pairs(left, right, order):
    return sum(a[2] == b[2] for a, b in zip(sorted(left, key=order), sorted(right, key=order)))

def same_birth(left, right):
    groups = {}
    for row in right:
        groups.setdefault(row[1], []).append(row[2])
    return sum(groups.get(row[1]) == [row[2]] for row in left)

def attacks(left, right):
    found = {
        "order on disk": pairs(left, right, lambda row: row[0]),
        "age": pairs(left, right, lambda row: (row[1], row[0])),
        "order of keys": pairs(left, right, lambda row: row[4]),
        "tray by tray": pairs(left, right, lambda row: (row[3], row[0])),
        "backwards": pairs(left, right[::-1], lambda row: 0),
    }
    if postgres:
        found["same transaction"] = same_birth(left, right)
    return found

from essaim.foundation.journal.models import Entry
print(json.dumps({
    "postgres": postgres, "code to answer": attacks(spent, answers), "text to answer": attacks(remarks, answers),
    "code to text": attacks(spent, remarks), "births": len({row[1] for row in answers}), "stored": len(answers), "settled": sum(row[3] for row in answers),
    "journal": [[entry.act, entry.key, entry.details] for entry in Entry.objects.all()],
}))
"""


def attack(node, collection):
    done = node.python(WORLD + BEGIN + collection + ATTACK)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def found(make_shared_node):
    return attack(make_shared_node(), OURS)


@pytest.mark.parametrize("what", ["code to answer", "text to answer", "code to text"])
def test_no_attack_on_the_tables_does_better_than_chance(found, what):
    assert found["stored"] == PEOPLE
    assert found["settled"] == 100  # two full trays were poured; twenty answers wait in the third
    assert {name: count for name, count in found[what].items() if count > LUCK} == {}


def test_the_journal_says_how_many_codes_and_nothing_of_their_use(found):
    assert [(act, details) for act, _key, details in found["journal"]] == [("barometer.invite", {"codes": PEOPLE})]


def test_twin_one_transaction_pairs_everybody(node):
    found = attack(node, ONE_TRANSACTION)
    how = "same transaction" if found["postgres"] else "order on disk"
    assert found["code to answer"][how] == PEOPLE
    assert found["text to answer"][how] == PEOPLE


def test_twin_two_transactions_without_mixing_pair_everybody_by_order(node):
    found = attack(node, TWO_TRANSACTIONS)
    assert found["code to answer"]["order on disk"] == PEOPLE
    if found["postgres"]:
        assert found["code to answer"]["same transaction"] == 0


def test_closing_writes_all_answers_again_at_once_and_erases_the_codes(node):
    closing = OURS + "from essaim.portal.barometer.domain import running\nrunning.close_wave(wave=wave, actor=None)\n"
    found = attack(node, closing)
    assert (found["stored"], found["settled"], found["births"]) == (PEOPLE, PEOPLE, 1 if found["postgres"] else PEOPLE)
    assert set(found["code to answer"].values()) == {0}  # no code is left to pair
    assert {name: count for name, count in found["text to answer"].items() if count > LUCK} == {}


PANEL = f"""
from datetime import timedelta
from essaim.foundation.jobs.models import Message
from essaim.portal.barometer.domain import panel

mails = [f"p{{person}}@exemple.fr" for person in range({PEOPLE})]
batch = panel.invite(wave=wave, label="Panel", mails=mails, link="https://essaim.test/invitation/", actor=None)
rows = {{row.address: row for row in Panelist.objects.all()}}
codes = [panel.code_of(rows[mail]) for mail in mails]
truth = {{invitations.digest(code): person for person, code in enumerate(codes)}}
for person, code in enumerate(codes):
    if person == {PEOPLE // 2}:
        InvitationBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(days=4))
        reminded = panel.remind(batch=batch, link="https://essaim.test/invitation/", actor=None)
    asked, key = fill(values(person), Mode.INVITATION)
    collecting.send(wave=wave, mine=collecting.Pass(key, "secret", code), questionnaire=asked)
"""
ATTACK_PANEL = """
def people(table, name, identity, condition=""):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {place}, {born}, "{name}" FROM {table} {condition}')
        found = cursor.fetchall()
    if postgres:
        found = [(tuple(map(int, re.findall("[0-9]+", row[0]))), *row[1:]) for row in found]
    return [(row[0], row[1], identity(row[2]), False, str(row[2])) for row in found]

def of_address(address):
    return int(address[1:].split("@")[0])

panelists = people("barometer_panelist", "address", of_address)
mailed = people("jobs_message", "to", of_address, "WHERE subject NOT LIKE 'Rappel%'")
digests = set(SpentCode.objects.values_list("digest", flat=True))
kept = {str(value) for row in Panelist.objects.values_list() for value in row}
print(json.dumps({
    "reminded": reminded, "person to answer": attacks(panelists, answers), "message to answer": attacks(mailed, answers),
    "person to code": attacks(panelists, spent), "beside": len(kept & (digests | set(codes))), "people": len(panelists),
}))
"""


def test_a_panel_and_its_reminders_lead_from_nobody_to_an_answer(node):
    """Who has not answered is written to again; who has is paired with no code by the tables of the barometer, with no answer by any."""
    done = node.python(WORLD + BEGIN + PANEL + ATTACK + ATTACK_PANEL)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["reminded"], found["people"], found["beside"]) == (PEOPLE // 2, PEOPLE, 0)
    for what in ("person to answer", "message to answer", "person to code"):
        assert {name: count for name, count in found[what].items() if count > LUCK} == {}, what


PAPER = f"""
from uuid import uuid4
from essaim.portal.barometer.domain import paper

batch = paper.begin_batch(wave=wave, label="Urne", received={PEOPLE}, actor=None)
asked, agents = questionnaire(wave), (uuid4(), uuid4())
for agent in agents:
    for person in range({PEOPLE}):  # the agents take the pile in its order: it is what the attacker knows
        first = agent == agents[0]
        paper.key_sheet(batch=batch, number=person + 1, values=values(person), agent=agent, questionnaire=asked, code=codes[person] if first else "")
"""
POUR = "paper.pour(batch=batch, questionnaire=asked, actor=None)\n"
IN_ORDER = """
for sheet in batch.sheets.order_by("number"):  # one transaction a sheet, and no mixing
    Answer.objects.create(wave=wave, values=sheet.agreed)
    Remark.objects.create(wave=wave, slug="mot", text=sheet.agreed["mot"])
    sheet.delete()
"""
ATTACK_PAPER = """
pile = [((person,), person, person, False, f"{person:04}") for person in range(len(codes))]
with connection.cursor() as cursor:
    cursor.execute(f"SELECT {place}, {born}, number FROM barometer_papersheet")
    held = cursor.fetchall()
if postgres:
    held = [(tuple(map(int, re.findall("[0-9]+", row[0]))), *row[1:]) for row in held]
sheets = [(row[0], row[1], row[2] - 1, False, str(row[2])) for row in held]
print(json.dumps({
    "pile to answer": attacks(pile, answers), "pile to text": attacks(pile, remarks), "code to answer": attacks(spent, answers),
    "sheet to code": attacks(sheets, spent), "sheets": len(sheets), "stored": len(answers),
}))
"""


def attack_paper(node, pouring):
    by_paper = BEGIN.replace("open_it()", "Wave.objects.filter(pk=wave.pk).update(by_paper=True)\nopen_it()")
    done = node.python(WORLD + by_paper + PAPER + pouring + ATTACK + ATTACK_PAPER)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def lucky(found):
    return {
        (what, name): count
        for what, tried in found.items()
        if isinstance(tried, dict)
        for name, count in tried.items()
        if count > LUCK
    }


def test_a_pile_of_paper_being_keyed_pairs_no_sheet_with_a_code(node):
    found = attack_paper(node, "")
    assert (found["sheets"], found["stored"]) == (PEOPLE, 0)
    assert lucky(found) == {}


def test_who_knows_the_order_of_a_poured_pile_pairs_nobody(node):
    found = attack_paper(node, POUR)
    assert (found["sheets"], found["stored"]) == (0, PEOPLE)
    assert lucky(found) == {}


def test_twin_a_pile_poured_in_its_order_is_read_whole(node):
    assert attack_paper(node, IN_ORDER)["pile to answer"]["order on disk"] == PEOPLE
