"""The showcase: one value set by a territory moves the rule, the form, the letters, the refusal and the scenarios of a real kit."""

import json
import random

import pytest

from essaim.adoptions.domain import adopting, participating
from essaim.adoptions.domain.installing import install_kit
from essaim.adoptions.domain.sending import entitlement
from essaim.adoptions.kits.rehearsing import plain
from essaim.config.cli import main
from tests.kits.real import KITS
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def test_the_ceiling_of_a_territory_is_said_everywhere(capsys):
    install_kit(path=KITS["cumul-rsa"])
    n = random.SystemRandom().choice([one for one in range(20, 801) if one != 300])
    code = main(["adopt", "cumul-rsa", "--territory", "32", "--set", f"plafond={n}", "--scenarios", "--json"])
    said = json.loads(plain(capsys.readouterr().out))
    assert code == 0, f"plafond={n}: {said['refused']}"
    assert f"{n} heures" in said["summary"]
    rule = next(one for one in said["rules"] if one["id"] == "sous-plafond")
    assert f"{n} heures" in f"{rule['reason']} {rule['conditions']}"
    letters = {one["id"]: one["body"] for one in said["messages"]}
    assert sum(f"{n} heures" in body for body in letters.values()) >= 2, f"plafond={n}"
    assert all(one["played"] and not one["problems"] for one in said["scenarios"])
    origin = " ".join(line for one in said["scenarios"] for line in one["told"])
    assert "300" not in origin.replace(str(n), ""), f"plafond={n}"
    everything = json.dumps([said[part] for part in ("questions", "rules", "messages", "amounts")], ensure_ascii=False)
    assert "300" not in everything.replace(str(n), ""), f"plafond={n}"


def test_whoever_has_no_right_is_told_why_before_sending():
    version = install_kit(path=KITS["cumul-rsa"])
    adoption = adopting.adopt(version=version, territory="departement-32", structure="Gers", written={}, actor=None)
    adopting.start_test(adoption=adoption, actor=None)
    one, _ = participating.begin(adoption=adoption, door="cases.demande", answers={"rsa": "non"})
    found = entitlement(one)
    assert found is not None
    assert found.refused
    assert "RSA" in " ".join(found.reasons)
