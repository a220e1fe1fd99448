"""A newer reference: what refers to a territory stays, what disappeared is retired, a failure leaves all as it was."""

import re

import pytest

from essaim.config.cli import main
from essaim.foundation.territories import public
from essaim.foundation.territories.domain import loading
from essaim.foundation.territories.models import Containment, Load, Territory
from tests.territories import SMALL, cut

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


@pytest.fixture
def newer(tmp_path):
    """The same reference without Auch, and with Pavie under another name."""
    folder = cut(tmp_path, SMALL)
    communes = (folder / "communes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace(",Pavie,", ",Pavie-la-Neuve,") for line in communes if not line.startswith("32013,")]
    (folder / "communes.csv").write_text("".join(kept), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _caches_end_with_the_test():
    yield
    public.forget_caches()


def test_a_newer_reference_keeps_keys_and_retires_what_disappeared(newer):
    before = dict(Territory.objects.values_list("code", "pk"))
    sentences = []
    assert loading.load(folder=newer, progress=sentences.append) is True
    assert dict(Territory.objects.values_list("code", "pk")) == before
    assert public.get("commune-32307").name == "Pavie-la-Neuve"
    assert public.get("commune-32013").retired
    assert public.search("auch", levels=["commune"])[:1] != [public.get("commune-32013")]
    assert "commune-32013" not in public.gazetteer().get("auch", ())
    assert [one.code for one in public.ancestors("commune-32013")][:1] == ["pays-FR"]
    assert sentences
    assert sentences[0] == "lecture des fichiers"


def test_a_failure_half_way_leaves_the_older_reference(newer, monkeypatch):
    monkeypatch.setattr(loading, "INSERT", "INSERT INTO nowhere VALUES (%s, %s)")
    before = Load.objects.get(name=loading.SET).sha256, Containment.objects.count()
    with pytest.raises(Exception, match="nowhere"):
        loading.load(folder=newer)
    assert public.get("commune-32307").name == "Pavie"
    assert (Load.objects.get(name=loading.SET).sha256, Containment.objects.count()) == before


def test_list_and_show(capsys):
    assert main(["territories", "list", "gers"]) == 0
    assert "departement-32" in capsys.readouterr().out
    assert main(["territories", "list", "--level", "departement"]) == 0
    assert capsys.readouterr().out.count("departement-") == 4
    assert main(["territories", "list", "zzz"]) == 1
    assert main(["territories", "show", "departement-32"]) == 0
    said = capsys.readouterr().out
    assert "Dans : France, Occitanie" in said
    assert re.search("Population : [0-9]{3}\u202f[0-9]{3}$", said, re.MULTILINE), "as a French reader writes it"
    assert re.search("%|hab", said)
    assert not re.search(r"\de[+]|\d\.\d", said)
    assert main(["territories", "show", "departement-974"]) == 0
    assert main(["territories", "show", "departement-99"]) == 1
    assert "Territoire inconnu" in capsys.readouterr().err


def test_list_and_show_for_a_program(capsys):
    import json

    assert main(["territories", "list", "32000", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["code"] == "commune-32013"
    assert main(["territories", "show", "commune-32013", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["within"][0] == "pays-FR"
    assert all(one["value"] is None for one in shown["indicators"])
