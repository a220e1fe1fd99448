"""Several processes write the journal at once: one chain, no gap. The twin reads the end outside the lock."""

import pytest

WRITER = """
from essaim.foundation.journal.domain import writing
from essaim.foundation.journal.public import record
import time
{twin}
failures = 0
for number in range(15):
    try:
        record(act="test.write", actor=None, target="test", key=str(number))
    except Exception:
        failures += 1
print(failures)
"""
TWIN = """
from django.db import connection
locked = writing._locked_head
def stale(segment):
    from essaim.foundation.journal.models import Checkpoint
    head = ENDS.get(segment)
    if head is None:
        head = locked(segment)
    return head
ENDS = {}
inner = writing.record.__wrapped__
def record(**values):
    from django.db import transaction
    from django.utils import timezone
    from essaim.foundation.journal.models import Checkpoint
    ENDS.update({row.segment: row for row in Checkpoint.objects.all()})
    time.sleep(0.02)
    values.setdefault("details", {})
    with transaction.atomic():
        inner(**values)
writing._locked_head = stale
"""


@pytest.mark.parametrize(("twin", "whole"), [("", True), (TWIN, False)], ids=["ours", "twin"])
def test_processes_that_write_together_make_one_chain(node, twin, whole):
    first = "from essaim.foundation.journal.public import record; record(act='a.b', actor=None, target='t', key='k')"
    assert node.python(first).returncode == 0
    writers = [node.start_python(WRITER.format(twin=twin)) for _ in range(3)]
    failures = [int(writer.communicate(timeout=60)[0]) for writer in writers]
    verified = node.run("journal", "verify").returncode == 0
    ((count,),) = node.query("SELECT count(*) FROM journal_entry")
    assert (verified and sum(failures) == 0 and count == 46) is whole
