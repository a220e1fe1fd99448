"""What a section of the ledger may not say: each fault refused at its place, with its sentence."""

from pathlib import Path

import pytest

from essaim.adoptions import registry
from essaim.adoptions.kits.beginning import skeleton
from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.adoptions.kits.document.reading import parse

ANSWERS = {
    "territory: …": "territory: departement-31", "year: …": "year: 2020", "default: …": "default: 2000", "min: …": "min: 1",
    "max: …": "max: 9000", "value: …": "value: 5", "population: …": "population: 12", "{seuil}": "{parameter.seuil}",
}  # fmt: skip
KITS = Path(__file__).parents[3] / "kits" / "valid"
HOURS = (KITS / "heures-cumulees.yaml").read_text(encoding="utf-8")
GRANT = (KITS / "bourse-et-temps.yaml").read_text(encoding="utf-8")


def refused(text, old, new):
    assert old in text, old
    with pytest.raises(FaultyKitError) as why:
        check_document(parse(text.replace(old, new, 1).encode()), registry.engines)
    return [(one.path, one.message) for one in why.value.problems]


FAULTS = [
    (HOURS, "cap: {parameter: plafond}\n        period", "cap: {parameter: validite}\n        period", "accounts[heures].cap.parameter", "ce compte compte : un nombre en « heures »"),
    (HOURS, "expires_after: {parameter: validite}", "expires_after: {parameter: bons}", "accounts[bons].expires_after.parameter", "ce compte compte : un nombre en « mois »"),
    (HOURS, "value: {parameter: valeur-bon}", "value: {parameter: plafond}", "accounts[bons].titles.value.parameter", "une somme (money)"),
    (HOURS, "count: {parameter: bons}", "count: {parameter: valeur-bon}", "accounts[bons].titles.count.parameter", "n’est pas un nombre entier"),
    (HOURS, "        quantity: heures\n", "", "accounts[heures]", "on ne sait pas où s’écrit la quantité"),
    (HOURS, "quantity: heures", "quantity: ligne", "accounts[heures].quantity", "le compte est en heures"),
    (HOURS, "may: [ledger.register, ledger.declare]", "may: [ledger.register]", "declared_by[1]", "n’a pas le droit « ledger.declare »"),
    (HOURS, "may: [ledger.accept, ledger.spend]", "may: [ledger.spend]", "doors[3].role", "n’a pas le droit « ledger.accept »"),
    (HOURS, "effects: [{does: issue}]", "effects: [{does: open-account}]", "accounts", "aucun compte n’y répond"),
    (HOURS, "feeds: [bons]", "feeds: [heures]", "envelope.cap.parameter", "un nombre en « heures »"),
    (HOURS, "feeds: [bons]", "feeds: [rien]", "envelope.feeds[1]", "le compte « rien » n’existe pas"),
    (HOURS, "feeds: [bons]", "feeds: [bons, heures]", "envelope.feeds", "de même unité"),
    (HOURS, "        counts: [spent]", "        counts: [spent, declared]", "accounts[bons].counts[2]", "rien n’y est jamais « declared »"),
    (HOURS, "label: Heures déclarées, unit: heures", "label: Heures déclarées, unit: jours", "accounts[heures].counts", "est en « jours », le compte en « heures »"),
    (HOURS, "does: issue}", "does: credit-quantity}", "accounts[bons].effects[1].does", "ce compte est en euros"),
    (HOURS, "        acceptors: [transporteur]\n", "", "accounts[bons]", "des titres se dépensent quelque part"),
    (HOURS, "kind: right", "kind: counter", "accounts[bons]", "on dépense un droit"),
    (HOURS, "        titles: {", "        cap: {number: 3}\n        titles: {", "accounts[bons]", "bornés par leur nombre"),
    (HOURS, "- id: bons\n        label: Vos", "- id: heures\n        label: Vos", "accounts[heures].id", "est donné 2 fois"),
    (HOURS, "effects: [{does: issue}]", "effects: [{does: issue}, {does: admit-acceptor}]", "accounts[bons].effects", "attend une décision pour ceux qui l’acceptent"),
    (HOURS, "        counts: [declared]", "        counts: [declared]\n        effects: [{does: suspend-acceptor}]", "accounts[heures]", "personne n’accepte ce compte"),
    (GRANT, "account: engagement", "account: bourse", "accounts[bourse].paired.account", "n’est pas un autre compte"),
    (GRANT, "for_each: {parameter: bourse-mensuelle}", "for_each: {parameter: mois-dus}", "accounts[bourse].paired.for_each.parameter", "une somme (money)"),
    (GRANT, "does: credit, gives: {parameter: aide}", "does: credit", "accounts[carte].effects[1]", "« gives » va avec credit"),
    (GRANT, "does: credit, gives: {parameter: aide}", "does: credit-sum", "accounts", "aucun compte n’y répond"),
    (GRANT, "holder: person\n        role: etudiante\n        cap: {parameter: plafond-bourse}", "holder: adoption\n        role: etudiante\n        cap: {parameter: plafond-bourse}", "accounts[bourse]", "« role » dit qui tient le compte"),
    (GRANT, "unit: half-days", "unit: items", "accounts[temps]", "« unit_label » dit ce que l’on compte"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "path", "said"), FAULTS, ids=[fault[4][:40] for fault in FAULTS])
def test_a_fault_is_refused_at_its_place(text, old, new, path, said):
    found = refused(text, old, new)
    assert any(where.endswith(path) and said in message for where, message in found), found


def test_the_skeleton_passes_once_it_is_filled():
    text = skeleton("essai", "Essai", ["ledger"], registry.engines)
    with pytest.raises(FaultyKitError) as why:
        check_document(parse(text.encode()), registry.engines)
    assert {one.message for one in why.value.problems} == {"reste à compléter"}
    for old, new in ANSWERS.items():
        text = text.replace(old, new)
    check_document(parse(text.replace(": …", ": Un texte").encode()), registry.engines)
