"""What a frame is made of: pots of money, limits on winners, limits on ballots. Plain frozen data, in the order it is applied."""

from dataclasses import dataclass
from fractions import Fraction

from essaim.cores.voting.election import Project
from essaim.cores.voting.money import write_number

FRAME_FORMAT = "essaim/cadre/1"


class BadFrame(ValueError):  # noqa: N818 - says what is wrong, as the other errors of the platform
    """The frame cannot be read, or cannot be put on this election; ``place`` is the path of the field (``pots[2].amount``)."""

    def __init__(self, text: str, *, place: str = "") -> None:
        self.place = place
        super().__init__(f"cadre, champ « {place} » : {text}" if place else f"cadre : {text}")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` projects with the same value of a field (canton, holder, theme)."""

    field: str
    most: int

    def __post_init__(self) -> None:
        if self.most < 1:
            raise BadFrame("un nombre entier, 1 ou plus, est attendu", place="most")


def once(limits: tuple[Limit, ...], place: str) -> None:
    """Refuse two limits on one field: one of them would say nothing."""
    names = [each.field for each in limits]
    if len(set(names)) < len(names):
        raise BadFrame("un champ n’y est donné qu’une fois", place=place)


Sets = tuple[tuple[str, ...], ...]
"""Sets of identifiers of projects that do not go together: at most one of each."""


@dataclass(frozen=True, slots=True)
class BallotRule:
    """What a ballot must respect, else it is void. An empty ballot is blank: it respects everything.

    ``least`` and ``most`` choices; all choices have the ``same`` value of these fields (a zone); ``limits`` and ``apart`` on choices.
    """

    least: int = 0
    most: int | None = None
    same: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    apart: Sets = ()

    def __post_init__(self) -> None:
        if self.most is not None and self.most < max(1, self.least):
            raise BadFrame(f"au plus {self.most} choix : moins que le minimum demandé", place="ballot.most")
        once(self.limits, "ballot.limits")


@dataclass(frozen=True, slots=True)
class Among:
    """Which projects: every field has one of its values, and ``over`` < cost ≤ ``up_to`` (None: no bound)."""

    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    over: Fraction | None = None
    up_to: Fraction | None = None

    def holds(self, project: Project) -> bool:
        """Whether a project is one of them. A project without the field is not."""
        if self.over is not None and project.cost <= self.over:
            return False
        if self.up_to is not None and project.cost > self.up_to:
            return False
        return all(project.fields.get(name, "") in values for name, values in self.fields)


@dataclass(frozen=True, slots=True)
class Pot:
    """A part of the envelope: a cost band, a zone, a reserved share, a canton's, the common pot.

    ``amount`` in currency, or ``share`` of the envelope, or neither: what the other pots do not take. It funds projects ``among``
    these, at most ``most`` of them, within ``limits`` that count this pot's winners only. ``part``: the first project that does not
    fit is funded with what is left if that is at least this part of its cost. ``leftover``: the later pot that gets what is left,
    or "" where it is lost.
    """

    id: str
    name: str = ""
    amount: Fraction | None = None
    share: Fraction | None = None
    among: Among = Among()
    most: int | None = None
    limits: tuple[Limit, ...] = ()
    part: Fraction | None = None
    leftover: str = ""

    def __post_init__(self) -> None:
        if self.amount is not None and self.share is not None:
            raise BadFrame("un montant ou une part, pas les deux", place="share")
        for name in ("share", "part"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= 1:
                raise BadFrame("une part entre 0 et 1 est attendue (0.1 pour 10 %)", place=name)
        for name in ("amount", "share", "part"):
            if getattr(self, name) is not None and "/" in write_number(getattr(self, name)):
                raise BadFrame("un nombre décimal est attendu", place=name)
        once(self.limits, "limits")

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame. Pots are counted in this order; a project that has won is out of the later ones.

    ``minimum``: votes below which a project cannot win. ``limits`` and ``apart`` count the winners of all pots together.
    """

    ballot: BallotRule = BallotRule()
    minimum: int = 0
    pots: tuple[Pot, ...] = (Pot("enveloppe", "Enveloppe"),)
    limits: tuple[Limit, ...] = ()
    apart: Sets = ()

    def __post_init__(self) -> None:
        once(self.limits, "limits")
        names = [pot.id for pot in self.pots]
        if not names or "" in names or len(set(names)) < len(names):
            raise BadFrame("au moins une enveloppe est attendue, chacune avec son identifiant", place="pots")
        if sum(pot.amount is None and pot.share is None for pot in self.pots) > 1:
            raise BadFrame("une seule enveloppe peut prendre le reste (sans « amount » ni « share »)", place="pots")
        for place, pot in enumerate(self.pots):
            if pot.leftover and pot.leftover not in names[place + 1 :]:
                text = f"« {pot.leftover} » n’est pas une enveloppe comptée après « {pot.id} »"
                raise BadFrame(text, place=f"pots[{place}].leftover")
