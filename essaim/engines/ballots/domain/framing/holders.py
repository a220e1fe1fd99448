"""Whose projects are one person's, where a rule counts by holder: said by the number of her first project, never by her name."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from essaim.engines.ballots.models.project import Project

Sign = tuple[str, str]


@dataclass
class _Group:
    number: int
    signs: set[Sign] = field(default_factory=set)


def holders_of(projects: Iterable[Project]) -> dict[int, str]:
    """Return the holder of each project, by number: « porteur du n° 3 ». The projects need ``idea__participation__party``.

    The same party, account or address is one holder, through others if need be. A project of the territory is its own.
    """
    groups: list[_Group] = []
    of: dict[int, _Group] = {}
    for one in sorted(projects, key=lambda each: each.number):
        mine = _Group(one.number, _signs(one))
        for known in [group for group in groups if group.signs & mine.signs]:
            groups.remove(known)
            mine = _Group(min(mine.number, known.number), mine.signs | known.signs)
        groups.append(mine)
        of[one.number] = mine
    return {number: f"porteur du n° {_last(groups, group).number}" for number, group in of.items()}


def _last(groups: list[_Group], group: _Group) -> _Group:
    """The group that a project is in at the end, where groups were joined after it."""
    return next(each for each in groups if each is group or each.signs & group.signs)


def _signs(project: Project) -> set[Sign]:
    if project.idea is None:
        return {("project", str(project.number))}
    sent = project.idea.participation
    signs = {("party", str(sent.party_id))}
    if sent.account_id:
        signs.add(("account", str(sent.account_id)))
    if sent.party.email:
        signs.add(("email", sent.party.email.lower()))
    return signs
