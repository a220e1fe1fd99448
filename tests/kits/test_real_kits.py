"""The kits of the platform: they can be adopted with any valid values, say each number once, ask nothing in vain."""

import re
from random import Random

import pytest

from essaim.adoptions.checks.names import every_marked
from essaim.adoptions.kits.rehearsing import plain, play
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.kits.texts import Placeholder, placeholders
from essaim.adoptions.params.base import Prose, Reference, Target
from essaim.adoptions.params.header import NOT_DIGITAL
from essaim.cores.rules.auditing import named_in, named_in_computation, read_by
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.tree import Source
from tests.kits.real import KITS, drawn, every_kit, kit_of, report_of

BY_HAND = {
    "cumul-rsa": {
        "caisse-rsa",
        "numero-allocataire",
        "entreprise",
    },  # the weekly list sent to the Caf or the MSA (convention)
    "car-solidaire": {"jour-de-sortie"},  # the agent looks for somebody who is free that day
    "complementaire-sante": {"niveau"},  # the mutual prepares the call with it
    "cohabitation": set(),
    "pass-numerique": {
        "envie",
        "nom-du-lieu",
        "ateliers",
        "accessible",
    },  # the agent names a place that gives that workshop, and keeps the printed list of places
    "bourse-medecins": {"metier"},  # the support cell looks for a place to practise
    "budget-participatif": set(),
    "agents-solidaires": {"service"},  # the agent finds the manager whose agreement is asked
}
"""Fields that no rule, message or engine reads, but that an act done by hand uses."""


@every_kit
def test_a_kit_can_be_adopted_here(name):
    report = report_of(name)
    assert report.unchecked == ()
    assert report.kit.record.kit.id == name
    assert report.scenarios == len(report.kit.record.scenarios) >= 5
    assert report.trials > 12


@every_kit
@pytest.mark.parametrize("seed", range(8))
def test_scenarios_hold_at_random_valid_values(name, seed):
    kit = kit_of(name)
    settings = drawn(kit, Random(f"{name}-{seed}"))  # noqa: S311 - trials, not secrets
    wrong = [one for scenario in kit.record.scenarios for one in play(kit, scenario, settings)]
    assert wrong == []


@every_kit
def test_a_scenario_goes_through_every_engine_of_the_kit(name):
    kit = kit_of(name)
    acts = {act.do.partition(".")[0] for scenario in kit.record.scenarios for act in scenario.when}
    assert acts == set(kit.record.engines)
    refused = [act for scenario in kit.record.scenarios for act in scenario.when if act.refused]
    assert refused


@every_kit
def test_a_kit_brings_all_that_an_adopter_needs(name):
    record = kit_of(name).record
    assert {one.kind for one in record.documents} >= {"deliberation", "agreement", "budget", "calendar"}
    assert NOT_DIGITAL & set(record.kit.channels)
    assert {channel for message in record.messages for channel in message.channels} == {"letter", "email", "sms"}
    assert record.outcomes.counted
    assert record.outcomes.measures
    assert record.protocol.horizon_months >= 12
    assert {person.role for person in record.demo.people} >= {role.id for role in record.roles if role.kind == "holder"}
    assert all("exemple" in person.name.lower() for person in record.demo.people)


@every_kit
def test_a_parameter_says_where_it_comes_from_and_a_figure_too(name):
    record = kit_of(name).record
    assert all(len(parameter.source) > 15 for parameter in record.parameters)
    assert record.kit.origin.figures
    assert all(figure.source for figure in record.kit.origin.figures)
    assert any("art. L." in one.text for one in record.kit.quotations)


def used(kit):
    """Return the fields that a rule, an amount or a condition reads, that a message says, that an engine names outside its pages."""
    trees = [named for rule in kit.book.rules.values() for named in named_in(rule.condition)]
    trees += [named for amount in kit.book.amounts.values() for named in named_in_computation(amount.computation)]
    found = {ref.name for ref in read_by(set(trees), kit.book) if ref.source is Source.FIELD}
    for one in every_marked(kit):
        if isinstance(one.marker, Reference) and one.marker.target is Target.FIELD and "pages" not in one.path:
            found.add(one.value)
        if isinstance(one.marker, Prose):
            found |= {
                held.name
                for held in placeholders(one.value)
                if isinstance(held, Placeholder) and held.source == "field"
            }
    return found


@every_kit
def test_nothing_is_asked_that_nothing_uses(name):
    """RGPD, article 5: what is asked is adequate, relevant and limited to what is necessary."""
    kit = kit_of(name)
    asked = {field.id for field in kit.record.fields}
    assert asked - used(kit) == BY_HAND[name]


@every_kit
def test_what_is_kept_is_erased_within_two_years(name):
    record = kit_of(name).record
    assert all(1 <= field.retention.months <= 24 for field in record.fields)
    assert {field.sensitivity for field in record.fields} <= {"ordinary", "social"}


# One parameter moves everything (issue « kits and adoptions », « done when » 4), at the level of texts.


def everything_said(kit, settings):
    """Return all that anybody reads of a kit with these values, the origin's own figures apart."""
    speech = Speech(kit, settings)
    apart = re.compile(r"\{origin\.[a-z-]+\}")
    said = [
        speech.text(apart.sub("ORIGINE", one.value))
        for one in every_marked(kit)
        if isinstance(one.marker, Prose) and one.path[:2] != ("kit", "origin")
    ]
    said += [line for rule in kit.record.rules for line in speech.lines(rule.id)]
    return [plain(one) for one in said]


HOURS = [Random(f"plafond-{draw}").randint(21, 799) for draw in range(6)]  # noqa: S311 - trials, not secrets


