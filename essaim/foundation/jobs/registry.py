"""Periodic jobs declared by the apps. Filled once, when the apps start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Periodic:
    """A job that the worker runs every so often. It must bear being run twice, and opens its own transaction."""

    name: str
    run: Callable[[], object]
    every: timedelta
    label: str


periodic: dict[str, Periodic] = {}


def add(job: Periodic) -> None:
    """Declare a periodic job. Raises ValueError when another one has its name."""
    if periodic.setdefault(job.name, job).run is not job.run:
        raise ValueError(f"two periodic jobs are called {job.name}")
