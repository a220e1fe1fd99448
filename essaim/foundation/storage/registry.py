"""Guards declared by the apps. Filled once, when the apps start; read after each migration and at each check."""

from dataclasses import dataclass
from typing import Literal

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]


@dataclass(frozen=True)
class Guard:
    """A trigger that refuses what must never happen, or keeps one row in step with another.

    Attributes:
        name: Name of the trigger, unique in the database.
        table: Table that it watches.
        event: What it looks at. TRUNCATE exists on PostgreSQL only.
        refuse_when: SQL condition over OLD and NEW under which the act is refused, on both databases.
        message: Sentence of the refusal, without personal data: it goes to the logs.
        postgresql: The condition on PostgreSQL where it must differ.
        then: SQL statement that the database itself runs after the act, under the condition, instead of a refusal: so that
            a balance cannot be written without its movement, nor a movement without its balance.
    """

    name: str
    table: str
    event: Event
    refuse_when: str
    message: str
    postgresql: str = ""
    then: str = ""

    def condition(self, vendor: str) -> str:
        return (self.postgresql if vendor == "postgresql" else "") or self.refuse_when


guards: dict[str, Guard] = {}


def add(guard: Guard) -> None:
    """Declare a guard. Raises ValueError when another one has its name."""
    if guards.setdefault(guard.name, guard) != guard:
        raise ValueError(f"two guards are called {guard.name}")
