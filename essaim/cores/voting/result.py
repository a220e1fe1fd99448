"""What a count gives: winners in order, money, ties, and what is needed to explain it."""

from dataclasses import dataclass, field
from fractions import Fraction

from essaim.cores.voting.election import Election
from essaim.cores.voting.frames.admitting import Void
from essaim.cores.voting.frames.fitting import FittedPot
from essaim.cores.voting.frames.frame import Frame
from essaim.cores.voting.greedy import Step
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.shares.window import Window
from essaim.cores.voting.ties import Tie, TieOrder


@dataclass(frozen=True, slots=True)
class Payment:
    """What each member of a budget class paid in a round.

    ``backed``: the winners that the class had backed before, in order of selection, each with the utility it gave;
    ``utility``: what it gives to this one; ``voters`` in it; money in the currency: what each had ``before``, what each ``paid``.
    """

    backed: tuple[tuple[int, int], ...]
    utility: int
    voters: int
    before: Fraction
    paid: Fraction


@dataclass(frozen=True, slots=True)
class Purchase:
    """A round of Equal Shares (``rate``: currency for each unit of utility) or of Phragmén (``rate``: the load reached)."""

    project: int
    rate: Fraction
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """The share each voter started with, the window of shares with the same winners, and how the completion ended."""

    share: Fraction
    window: Window | None
    end: str
    looked_at: int


@dataclass(frozen=True)
class PotCount:
    """What became of one pot of a frame. Money in the currency; positions are those of the whole election.

    ``received`` from earlier pots, beside its ``own`` money; ``paid[i]`` to ``winners[i]``. ``inner``: where another rule than the
    plain count is applied, the count of this pot as an election of its own, whose project p is ``places[p]`` of the whole.
    """

    fitted: FittedPot
    received: Fraction
    winners: tuple[int, ...]
    paid: tuple[Fraction, ...]
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...] = ()
    places: tuple[int, ...] = ()
    inner: "Result | None" = None

    @property
    def money(self) -> Fraction:
        """All that it had: its own and what it received."""
        return self.fitted.own + self.received

    @property
    def left(self) -> Fraction:
        """What it did not spend: it went to a later pot, or it is lost."""
        return self.money - sum(self.paid, Fraction(0))


@dataclass(frozen=True)
class Result:
    """The result of one count of one election. With a frame: its ``pots``, the ``void`` ballots, and the ``valid`` ones as counted."""

    election: Election
    rules: Rules
    order: TieOrder
    winners: tuple[int, ...]
    ties: tuple[Tie, ...] = ()
    steps: tuple[Step, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    start: Start | None = None
    filled: tuple[int, ...] = ()
    blocked: int | None = None  # Phragmén: the project at which the envelope was too small
    left: dict[int, Fraction] = field(
        default_factory=dict
    )  # losing project → what its backers still had together, at the end

    frame: Frame | None = None
    pots: tuple[PotCount, ...] = ()
    void: tuple[Void, ...] = ()
    valid: Election | None = None

    @property
    def counted(self) -> Election:
        """The election as it was counted: without its void ballots."""
        return self.valid or self.election

    @property
    def total_cost(self) -> Fraction:
        """What the winners cost."""
        return sum((self.election.projects[place].cost for place in self.winners), Fraction(0))

    @property
    def unspent(self) -> Fraction:
        """What nobody gets: with a frame, what pots leave to no other; below 0 where the clause asks for money from elsewhere."""
        if self.pots:
            return sum((pot.left for pot in self.pots if pot.fitted.to is None), Fraction(0))
        return self.election.budget - self.total_cost
