"""What somebody does who holds dumps of the database, its log, the journal and the archive of a vote, and not the keys.

Two halves: scripts that a node runs (the vote, the dumps, the guesses), and what chance alone would have guessed, exactly.
"""

from collections import Counter
from fractions import Fraction
from math import factorial

SET = 16
"""Rows that one writing shuffles together: what stays joinable in a zone larger than that, until all are written again (ADR 24)."""

BEGIN = """
from essaim.engines.ballots.domain.vote import archive
from essaim.foundation.journal.models import Entry
SIZES = {sizes}  # of the zones, in their order
for rank in range(len(SIZES)):
    Territory.objects.get_or_create(code=f"commune-{{32900 + rank}}", defaults={{
        "level": "commune", "insee": str(32900 + rank), "name": f"Commune {{rank}}", "slug": f"commune-{{rank}}"}})
urn, typed = begin({pairs} zones=len(SIZES), voters=1, projects=(1000,) * 6)
lines, truth, number = [], {{}}, 1000
for rank, many in enumerate(SIZES, start=1):
    for _ in range(many):
        number += 1
        lines.append(f"{{number}};Personne {{number}};secteur-{{rank}}")
random.shuffle(lines)  # the list is in no order that the vote follows
roll.take_list(urn=urn, source="personnes", data="\\n".join(["numero;nom;secteur", *lines]).encode(), actor=NADIA)
voters = list(Voter.objects.filter(urn=urn).exclude(number="1").select_related("zone"))
random.shuffle(voters)
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

def server_log():
    if not postgres:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        file = Path(cursor.fetchone()[0]).parent / "log"
    return file.read_text(errors="replace") if file.exists() else ""
from pathlib import Path
"""
OURS = """
def ballot_of(one):
    held = sorted(style_for(urn, one).projects)
    return [number for number in held if random.random() < .3][:3] or [random.choice(held)]

def let_vote(some):
    for one in some:
        ballot = ballot_of(one)
        sealed = envelope(urn, one, *ballot)
        truth[one.pk] = (casting.cast(urn=urn, voter=one, sealed=sealed, most=3), ballot)

def stubborn(some):
    for one in some:  # who votes twice is refused, and leaves no line in a log
        try:
            casting.cast(urn=urn, voter=one, sealed=envelope(urn, one, 1), most=3)
        except casting.AlreadyVotedError:
            pass

third = len(voters) * 2 // 5
dumps = {"before": dump()}
let_vote(voters[:third])
dumps["while it is open"] = dump()
tending.tend()
dumps["after an hour"] = dump()
let_vote(voters[third:2 * third])
stubborn(voters[:3])
tending.tend()
dumps["after two hours"] = dump()
let_vote(voters[2 * third:])
dumps["just before the close"] = dump()
closing.close_vote(urn=urn, actor=NADIA)
dumps["closed"] = dump()
urn = here()
counting.count_vote(urn=urn, typed=typed, actor=NADIA)
dumps["counted"] = dump()
"""
TWIN = """
from essaim.engines.ballots.models import unordered
counter = iter(range(unordered.LEAST_KEY + 1, unordered.LEAST_KEY + 10**6))
unordered.random_key = lambda: next(counter)
for one in voters:
    sealed = json.dumps([one.pk]).encode()
    with transaction.atomic():
        Mark(urn=urn, voter=one, zone=one.zone, channel="web").save(force_insert=True)
        receipt = casting.receipt_of(sealed)
        Envelope(urn=urn, zone=one.zone, sealed=sealed, receipt=receipt).save(force_insert=True)
    truth[one.pk] = (receipt, [])
dumps = {"closed": dump()}
"""
ATTACK = """
receipts = {receipt: voter for voter, (receipt, _) in truth.items()}

def right(marks, envelopes, order):
    # one guess a voter: the envelope that stands at her place in an order
    return sum(receipts[b[3]] == a[3] for a, b in zip(sorted(marks, key=order), sorted(envelopes, key=order)))

def grouped(left, right_, here, there):
    # one guess a voter, among the envelopes of her transaction, by their order on disk
    groups = {}
    for row in sorted(right_, key=lambda row: row[0]):
        groups.setdefault(row[there], []).append(row)
    found = 0
    for row in sorted(left, key=lambda row: row[0]):
        if groups.get(row[here]):
            found += receipts[groups[row[here]].pop(0)[3]] == row[3]
    return found

def new(before, after):
    known = {row[3] for row in before}
    return [row for row in after if row[3] not in known]

def zone_guesses(marks, envelopes, voters_):
    yield "order on disk", right(marks, envelopes, lambda row: row[0])
    yield "order of keys", right(marks, envelopes, lambda row: row[5])
    yield "order of birth", right(marks, envelopes, lambda row: (row[1], row[0]))
    yield "backwards", right(marks, envelopes[::-1], lambda row: 0)
    if postgres:
        yield "one transaction", grouped(marks, envelopes, 1, 1)
        yield "lock on the voter", grouped(voters_, envelopes, 2, 1)

def guesses(when, one, earlier=None):
    label = when if earlier is None else f"{when}, what is new"
    for zone in sorted({row[4] for row in one["marks"]}):
        here = {name: [row for row in one[name] if row[4] == zone] for name in one}
        size = SIZES[[z.pk for z in zones].index(zone)]
        if earlier is not None:
            here = {"marks": new(earlier["marks"], here["marks"]), "envelopes": new(earlier["envelopes"], here["envelopes"]), "voters": []}
        for how, number in zone_guesses(here["marks"], here["envelopes"], here["voters"]):
            if earlier is None or how != "lock on the voter":
                yield [label, how, size, len(here["marks"]), number]

zones = sorted(Zone.objects.filter(consultation=urn.consultation_id), key=lambda zone: int(zone.code.rpartition("-")[2]))
guessed = [each for when, one in dumps.items() for each in guesses(when, one)]
if "after an hour" in dumps:
    guessed += guesses("after two hours", dumps["after two hours"], dumps["after an hour"])
    guessed += guesses("closed", dumps["closed"], dumps["after two hours"])
shown = {"postgres": postgres, "voters": len(truth), "guessed": guessed}
"""
PUBLISHED = """
# the journal, the log, the archive and the tables, against what each voter chose
people = dict(Voter.objects.filter(pk__in=truth).values_list("pk", "key"))
journal = str([(entry.act, entry.key, entry.details) for entry in Entry.objects.all()])
public = journal + "".join(content.decode() for _, content in archive.members(urn))
log = server_log()
counts = [json.dumps([one.published, one.reasons, one.figures]) for one in Count.objects.all()]
shown["never"] = {
    "envelopes that lead to a voter": Envelope.objects.exclude(handle="").count(),
    "receipts beside choices": sum(receipt in one for one in counts for receipt in receipts),
    "voters in what is public": sum(str(key) in public for key in people.values()) + public.count("Personne "),
    "receipts in the journal": sum(receipt in journal for receipt in receipts),
    "receipts in the log": sum(receipt in log for receipt in receipts),
    "voters in the log": sum(str(key) in log for key in people.values()) + log.count("Personne "),
}

# the published ballots, in the order of the file, guessed in the order of the roll and of the receipts
def alike(ballots, guess):
    return sum(a == b for a, b in zip(ballots, guess))

def against_luck(order):
    found, luck = 0, [0] * 400
    for count in Count.objects.select_related("zone"):
        ballots = [frozenset(group["choices"]) for group in count.published["election"]["ballots"] for _ in range(group["voters"])]
        mine = [frozenset(map(str, truth[one.pk][1])) for one in sorted((v for v in voters if v.zone_id == count.zone_id), key=order)]
        found += alike(ballots, mine)
        for turn in range(len(luck)):
            luck[turn] += alike(ballots, random.sample(mine, len(mine)))
    mean = sum(luck) / len(luck)
    spread = (sum((one - mean) ** 2 for one in luck) / len(luck)) ** .5
    return [found, round(mean, 2), round(spread, 2)]
shown["published"] = {"roll": against_luck(lambda one: one.pk), "receipts": against_luck(lambda one: truth[one.pk][0])}
"""
SHOW = "print(json.dumps(shown))\n"


