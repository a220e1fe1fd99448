"""Several processes of one node count in one place. The twin is the memory of each process, as it was."""

import json

import pytest

ROBOT = """
import json
from django.test import RequestFactory
from essaim.foundation.ui import spam
{twin}
request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.7")
print(json.dumps([spam.too_many(request, "propose") for _ in range(15)]))
"""
TWIN = """
from django.core.cache.backends.locmem import LocMemCache
spam.cache = LocMemCache("", {})
"""


@pytest.mark.parametrize(("twin", "let_through"), [("", 20), (TWIN, 45)], ids=["ours", "twin"])
def test_processes_at_once_share_one_limit_and_lose_no_count(node, twin, let_through):
    robots = [node.start_python(ROBOT.format(twin=twin)) for _ in range(3)]
    answers = [json.loads(robot.communicate(timeout=60)[0]) for robot in robots]
    assert sum(not refused for robot in answers for refused in robot) == let_through
    written = str(node.query("SELECT key, value FROM storage_count"))
    assert "203.0" not in written
    if not twin:
        ((value,),) = node.query("SELECT value FROM storage_count")
        assert int(value) == 45
