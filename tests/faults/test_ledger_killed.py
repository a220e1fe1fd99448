"""Killed (-9) again and again during 2,000 acts: nothing acknowledged is lost, nothing is counted twice, sums are exact."""

import json
import random
import signal

from tests.faults.ledger_world import WORLD

ACTS, KILLS = 2000, 6
PREPARE = """
adoption = begin(plafond="900")
people = [person(adoption, f"Personne{n} Essai").pk for n in range(4)]
print(json.dumps(people))
"""
WORK = """
import os, signal
adoption = __import__("essaim.adoptions.models", fromlist=["Adoption"]).Adoption.objects.get()
people = [Participation.objects.get(pk=pk) for pk in {people}]
acknowledged = set(open({log!r}).read().split()) if os.path.exists({log!r}) else set()
log, lock, done = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT), threading.Lock(), 0
todo = iter([n for n in range({acts}) if str(n) not in acknowledged])
def client():
    global done
    while True:
        with lock:
            number = next(todo, None)
        if number is None:
            return
        hours(people[number % 4], 1 + number % 7, key={key})
        with lock:
            done += 1
            if done == {die_at}:
                os.kill(os.getpid(), signal.SIGKILL)  # it is written, and nobody was told
            os.write(log, f"{{number}}\\n".encode())
print(Counter(together([client] * 4, 4)))
"""
SHOW = """
adoption = __import__("essaim.adoptions.models", fromlist=["Adoption"]).Adoption.objects.get()
rows = list(Movement.objects.values_list("request_key", "amount"))
print(json.dumps({"rows": len(rows), "keys": len({key for key, _ in rows}), "sum": sum(amount for _, amount in rows),
                  "kept": sum(LedgerAccount.objects.filter(place="holder", key="heures").values_list("balance", flat=True)),
                  "balanced": balanced(adoption)}))
"""
EXPECTED = sum(1 + number % 7 for number in range(ACTS))


def work(node, tmp_path, key, acts, kills):
    people = json.loads(node.python(WORLD + PREPARE).stdout)
    log, chance = tmp_path / "acknowledged", random.Random(20261125)  # noqa: S311 - moments to die at, not secrets
    for _ in range(kills):
        die_at = chance.randrange(acts // 10, acts // 8)
        code = WORK.format(people=people, log=str(log), acts=acts, key=key, die_at=die_at)
        done = node.python(WORLD + code)
        assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    done = node.python(WORLD + WORK.format(people=people, log=str(log), acts=acts, key=key, die_at=0))
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(set(log.read_text().split())) == acts
    return json.loads(node.python(WORLD + SHOW).stdout)


def test_killed_during_2000_acts_nothing_is_lost_nor_counted_twice(node, tmp_path):
    found = work(node, tmp_path, 'f"form-{number}"', ACTS, KILLS)
    assert found == {"rows": ACTS, "keys": ACTS, "sum": EXPECTED, "kept": EXPECTED, "balanced": True}


def test_twin_without_a_key_what_was_written_and_not_told_is_counted_twice(node, tmp_path):
    found = work(node, tmp_path, '""', 200, 3)
    assert found["rows"] >= 203
    assert found["balanced"]
