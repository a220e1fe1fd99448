"""A kit that its author wrote from the published guide alone: another fund, on the engines as they are, and no line of code."""

import re
from pathlib import Path

import pytest

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.models import Carried, Happening, Participation, Told
from essaim.adoptions.runtime import Actor
from essaim.engines.cases.models import Case, CaseEvent, Decision
from essaim.engines.ledger.models import LedgerAccount, Movement
from essaim.engines.ledger.models.account import Place
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.adoptions.journeys import answer, contact, send
from tests.apps.engines.cases.builders import act, again
from tests.kits.real import KITS
from tests.territories import small_france  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
UNSEEN = Path(__file__).parent / "unseen" / "fonds-associations-31.yaml"
AGENT, COMMISSION = Actor("agent", None, "Nadia"), Actor("commission", None, "La commission")
AUCH, TOULOUSE = "32013", "31555"
GERS = {"budget": "5000", "taux": "50", "aide-max": "2000", "perte-min": "800"}
WRITTEN = [Carried, CaseEvent, Decision, Happening, LedgerAccount, Movement, Told]
LONG = 12


@pytest.fixture
def fund(small_france, db):  # noqa: F811 - the fixture of the territories
    """The fund of the Haute-Garonne, adopted by the Gers with its own values, and open."""
    return adopted(UNSEEN, **GERS)


def plain(text):
    return re.sub(r"\s", " ", str(text))


def asked(fund, name, **answers):
    """An association asks through the door; return its case."""
    said = {"nom": name, "siege": AUCH, "declaree": "2001-05-04", "perte": "9000", "autres-aides": "0", **answers}
    one = sent(fund, "cases.demande", said, name=name, email=f"{name.lower()}@exemple.test")
    return Case.objects.select_related("participation__party", "adoption").get(participation=one)


def proposed(case, loss="9000"):
    return act(case, "propose", AGENT, answers={"perte-verifiee": loss})


def granted(fund, name, loss="9000"):
    return act(proposed(asked(fund, name), loss), "grant", COMMISSION)


def left(fund):
    """Cents that the envelope still has, and what is owed to the associations."""
    places = LedgerAccount.objects.filter(adoption=fund)
    (envelope,) = places.filter(place=Place.ENVELOPE)
    return envelope.balance - envelope.floor, sorted(one.balance for one in places.filter(place=Place.HOLDER))


def everything(case):
    """All that an act may write, as it stands."""
    held = again(case)
    one = Participation.objects.get(pk=held.participation_id)
    return (
        [list(model.objects.order_by("pk").values()) for model in WRITTEN],
        (held.state, held.version, held.ended, one.standing, one.answers),
        left(held.adoption),
    )


def test_an_association_asks_online_and_reads_the_rules_of_its_own_territory(client, fund):
    draft = client.post(f"/services/{fund.slug}/commencer/cases/demande/")["Location"].removesuffix("suite/")
    first = {"nom": "La Chorale", "siege": "Auch", "declaree": "2001-05-04"}
    assert answer(client, f"{draft}page/1/", first).status_code == 302
    assert "800 €" in plain(client.get(f"{draft}page/2/").content.decode())
    assert answer(client, f"{draft}page/2/", {"perte": "9000", "autres-aides": "0"}).status_code == 302
    assert contact(client, draft).status_code == 302
    assert send(client, draft).status_code == 302
    case = Case.objects.get()
    assert case.state == "a-examiner"
    assert act(proposed(case), "grant", COMMISSION).state == "accordee"
    page = plain(client.get(draft).content.decode())
    assert "2 000 €" in page
    assert "Aide accordée" in page


def test_the_fund_gives_until_it_is_empty_then_the_next_is_refused_whole(fund):
    for name, loss in [("Chorale", "9000"), ("Judo", "4000"), ("Cirque", "2000")]:
        assert granted(fund, name, loss).state == "accordee"
    assert left(fund) == (0, [100000, 200000, 200000])
    late = proposed(asked(fund, "Fanfare"), "1000")
    before = everything(late)
    with pytest.raises(RefusedActError) as refused:
        act(late, "grant", COMMISSION)
    assert re.search(r"enveloppe|budget", str(refused.value), re.IGNORECASE), refused.value
    assert "0 €" in plain(refused.value)
    assert everything(late) == before
    assert act(late, "refuse", COMMISSION, reason="Le fonds est vide.").state == "refusee"
    assert "Le fonds est vide." in late.participation.told.get().body


def test_what_does_not_fit_is_refused_and_a_smaller_one_still_fits(fund):
    granted(fund, "Chorale")
    granted(fund, "Judo")
    large = proposed(asked(fund, "Cirque"))
    with pytest.raises(RefusedActError, match=r"1.000.€"):
        act(large, "grant", COMMISSION)
    assert left(fund)[0] == 100000
    assert granted(fund, "Fanfare", "1500").state == "accordee"
    assert left(fund) == (25000, [75000, 200000, 200000])


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"perte": "799"}, "800 €"),
        ({"siege": TOULOUSE}, "dans le département"),
        ({"declaree": "2020-03-17"}, "16 mars 2020"),
    ],
)
def test_who_has_no_right_is_refused_with_the_reason(fund, answers, reason):
    case = asked(fund, "Club", **answers)
    with pytest.raises(RefusedActError) as refused:
        proposed(case)
    assert reason in plain(refused.value)
    assert act(case, "refuse", AGENT, reason=str(refused.value)).state == "refusee"
    letter = plain(case.participation.told.get().body)
    assert reason in letter
    assert "Club" in letter
    assert "05 62 00 00 00" in letter
    assert not Movement.objects.exists()


def test_a_second_aid_in_the_year_is_refused(fund):
    granted(fund, "Chorale")
    with pytest.raises(RefusedActError, match="cette année"):
        proposed(asked(fund, "Chorale"))


def test_the_letters_say_the_values_of_the_adopter_and_none_of_the_origin(fund):
    case = granted(fund, "Judo", "3001")
    letter = plain(case.participation.told.get().body)
    for words in ["1 500 € à Judo", "50 pour cent", "2 000 €", "05 62 00 00 00"]:
        assert words in letter
    for words in ["8 000", "40 pour cent", "3 000 000"]:
        assert words not in letter


def texts(node):
    """Every text of a document, without its keys."""
    if isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)
    else:
        yield str(node)


def words_of(text):
    return re.findall(r"[^\W\d_]+", text.lower())


def runs(path, length=LONG):
    """Every run of words inside one text of a kit."""
    for text in texts(parse(path.read_bytes()).tree):
        words = words_of(text)
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def test_two_kits_share_an_engine_and_no_text():
    mine = set(runs(UNSEEN))
    assert mine
    assert {name: shared for name, path in KITS.items() if (shared := mine & set(runs(path)))} == {}


def test_engines_hold_no_text_of_a_kit():
    kits = {run for path in [UNSEEN, *KITS.values()] for run in runs(path, 8)}
    read = [path for path in (ROOT / "essaim" / "engines").rglob("*") if path.suffix in {".py", ".html", ".txt", ".js"}]
    assert read
    found = {}
    for path in read:
        words = words_of(path.read_text(encoding="utf-8"))
        held = {" ".join(words[start : start + 8]) for start in range(len(words) - 7)} & kits
        if held:
            found[path.name] = held
    assert found == {}


def test_engines_name_no_kit():
    names = {path.parent.name for path in KITS.values()} | {UNSEEN.stem}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "essaim" / "engines").rglob("*.py"))
    assert sorted(name for name in names if re.search(rf"[\"']{re.escape(name)}[\"']", code)) == []
