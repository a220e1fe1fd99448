"""Somebody holds dumps of the database from before, during and after a vote, the journal and the open archive, not the keys.

She tries to pair voters with envelopes, and voters with choices, zone by zone. Twin: plain choices beside the mark.
"""

import json

import pytest

from tests.faults.vote_world import WORLD

PEOPLE = {"secteur-1": 5, "secteur-2": 60, "secteur-3": 150}
LUCK = 8
"""Pairs that chance makes in a zone: one on average (Poisson), whatever its size; more than eight, once in a million."""

BEGIN = f"""
people = {PEOPLE}
urn, typed = begin({{pairs}} zones=3, voters=1, projects=(1000,) * 12)
lines, truth, number = [], {{}}, 1000
for zone, many in people.items():
    for _ in range(many):
        number += 1
        lines.append(f"{{number}};Personne {{number}};{{zone}}")
random.shuffle(lines)  # the list is in no order that the vote follows
roll.take_list(urn=urn, source="personnes", data="\\n".join(["numero;nom;secteur", *lines]).encode(), actor=NADIA)
voters = list(Voter.objects.filter(urn=urn).exclude(number="1").select_related("zone"))
random.shuffle(voters)
"""
OURS = """
for rank, one in enumerate(voters):
    ballot = [number for number in sorted(style_for(urn, one).projects) if random.random() < .3][:3] or sorted(style_for(urn, one).projects)[:1]
    sealed = envelope(urn, one, *ballot)
    truth[one.pk] = (casting.cast(urn=urn, voter=one, sealed=sealed, most=3), ballot)
    if rank in {80, 160}:
        dumps.append(dump())
"""
TWIN = """
for rank, one in enumerate(voters):
    sealed = json.dumps([rank]).encode()
    with transaction.atomic():
        Mark(urn=urn, voter=one, zone=one.zone, channel="web").save(force_insert=True)
        receipt = casting.receipt_of(sealed)
        Envelope(urn=urn, zone=one.zone, sealed=sealed, receipt=receipt).save(force_insert=True)
    truth[one.pk] = (receipt, [])
"""
ORDERED = """
from essaim.engines.ballots.models import vote as tables
counter = iter(range(tables.LEAST_KEY + 1, tables.LEAST_KEY + 10**6))
tables.random_key = lambda: next(counter)
mixing.COMPANIONS = 0
"""
DUMP = """
import re
postgres = connection.vendor == "postgresql"
whereabouts = "ctid::text" if postgres else "rowid"
born = "xmin::text::bigint" if postgres else "rowid"
locked = "xmax::text::bigint" if postgres else "0"

def rows(table, name):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {whereabouts}, {born}, {locked}, "{name}", zone_id, id FROM {table}')
        found = cursor.fetchall()
    if postgres:
        found = [(tuple(map(int, re.findall("[0-9]+", row[0]))), *row[1:]) for row in found]
    return found

def dump():
    return {"marks": rows("ballots_mark", "voter_id"), "envelopes": rows("ballots_envelope", "receipt"),
            "voters": [row for row in rows("ballots_voter", "id") if row[3] in truth]}

dumps = [dump()]
"""
ATTACK = """
receipts = {receipt: voter for voter, (receipt, _) in truth.items()}

def pairs(marks, envelopes, order):
    # one guess a voter: the envelope that stands at her place in an order
    return sum(receipts.get(b[3]) == a[3] for a, b in zip(sorted(marks, key=order), sorted(envelopes, key=order)))

def alone(left, right, here, there):
    groups = {}
    for row in right:
        groups.setdefault(row[there], []).append(row)
    return sum(len(groups.get(row[here], [])) == 1 and receipts.get(groups[row[here]][0][3]) == row[3] for row in left)

def fresh(before, after):
    known = {row[3] for row in before}
    return [row for row in after if row[3] not in known]

def attacks(one, earlier):
    found = {}
    for zone in {row[4] for row in one["marks"]}:
        marks, envelopes, voters = ([row for row in one[name] if row[4] == zone] for name in ("marks", "envelopes", "voters"))
        guesses = {
            "order on disk": pairs(marks, envelopes, lambda row: row[0]), "order of keys": pairs(marks, envelopes, lambda row: row[5]),
            "age": pairs(marks, envelopes, lambda row: (row[1], row[0])),
            "backwards": pairs(marks, envelopes[::-1], lambda row: 0),
        }
        if postgres:
            guesses["one transaction"] = alone(marks, envelopes, 1, 1)
            guesses["lock on the voter"] = alone(voters, envelopes, 2, 1)
        for before in earlier:
            since = [fresh([row for row in before[name] if row[4] == zone], here) for name, here in (("marks", marks), ("envelopes", envelopes))]
            guesses["order of the new"] = max(guesses.get("order of the new", 0), pairs(*since, lambda row: row[0]))
            if postgres:
                guesses["transaction of the new"] = max(guesses.get("transaction of the new", 0), alone(*since, 1, 1))
        for how, number in guesses.items():
            found[how] = max(found.get(how, 0), number)
    return found
"""
SHOW = """
print(json.dumps({"postgres": postgres, "found": found, "voters": len(truth)}))
"""


