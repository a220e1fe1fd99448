"""Scenarios: acts through engines, effects that follow or roll the act back, failures that say what came."""

import pytest

ONE = "  - id: au-dessus\n    title: Au-dessus, elle ne peut pas l’être\n"
GRANT = "      - {do: desk.grant, by: agent}\n    then:\n      rules: {sous-plafond: oui}"
PURSE = ("engines:\n", "engines:\n  purse: {label: Bourse, cap: enveloppe}\n")
MONEY = (
    "parameters:\n",
    "parameters:\n  - {id: enveloppe, type: money, label: Enveloppe, default: 70, min: 70, max: 90, source: D}\n",
)
PAID = (
    "amounts:\n",
    "amounts:\n  - {id: aide, label: Aide, type: money, is: {product: [{field: heures}, 2]}}\n",
)
GRANTS = ("    initial: brouillon\n", "    initial: brouillon\n    grants: aide\n")
TABLE = ("messages:\n", "events:\n  - {on: desk.granted, do: purse.credit, with: {sum: payload.amount}}\nmessages:\n")
FEW = (
    "given: {fields: {heures: {parameter: plafond, minus: 1}}}",
    "parameters: {plafond: 31}\n    given: {fields: {heures: 30}}",
)
SEEN = ("engines: {desk: {state: accorde}}", 'engines: {desk: {state: accorde}, purse: {balance: "60"}}')
FULL = (PURSE, MONEY, PAID, GRANTS, TABLE, FEW, SEEN)


def test_an_event_of_one_engine_does_its_effect_in_another(changed):
    assert changed(*FULL)


def test_the_payload_is_what_happened(problems):
    ((path, message),) = problems(*FULL[:-1], (SEEN[0], SEEN[1].replace('"60"', '"61"')))
    assert path == "scenarios[sous-plafond].then.engines.purse.balance"
    assert message.endswith("attendu 61, obtenu 60")


def test_an_effect_that_is_refused_rolls_the_whole_act_back(changed, problems):
    more = (FEW[0], FEW[1].replace("heures: 30", "heures: 31").replace("plafond: 31", "plafond: 32, enveloppe: 61"))
    tight = (MONEY[0], MONEY[1].replace("min: 70", "min: 60"))
    refused = problems(PURSE, tight, PAID, GRANTS, TABLE, more)
    assert "obtenu refusé : le plafond du compte serait dépassé" in refused[0][1]
    told = (GRANT, GRANT.replace("by: agent}", "by: agent, refused: oui}"))
    still = ("engines: {desk: {state: accorde}}", 'engines: {desk: {state: recu, acts: "1"}, purse: {empty: oui}}')
    assert changed(PURSE, tight, PAID, GRANTS, TABLE, more, told, still)


def test_an_effect_waits_for_its_rule(changed):
    guarded = (TABLE[0], TABLE[1].replace("payload.amount}}", "payload.amount}, when: sous-plafond}"))
    assert changed(*FULL[:4], guarded, FEW, SEEN)


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        ("by: agent, refused: oui}", "by: agent}", "when[2]", "se fait, obtenu refusé : la règle n’est pas remplie"),
        ("      - {do: desk.grant, by: agent, refused: oui}", "      - {do: desk.submit, by: demandeur, refused: non}", "when[2]", "n’est pas possible depuis « recu »"),
        ("by: agent, refused: oui}", "by: demandeur}", "when[2]", "le rôle « La personne » n’a pas ce droit"),
        ("amounts: {reste: 1}", "amounts: {reste: 2}", "then.amounts.reste", "attendu 2 heures, obtenu 1 heure"),
        ("rules: {sous-plafond: non}", "rules: {sous-plafond: inconnu}", "then.rules.sous-plafond", "attendu inconnu, obtenu non (Heures travaillées : au plus 300 heures)"),
        ('accord: ["sur {parameter.plafond}"]', 'accord: ["{parameter.plafond} par mois"]', "then.messages.accord[1]", "attendu « 300 heures par mois », obtenu « Votre demande Il vous reste 1 heure, sur 300 heures"),
        ('["au plus {parameter.plafond}"]', '["au moins {parameter.plafond}"]', "then.reasons.sous-plafond[1]", "attendu « au moins 300 heures »"),
        ("engines: {desk: {state: recu}}", "engines: {desk: {colour: red}}", "then.engines.desk.colour", "obtenu rien (observables : state, acts)"),
        ("{fields: {heures: {parameter: plafond, plus: 1}}}", "{fields: {}}", "then.rules.sous-plafond", "obtenu pas encore connu (il manque field.heures)"),
    ],
)  # fmt: skip
def test_a_failure_says_what_was_expected_and_what_came(problems, old, new, path, said):
    found = problems((old, new))
    assert any(
        where.endswith(path) and said in message.replace("\u00a0", " ").replace("\n", " ") for where, message in found
    ), found


