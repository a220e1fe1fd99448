"""The kits installed here: the newest of each, who runs them, the family that each comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.models import Adoption, KitVersion, Phase, Terms

SHOWN = (Phase.OPEN, Phase.CLOSED)
"""The phases in which an adoption is shown to everybody."""


def newest(kits: Iterable[str] | None = None) -> list[KitVersion]:
    """Return the newest version of each kit, by title; of those kits only, when given. One query."""
    rows = KitVersion.objects.all() if kits is None else KitVersion.objects.filter(kit__in=list(kits))
    found: dict[str, KitVersion] = {}
    for row in rows:
        if row.kit not in found or row.steps > found[row.kit].steps:
            found[row.kit] = row
    return sorted(found.values(), key=lambda row: row.title.lower())


def kit_of(version: KitVersion) -> Kit | None:
    """Return a stored kit, or None when the engines of today no longer read it: its pages say so, and nothing breaks."""
    try:
        return version.loaded
    except FaultyKitError:
        return None


def adopters(kits: Sequence[str]) -> QuerySet[Adoption]:
    """Return the adoptions of kits that everybody may see, the oldest opening first. Two queries."""
    return shown().filter(kit__in=kits)


def shown() -> QuerySet[Adoption]:
    """Return the adoptions that everybody may see, with their territory and their terms. Two queries.

    One that closed without ever opening was never public.
    """
    rows = Adoption.objects.filter(phase__in=SHOWN, opened_at__isnull=False).select_related("territory")
    return with_terms(rows).order_by("opened_at", "pk")


def with_terms(rows: QuerySet[Adoption]) -> QuerySet[Adoption]:
    """Return the same adoptions with their terms and the version of each, without its whole document."""
    terms = Terms.objects.select_related("version").defer("version__document").order_by("number")
    return rows.prefetch_related(Prefetch("all_terms", terms))


def version_of(adoption: Adoption) -> KitVersion:
    """Return the version that an adoption runs, from what `adopters` read."""
    return list(adoption.all_terms.all())[-1].version


@dataclass
class Release:
    """One version of a kit in its family, with who runs it."""

    version: KitVersion
    adopters: list[Adoption] = field(default_factory=list)


@dataclass
class Branch:
    """One kit of a family: its versions, the newest first, and the kits that were made from it."""

    kit: str
    title: str
    parent: str = ""
    releases: list[Release] = field(default_factory=list)
    children: list["Branch"] = field(default_factory=list)

    @property
    def installed(self) -> bool:
        return bool(self.releases)

    @property
    def adopters(self) -> int:
        return sum(len(release.adopters) for release in self.releases)


def family(kit: str) -> Branch | None:
    """Return the whole family of a kit, from its oldest known parent; None: no such kit here. Three queries."""
    branches = _branches()
    if kit not in branches:
        return None
    root = _eldest(branches, kit)
    kin = list(_kin(root))
    releases = {release.version.pk: release for branch in kin for release in branch.releases}
    for adoption in adopters([branch.kit for branch in kin]):
        releases[version_of(adoption).pk].adopters.append(adoption)
    return root


def _branches() -> dict[str, Branch]:
    """Every kit known here by name, parents that are not installed included, each under the one that it was made from."""
    found: dict[str, Branch] = {}
    for row in sorted(KitVersion.objects.all(), key=lambda one: one.steps):
        branch = found.setdefault(row.kit, Branch(row.kit, row.title))
        branch.title, branch.parent = row.title, branch.parent or row.forked_from
        branch.releases.insert(0, Release(row))
    for branch in list(found.values()):
        if branch.parent:
            name = branch.parent.partition("@")[0]
            found.setdefault(name, Branch(name, name)).children.append(branch)
    return found


def _eldest(branches: dict[str, Branch], kit: str) -> Branch:
    seen = {kit}
    while True:
        parent = branches[kit].parent.partition("@")[0]
        if not parent or parent in seen:  # two kits that say they come from each other: stop at the first seen twice
            return branches[kit]
        seen.add(kit := parent)


def _kin(root: Branch, seen: frozenset[str] = frozenset()) -> Iterable[Branch]:
    yield root
    root.children = [child for child in root.children if child.kit not in seen | {root.kit}]
    for child in root.children:
        yield from _kin(child, seen | {root.kit})