def show(node, code):
    done = node.python(WORLD + code)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


DURING = (
    BEGIN
    + DUMP
    + OURS
    + ATTACK
    + """
dumps.append(dump())
found = {}
for place, one in enumerate(dumps[1:], start=1):
    for how, number in attacks(one, dumps[:place]).items():
        found[how] = max(found.get(how, 0), number)
"""
)
AFTER = """
during = found
closing.close_vote(urn=urn, actor=NADIA)
urn = here()
closed = dump()
counting.count_vote(urn=urn, typed=typed, actor=NADIA)
found = {**attacks(closed, []), **{f"again, {how}": number for how, number in attacks(dump(), []).items()}}

# the open archive, and everything in the database, against what each voter chose
from essaim.engines.ballots.domain.vote import archive
from essaim.foundation.journal.models import Entry
names = {pk: number for pk, number in Voter.objects.values_list("pk", "number")}
text = str([(entry.act, entry.key, entry.details) for entry in Entry.objects.all()])
for _, content in archive.members(urn):
    text += content.decode()
found["envelopes that lead to a voter"] = Envelope.objects.exclude(handle="").count()
found["receipts beside choices"] = sum(receipt in json.dumps([one.published, one.reasons, one.figures]) for one in Count.objects.all() for receipt in receipts)
found["names in what is public"] = sum(f"Personne {number}" in text for number in names.values())
found["receipts in the journal"] = sum(receipt in str([entry.details for entry in Entry.objects.all()]) for receipt in receipts)

# the published ballots, in the order of the file, guessed in the order of the roll and of the receipts
def guess(order):
    right = 0
    for count in Count.objects.select_related("zone"):
        shown = [group["choices"] for group in count.published["election"]["ballots"] for _ in range(group["voters"])]
        people = sorted((pk for pk in truth if Voter.objects.get(pk=pk).zone_id == count.zone_id), key=order)
        right += sum(set(map(str, truth[pk][1])) == set(ballot) for pk, ballot in zip(people, shown))
        base = sum(shown.count(one) for one in shown) / max(1, len(shown))
        right -= 3 * base + 20  # what chance makes, with room: many ballots are alike
    return max(0, round(right))
found["ballots in the order of the roll"] = guess(lambda pk: pk)
found["ballots in the order of receipts"] = guess(lambda pk: truth[pk][0])
found["worst during"] = max(during.values())
"""


@pytest.fixture(scope="module", params=["FIRST,", ""], ids=["first counts", "paper cancels"])
def found(request, make_shared_node):
    return show(make_shared_node(), DURING.replace("{pairs}", request.param) + AFTER + SHOW)


def test_dumps_of_an_open_vote_pair_voters_and_envelopes_no_better_than_chance(found):
    assert found["voters"] == sum(PEOPLE.values())
    assert found["found"].pop("worst during") <= LUCK, found


def test_dumps_journal_and_archive_after_the_close_pair_nobody(found):
    assert {how: number for how, number in found["found"].items() if number > LUCK} == {}
    for never in (
        "envelopes that lead to a voter",
        "receipts beside choices",
        "names in what is public",
        "receipts in the journal",
    ):
        assert found["found"][never] == 0


def test_twin_plain_choices_in_one_transaction_with_the_mark_give_everybody_away(node):
    found = show(
        node,
        BEGIN.replace("{pairs}", "FIRST,") + DUMP + ORDERED + TWIN + ATTACK + "found = attacks(dump(), dumps)\n" + SHOW,
    )
    how = "one transaction" if found["postgres"] else "order on disk"
    assert found["found"][how] == max(PEOPLE.values())