def test_what_an_act_brings_is_learnt_and_time_goes_on(changed):
    assert changed(
        ("given: {fields: {heures: {parameter: plafond, minus: 1}}}", "given: {}"),
        (
            "{do: desk.submit, by: demandeur}\n      - {do: desk.grant, by: agent}\n    then",
            "{do: desk.submit, by: demandeur, on: 2020-12-05, learns: {heures: {parameter: plafond, minus: 1}}}\n      - {do: desk.grant, by: agent}\n    then",
        ),
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{parameter: cap}", "« parameter: » suivi de l’un de : plafond"),
        ("{parameter: plafond, divided: 2}", "seulement parameter, times, plus, minus"),
        ("{parameter: plafond, plus: [1]}", "un nombre en chiffres"),
        ("{parameter: plafond, times: 0.3333}", "un nombre entier ; ici"),
    ],
)
def test_a_value_that_follows_a_parameter_is_checked(changed, written, said):
    from essaim.adoptions.kits.document.problems import FaultyKitError

    with pytest.raises(FaultyKitError) as refused:
        changed(("{parameter: plafond, plus: 1}", written))
    assert said in str(refused.value)


def test_a_value_that_only_reads_at_the_default_is_told_with_the_parameter(problems):
    ((path, message),) = problems(("{parameter: plafond, plus: 1}", "{parameter: plafond, times: 1.5}"))
    assert path == "scenarios[au-dessus]"
    assert "ne se joue pas avec plafond = " in message


WORDS = "    reason: Au-delà de {parameter.plafond}, on recalcule.\n"
RECEIVABLE = (
    "amounts:\n",
    WORDS
    + "  - {id: recevable, label: Recevable, when: {all: [{rule: sous-plafond}, {field: heures, more_than: 0}]}}\namounts:\n",
)
RULE = (
    "  - {id: sous-plafond, label: Sous le plafond, when: {field: heures, at_most: {parameter: plafond}}}\n",
    "  - id: sous-plafond\n    label: Sous le plafond\n    when: {field: heures, at_most: {parameter: plafond}}\n",
)
SAID = ("reasons: {sous-plafond:", 'reasons: {recevable: ["Au-delà de {parameter.plafond}"], sous-plafond:')


def test_a_rule_made_of_rules_says_no_in_their_own_words(changed):
    assert changed(RULE, RECEIVABLE, SAID)


def test_a_rule_made_of_rules_says_yes_in_the_words_of_its_leaves(problems):
    yes = ("rules: {sous-plafond: oui}", 'rules: {sous-plafond: oui}\n      reasons: {recevable: ["Au-delà"]}')
    ((path, message),) = problems(RULE, RECEIVABLE, yes)
    assert path == "scenarios[sous-plafond].then.reasons.recevable[1]"
    assert (
        "obtenu « Heures travaillées : au plus 300 heures ; Heures travaillées : plus de 0 heure »"
        in message.replace("\u00a0", " ")
    )
