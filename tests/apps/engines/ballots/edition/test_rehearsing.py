"""One idea from the call to its works, without a database: what a scenario plays once the vote is declared."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.rehearsal import Rehearsal
from tests.apps.engines.ballots.edition.test_checks import checked

FIRST = date(2026, 1, 1)


@dataclass
class Stage:
    """A world of which a test sets the day and the fields."""

    kit: object
    today: date = FIRST
    cents: int = 1_000_000

    def parameter(self, name):
        return self.kit.defaults()[name]

    def field(self, _name):
        return self.cents


class Scene:
    """Acts one after the other, each so many days after the first."""

    def __init__(self, cents=1_000_000):
        kit = checked()
        self.stage, self.section, self.engine = Stage(kit, cents=cents), kit.sections["ballots"], Rehearsal()
        self.state = self.engine.begin(self.section, self.stage)

    def do(self, verb, after=0):
        self.stage.today = FIRST + timedelta(days=after)
        played = self.engine.act(self.section, self.stage, self.state, verb, "agent")
        self.state = played.state
        return [one.event for one in played.happened]

    def seen(self):
        return self.engine.observe(self.section, self.stage, self.state)


def admitted(cents=1_000_000):
    scene = Scene(cents)
    for verb, after in (("propose", 0), ("publish", 1), ("study", 31), ("advise", 32), ("admit", 33)):
        scene.do(verb, after)
    return scene


def test_a_project_wins_is_followed_and_delivered():
    scene = admitted()
    assert scene.do("announce", 128) == ["winner"]
    scene.do("follow", 200)
    assert scene.do("deliver", 300) == ["delivered"]
    assert scene.seen() == {
        "phase": "follow-up", "idea": "published", "project": "delivered", "cost": "10\u202f000\xa0€", "messages": "0",
        "band": "",
    }  # fmt: skip


def test_nothing_wins_before_the_results_nor_is_followed_without_winning():
    scene = admitted()
    with pytest.raises(RefusedActError, match="la publication des résultats ouvre le"):
        scene.do("announce", 100)
    with pytest.raises(RefusedActError, match="n’est pas lauréat"):
        scene.do("follow", 128)


def test_a_vote_is_not_held_in_a_scenario():
    with pytest.raises(RefusedActError, match="un scénario suit une idée"):
        Scene().do("enrol")
    with pytest.raises(RefusedActError, match="à la suite d’un autre moteur"):
        Rehearsal().apply(None, None, None, "any", {})
