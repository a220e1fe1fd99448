"""Roles that have the right of what they are named for."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.engines.ledger.params import AccountRecord, LedgerSection

MOVES = {"declare": "declared_by", "credit": "credited_by", "hold": "held_by", "spend": "acceptors"}


def rights(account: AccountRecord, around: Surroundings, path: Path) -> Iterator[Finding]:
    may = {role.id: role.may for role in around.record.roles}
    for verb, name in MOVES.items():
        for place, role in enumerate(getattr(account, name)):
            if role in may and f"ledger.{verb}" not in may[role]:
                yield Finding(
                    (*path, name, place),
                    f"le rôle « {role} » n’a pas le droit « ledger.{verb} »",
                    f"ajoutez « ledger.{verb} » à ce que le rôle peut faire (roles, may)",
                )


def doors(section: LedgerSection, around: Surroundings) -> Iterator[Finding]:
    may = {role.id: role.may for role in around.record.roles}
    for place, door in enumerate(section.doors):
        verb = f"ledger.{section.entry(door.role)}"
        if door.role in may and verb not in may[door.role]:
            yield Finding(
                ("doors", place, "role"),
                f"le rôle « {door.role} » n’a pas le droit « {verb} »",
                f"ajoutez « {verb} » à ce que le rôle peut faire (roles, may)",
            )
