"""A vote on the server of production, and people who send until they have their receipt. Faults come from outside.

The checker reads what the voters wrote down and what the database holds; it asks nothing of the code under test.
"""

import argparse
import gzip
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

from essaim.config import serve
from tests.faults.effort import ROUNDS
from tests.faults.vote_world import WORLD
from tests.node import ROOT, Node

PREPARE = """
from django.core.signing import get_cookie_signer
from essaim.engines.ballots.views.vote import shared
urn, typed = begin({options})
signer = get_cookie_signer(salt=shared.COOKIE + str(urn.key))
def sealed_for(voter, chosen):
    sealed = envelope(urn, voter, *chosen)
    return {{"sealed": sealed.hex(), "receipt": casting.receipt_of(sealed)}}
def ballot(voter):
    projects = sorted(style_for(urn, voter).projects)
    chosen = sorted(random.sample(projects, random.randint(1, 3)))
    return {{"cookie": shared.COOKIE + "=" + signer.sign(str(voter.key)), "choices": chosen, **sealed_for(voter, chosen),
            "anew": [sealed_for(voter, chosen) for _ in range({anew})]}}
ballots = [ballot(one) for one in Voter.objects.filter(urn=urn).select_related("zone")]
random.shuffle(ballots)
print(json.dumps({{"path": f"/services/{{urn.consultation.adoption.slug}}/ballots/vote/envoyer/", "ballots": ballots, "typed": typed}}))
"""
TOKEN = "a" * 32


@dataclass(frozen=True)
class Poll:
    """An open vote: where ballots are sent, those of its voters, each sealed once (`anew`: as often as asked), two keys."""

    path: str
    ballots: list[dict]
    typed: tuple[str, str]


def prepare(node: Node, options: str, *, anew: int = 0, before: str = "") -> Poll:
    done = node.python(WORLD + before + PREPARE.format(options=options, anew=anew))
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    return Poll(found["path"], found["ballots"], tuple(found["typed"]))


# ── the server ──────────────────────────────────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Web:
    """The server that `essaim serve` runs, in a group of its own: killed whole, started again at the same port."""

    node: Node
    application: str = ""
    workers: int = 1
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        command = serve.server_command(_options("--port", str(self.port), "--workers", str(self.workers)))
        command[-1] = self.application or command[-1]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, **quiet)
        _wait_for(self.port)

    @property
    def environment(self) -> dict[str, str]:
        here = {"ESSAIM_ALLOWED_HOSTS": "127.0.0.1", "ESSAIM_BASE_URL": f"http://127.0.0.1:{self.port}"}
        return self.node.environment | here | self.settings

    def kill(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)


def _options(*words: str) -> argparse.Namespace:
    """What `essaim serve` would be run with: its defaults are what is tried here."""
    parser = argparse.ArgumentParser()
    serve.configure(parser)
    return parser.parse_args(words)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    sys.exit("the server did not start")


@contextmanager
def serving(node: Node, **options: object) -> Iterator[Web]:
    web = Web(node, **options)
    web.start()
    try:
        yield web
    finally:
        web.kill()


# ── what goes over the wire ─────────────────────────────────────────────────────────────────────────────────────────