@pytest.mark.parametrize("hours", HOURS)
def test_the_cap_moves_the_rule_the_help_the_letter_and_the_reason(hours):
    kit = kit_of("cumul-rsa")
    settings = kit.defaults() | {"plafond": hours}
    speech, said = Speech(kit, settings), f"{hours} heures"
    helps = {field.id: field.help for field in kit.record.fields}
    letters = {message.id: f"{message.subject}\n{message.body}" for message in kit.record.messages}
    lines = " ".join(speech.lines("sous-plafond"))
    texts = [
        lines,
        speech.rule("sous-plafond"),
        *(
            speech.text(one)
            for one in (
                helps["contrats"],
                letters["accord"],
                letters["refus"],
                letters["plafond-atteint"],
                letters["compteur"],
                letters["bientot"],
            )
        ),
    ]
    texts += [
        speech.text(document.body)
        for document in kit.record.documents
        if document.kind in {"deliberation", "agreement"}
    ]
    assert [one for one in texts if said not in plain(one)] == []
    assert [one for one in everything_said(kit, settings) if hours != 300 and re.search(r"(?<!\d)300(?!\d)", one)] == []


def test_three_hundred_is_written_twice_in_the_file_the_figure_of_the_origin_and_the_default_it_proposes():
    lines = [
        line.strip()
        for line in KITS["cumul-rsa"].read_text(encoding="utf-8").splitlines()
        if re.search(r"(?<!\d)300(?!\d)", line)
    ]
    assert [line.split(":")[0] for line in lines] == ["- {id", "default"]
    assert lines[0].startswith("- {id: plafond, value: 300, unit: heures")


def test_the_reason_of_a_refusal_is_the_rule_of_the_adopter():
    kit = kit_of("cumul-rsa")
    over = next(scenario for scenario in kit.record.scenarios if scenario.id == "une-heure-de-trop")
    assert play(kit, over, kit.defaults() | {"plafond": 41, "secteurs": frozenset({"agricole", "tourisme"})}) == []
    assert over.then.reasons["recevable"] == ["plus de {parameter.plafond}"]
    wrong = over.model_copy(
        update={"then": over.then.model_copy(update={"reasons": {"recevable": ["plus de 42 heures"]}})}
    )
    (mismatch,) = play(kit, wrong, kit.defaults() | {"plafond": 41})
    assert "Vos contrats prévoient plus de 41 heures dans l’année." in plain(mismatch.found)


# What each kit is about.


def test_the_number_of_points_of_a_licence_is_never_asked():
    """Code de la route, L223-7: only the authorities may collect it."""
    kit = kit_of("car-solidaire")
    assert [field.id for field in kit.record.fields if "points" in f"{field.label} {field.unit}"] == []
    assert all(field.type is not Kind.INTEGER for field in kit.record.fields if "permis" in field.id)


def test_the_national_cover_comes_first():
    """CSS, L861-1: a person who is entitled to it is led there, never to the mutual."""
    kit = kit_of("complementaire-sante")
    section = kit.sections["cases"]
    assert section.doors[0].sorts[0].when == "droit-national"
    leads = {one.to for one in section.transitions if one.from_ == section.doors[0].sorts[0].to}
    assert leads == {"couvert", section.initial}
    forward = [one for one in section.transitions if one.verb == "forward"]
    assert [one.when for one in forward] == ["recevable"]


def test_the_ages_of_the_law_cannot_be_widened():
    """CCH, L631-17: a host of 60 and over, a young person under 30."""
    parameters = {one.id: one for one in kit_of("cohabitation").record.parameters}
    assert parameters["age-accueil"].min == "60"
    assert parameters["age-jeune"].max == "30"


def test_the_years_of_practice_that_the_law_asks_cannot_be_lowered():
    """CGCT, L1511-8, II: at least five years; D1511-54: at most what an intern of the third year earns in a month."""
    kit = kit_of("bourse-medecins")
    parameters = {one.id: one for one in kit.record.parameters}
    assert parameters["engagement"].min == "60"
    assert float(parameters["bourse-mois"].max) <= 28408.30 / 12
    assert float(parameters["indemnite"].max) <= 28408.30 / 12 / 5
    counter, owed = kit.sections["ledger"].accounts
    assert (counter.paired.account, counter.paired.owes.number) == (owed.id, 1)


def test_nothing_is_owed_before_the_contract_is_signed():
    section = kit_of("bourse-medecins").sections["cases"]
    into = [one for one in section.transitions if one.to == "accordee"]
    assert [(one.verb, one.when, one.from_) for one in into] == [("grant", "bourse-ouverte", "a-signer")]
    assert [row.on for row in kit_of("bourse-medecins").record.events] == ["cases.granted", "cases.granted"]


def test_the_service_agrees_before_an_association_is_looked_for():
    """Loi n° 2022-217, article 209: with the agreement of the administration; civil servants unless the territory decides more."""
    kit = kit_of("agents-solidaires")
    rows = [(row.on, row.do) for row in kit.record.events]
    assert rows.index(("matching.partner-registered", "matching.suspend")) < rows.index(
        ("cases.granted", "matching.resume")
    )
    assert kit.defaults()["contractuels"] is False
    assert {one.id: one.max for one in kit.record.parameters}["duree"] == "18"


def test_a_voucher_pays_a_whole_workshop():
    section = kit_of("pass-numerique").sections["ledger"]
    (account,) = section.accounts
    assert (account.titles.value.parameter, account.acceptors, section.envelope.feeds) == (
        "valeur",
        ["lieu"],
        ["titres"],
    )
    assert "rien-a-payer" in {rule.id for rule in kit_of("pass-numerique").record.rules}