# ── chance ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fixed_points(number: int) -> dict[int, Fraction]:
    """How many of so many voters a guess at random pairs rightly: the chance of each number (1 in the mean, whatever the zone)."""
    nowhere = [Fraction(1)]  # the chance that k elements shuffled leave none in its place
    for k in range(1, number + 1):
        nowhere.append(nowhere[-1] + Fraction((-1) ** k, factorial(k)))
    return {hits: nowhere[number - hits] / factorial(hits) for hits in range(min(number, 40) + 1)}


def chance(zones: list[int], hits: int, most: int | None = None) -> float:
    """Return the chance that guesses at random in these zones pair so many voters or more.

    `most`: the guess is made within sets of so many, as the secrecy page says of an open vote, and not in the whole zone.
    """
    sets = [part for zone in zones for part in _parts(zone, most)]
    total = [1.0]
    for number, times in Counter(sets).items():
        one = [float(each) for _, each in sorted(fixed_points(number).items())]
        for _ in range(times):
            total = _sum(total, one)
    return max(0.0, min(1.0, sum(total[hits:]))) if hits < len(total) else 0.0


def _parts(zone: int, most: int | None) -> list[int]:
    if most is None or zone <= most:
        return [zone] if zone else []
    return [most] * (zone // most) + ([zone % most] if zone % most else [])


def _sum(left: list[float], right: list[float]) -> list[float]:
    """The chances of the sum of two numbers; beyond 2,000 they are nothing."""
    found = [0.0] * min(2000, len(left) + len(right) - 1)
    for i, a in enumerate(left):
        if a > 1e-30:
            for j, b in enumerate(right):
                if i + j < len(found):
                    found[i + j] += a * b
    return found