def request(path: str, port: int, sealed: str, cookie: str = "") -> bytes:
    """Write what the page sends: the sealed ballot, its token, the cookie of the voter."""
    body = f"csrfmiddlewaretoken={TOKEN}&sealed={sealed}".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\nCookie: csrftoken={TOKEN}; {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def read(reader: object) -> bytes:
    """Read a message whole, head and body. Raises ConnectionError: it was cut."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = reader.readline()
        if not line:
            raise ConnectionError("cut")
        head += line
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    size = int(length.split(b":")[1])
    body = reader.read(size)
    if len(body) < size:
        raise ConnectionError("cut")
    return head + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def shows(answer: bytes, receipt: str) -> bool:
    """Say whether an answer is the page of a receipt."""
    head, _, body = answer.partition(b"\r\n\r\n")
    page = gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body
    return status(answer) == 200 and receipt.encode() in page


def post(port: int, path: str, sealed: str, cookie: str = "") -> bytes:
    """Send a ballot on a connection of its own. Raises OSError: the outcome is not known."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line, line.makefile("rb") as reader:
        line.sendall(request(path, port, sealed, cookie))
        return read(reader)


class Cutter:
    """A proxy that lets every request through, and cuts some of the answers: the server did its work, nobody is told."""

    def __init__(self, port: int, share: float, seed: int) -> None:
        self.target, self.share, self.cut = port, share, 0
        self._chance = random.Random(seed)  # noqa: S311 - which answers, not a secret
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._door.accept()
                threading.Thread(target=self._pass, args=(line,), daemon=True).start()

    def _pass(self, line: socket.socket) -> None:
        with suppress(OSError), line, line.makefile("rb") as reader:
            asked = read(reader)
            with socket.create_connection(("127.0.0.1", self.target), timeout=30) as on, on.makefile("rb") as back:
                on.sendall(asked)
                answer = read(back)
            if self._chance.random() < self.share:
                self.cut += 1
            else:
                line.sendall(answer)


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Voters:
    """People who send their ballot until its receipt is shown. `anew`: who forgets what was sealed, and seals again."""

    port: int
    poll: Poll
    anew: bool = False
    acknowledged: list[str] = field(default_factory=list)
    unknown: int = 0
    failed: int = 0
    robbed: int = 0
    patience: float = 300 * ROUNDS

    def __post_init__(self) -> None:
        self._todo, self._lock = iter(self.poll.ballots), threading.Lock()
        self._threads = [threading.Thread(target=self._one, daemon=True) for _ in range(8)]
        self._end = time.monotonic() + self.patience
        self.may_go = threading.Event()
        self.may_go.set()

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._threads:
            each.join(self.patience)

    @property
    def over(self) -> bool:
        return not any(each.is_alive() for each in self._threads)

    def _one(self) -> None:
        while True:
            self.may_go.wait(self.patience)
            with self._lock:
                ballot = next(self._todo, None)
            if ballot is None or time.monotonic() > self._end:
                return
            self._vote(ballot)

    def _vote(self, ballot: dict) -> None:
        tries = iter([ballot, *ballot["anew"]] if self.anew else [])
        sealed = ballot
        while time.monotonic() < self._end:
            sealed = next(tries, sealed)
            if self._sent(sealed, ballot["cookie"]):
                return
            time.sleep(0.1)

    def _sent(self, sealed: dict, cookie: str) -> bool:
        """Send once and write down what came; return False when it is to be sent again."""
        try:
            answer = post(self.port, self.poll.path, sealed["sealed"], cookie)
        except OSError:
            self._count("unknown")
            return False
        if shows(answer, sealed["receipt"]):
            with self._lock:
                self.acknowledged.append(sealed["receipt"])
            return True
        voted = status(answer) == 409  # told that she voted, and has no receipt
        self._count("robbed" if voted else "failed")
        return voted

    def _count(self, what: str) -> None:
        with self._lock:
            setattr(self, what, getattr(self, what) + 1)


def trouble(voters: Voters, moments: int, strike: Callable[[int], None]) -> int:
    """Strike so many times while people vote, each after its share of them. Returns how many strikes there were."""
    for moment in range(moments):
        due = len(voters.poll.ballots) * (moment + 1) // (moments + 1)
        while len(voters.acknowledged) < due:
            if voters.over:
                return moment
            time.sleep(0.01)
        strike(moment)
    return moments


def settled(node: Node, seconds: float) -> None:
    """Wait until nothing was written for so long: what a hasty server writes late is late, not lost."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < seconds:
        held = int(str(node.query("SELECT count(*) FROM ballots_envelope")[0][0]))
        if held != seen:
            seen, since = held, time.monotonic()
        time.sleep(0.1)


def judged(node: Node, voters: Voters) -> dict[str, int]:
    """Compare what was acknowledged with what the database holds."""
    held = {str(row[0]) for row in node.query("SELECT receipt FROM ballots_envelope")}
    twice = node.query("SELECT voter_id FROM ballots_mark GROUP BY voter_id HAVING count(*) > 1")
    marks = node.query("SELECT count(*) FROM ballots_mark WHERE channel = 'web'")[0][0]
    return {
        "acknowledged": len(voters.acknowledged), "lost": len(set(voters.acknowledged) - held),
        "twice": len(twice), "marks": int(str(marks)), "envelopes": len(held),
    }  # fmt: skip


def had_again(port: int, poll: Poll) -> int:
    """Send every ballot again, from a browser that shows no code; return how many gave their receipt."""
    return sum(shows(post(port, poll.path, one["sealed"]), one["receipt"]) for one in poll.ballots)


def everything(poll: Poll) -> dict[str, int]:
    """What `judged` says when all is well."""
    number = len(poll.ballots)
    return {"acknowledged": number, "lost": 0, "twice": 0, "marks": number, "envelopes": number}
