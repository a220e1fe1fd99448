"""Play the ledger of one holder without a database."""

from collections.abc import Mapping

from essaim.adoptions.contract import Happened, Played, RefusedActError, World
from essaim.cores.rules.kinds import Value
from essaim.engines.ledger.domain.book import Acceptance
from essaim.engines.ledger.domain.playing import EFFECTS, VERBS
from essaim.engines.ledger.domain.reckoning import asked, budget
from essaim.engines.ledger.domain.scene import Scene, Turn
from essaim.engines.ledger.params import AccountRecord, LedgerSection


class LedgerRehearsal:
    """Pure functions from a scene to the next."""

    def begin(self, section: LedgerSection, world: World) -> Scene:
        """Return the scene before anything happens."""
        return Scene({}, budget(section, world))

    def act(self, section: LedgerSection, world: World, state: Scene, verb: str, role: str, door: str = "") -> Played:  # noqa: ARG002 - a role has one door here
        """Do a verb. Raises RefusedActError."""
        return VERBS[verb](Turn(section, world, state), role)

    def apply(
        self, section: LedgerSection, world: World, state: Scene, effect: str, payload: Mapping[str, Value]
    ) -> Played:
        """Carry out an effect on every account that answers it. Raises RefusedActError."""
        said: tuple[Happened, ...] = ()
        for account in section.accounts:
            record = account.effect(effect)
            if record is not None:
                amount = asked(account, record, payload, world)
                played = EFFECTS[effect](Turn(section, world, state), account, amount)
                state, said = played.state, said + played.happened
        return Played(state, said)

    def observe(self, section: LedgerSection, world: World, state: Scene) -> Mapping[str, str]:
        """Return the balance and what remains of each account, what is taken, the envelope left, the titles."""
        turn = Turn(section, world, state)
        seen: dict[str, str] = {}
        for account in reversed(section.accounts):
            shown = _shown(turn, account)
            seen |= {f"{account.id}-{name}": value for name, value in shown.items()} | shown
        seen["used"] = str(state.used)
        seen["accepting"] = str(sum(one is Acceptance.ADMITTED for one in state.accepting.values()))
        if section.envelope and state.envelope:
            seen["envelope"] = section.account(section.envelope.feeds[0]).measured.say(state.envelope.available)
        return seen


def _shown(turn: Turn, account: AccountRecord) -> dict[str, str]:
    """Return what may be seen of an account; nothing while its bounds are not known."""
    try:
        purse = turn.purse(account)
    except RefusedActError:
        return {}
    say = account.measured.say
    return {
        "balance": say(purse.position.balance),
        "remaining": say(purse.position.left(counter=account.kind == "counter")),
        "held": say(purse.position.leaving + purse.position.coming),
        "taken": say((turn.scene.taken or {}).get(account.id, 0)),
        "titles": str(len(purse.titles)),
    }
