"""The loop of the worker: messages, tasks, periodic jobs, until it is told to stop."""

import signal
import sys
import threading
import time
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from essaim.foundation.jobs.domain import outbox, periodic, tasks

PAUSE = 1.0
LONGEST_PAUSE = 30.0
BEAT_EVERY = 20.0


class Worker:
    """One worker process. `stop` lets it finish the act under way."""

    def __init__(self) -> None:
        self.name = tasks.worker_name()
        self._stopping = threading.Event()
        self._last_beat = float("-inf")

    def stop(self, *_: int | FrameType | None) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Work until told to stop. A database that goes away is waited for, ever longer, up to half a minute."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        pause = PAUSE
        while not self._stopping.is_set():
            try:
                close_old_connections()
                worked = self.turn()
                pause = PAUSE
            except (OperationalError, InterfaceError) as error:
                worked = 0
                pause = min(pause * 2, LONGEST_PAUSE)
                self._say(f"base injoignable ({type(error).__name__}), nouvel essai dans {pause:.0f} s")
                connections.close_all()
            if not worked:
                self._stopping.wait(pause)

    def turn(self) -> int:
        """Do what is due, once. Returns how many things were done."""
        if time.monotonic() - self._last_beat >= BEAT_EVERY:
            self._last_beat = time.monotonic()
            tasks.beat(self.name)
            tasks.take_up_lost(self.name)
            outbox.mark_lost()
        return self._deliver() + int(tasks.run_one(self.name)) + periodic.run_due()

    def _deliver(self) -> int:
        """Deliver what waits, a hundred at most: tasks and periodic jobs have their turn too."""
        for count in range(100):
            message = None if self._stopping.is_set() else outbox.take(self.name)
            if message is None:
                return count
            state = outbox.deliver(message, self.name)
            if state != outbox.State.SENT:
                self._say(f"message n° {message.pk} : {outbox.State(state).label}")
        return 100

    def _say(self, sentence: str) -> None:
        """Numbers only: neither addresses nor texts are printed."""
        print(f"Travail de fond : {sentence}", file=sys.stderr, flush=True)  # noqa: T201
