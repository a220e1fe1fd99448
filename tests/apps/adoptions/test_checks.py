"""What must never be installed, beyond the faults of the hostile kits: the edges of each check."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.adoptions.checks.letters import MOST, spelled
from essaim.adoptions.checks.machines import StateRecord, TransitionRecord, check_machine
from essaim.adoptions.contract import Effect, Event
from essaim.adoptions.kits.rehearsing import plain
from essaim.adoptions.kits.settings import read_settings, trials
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.kits.texts import Placeholder, Stray, bare, fill, placeholders
from essaim.cores.rules.evaluation import Facts

SUBJECT = "subject: Votre demande"


def test_a_figure_of_the_origin_is_quoted_freely(changed):
    kit = changed((SUBJECT, "subject: 'Les Landes : {origin.plafond}'")).kit
    assert kit.defaults() == {"plafond": 300}


def test_the_number_of_a_law_is_declared_once_and_written_freely(changed, problems):
    law = (SUBJECT, "subject: Selon la loi n° 2008-1249")
    twice = ("summary: Une demande", "summary: La loi n° 2008-1249. Une demande")
    said = {message for _, message in problems(law, twice)}
    assert said == {"« 2008 » est écrit à 2 endroits", "« 1249 » est écrit à 2 endroits"}
    declared = (
        "  sensitivity: social\n  channels",
        "  quotations: [{text: loi n° 2008-1249, source: Légifrance}]\n  sensitivity: social\n  channels",
    )
    assert changed(law, twice, declared).kit


@pytest.mark.parametrize(
    "written",
    ["300 heures", "300", "300,0 heures", "trois cents heures", "Trois-cents heures", "de 300 à 400", "(300)"],
)
def test_a_number_that_repeats_a_parameter_is_found_however_it_is_written(problems, written):
    ((path, message),) = problems((SUBJECT, f'subject: "Au plus {written}"'))
    assert path == "messages[accord].subject"
    assert "répète la valeur du paramètre « plafond »" in message


@pytest.mark.parametrize("written", ["3000 heures", "1300", "H300", "3 300 heures", "trois jours", "300e", "3,00"])
def test_another_number_is_not_taken_for_the_parameter(changed, written):
    assert changed((SUBJECT, f'subject: "Au plus {written}"'))


def test_a_small_number_counts_with_its_unit_only(changed, problems):
    small = ("default: 300", "default: 3")
    assert changed(small, (SUBJECT, "subject: Cochez 3 cases"))
    assert problems(small, (SUBJECT, "subject: Après 3 heures"))
    assert problems(small, (SUBJECT, "subject: Après trois heures"))


def test_a_sum_is_found_in_euros(changed, problems):
    aide = (
        "parameters:\n",
        "parameters:\n  - {id: aide, type: money, label: Aide, default: 1500, min: 1, max: 9000, source: D}\n",
    )
    assert problems(aide, (SUBJECT, "subject: 1 500 € pour vous"))
    assert problems(aide, (SUBJECT, "subject: mille cinq cents euros pour vous"))
    assert changed(aide, (SUBJECT, "subject: 1 501 € pour vous"))


def test_numbers_of_amounts_are_looked_at_too(problems):
    ((path, _),) = problems(
        (
            "is: {difference: {of: {parameter: plafond}, less: {field: heures}}}",
            'is: {difference: {of: "300", less: {field: heures}}}',
        )
    )
    assert path == "amounts[reste].is.difference.of"


@given(st.integers(0, MOST))
def test_every_number_has_its_own_words(number):
    assert spelled(number)
    assert number == MOST or spelled(number) != spelled(number + 1)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (21, "vingt et un"), (71, "soixante et onze"), (80, "quatre vingt"), (81, "quatre vingt un"), (91, "quatre vingt onze"),
        (99, "quatre vingt dix neuf"), (100, "cent"), (300, "trois cent"), (1999, "mille neuf cent quatre vingt dix neuf"),
    ],
)  # fmt: skip
def test_numbers_in_french_words(number, words):
    assert spelled(number) == words


def test_placeholders_are_found_and_filled_once():
    text = "{parameter.a} {{x}} {field.b-c} {oups} }"
    found = list(placeholders(text))
    assert [one for one in found if isinstance(one, Placeholder)] == [
        Placeholder("parameter", "a"),
        Placeholder("field", "b-c"),
    ]
    assert len([one for one in found if isinstance(one, Stray)]) == 5
    assert fill("{field.a}", str) == "{field.a}"
    assert bare("a {field.b} c").split() == ["a", "c"]


@given(st.text(alphabet="{}.ab-é ", max_size=40))
def test_any_text_is_filled(text):
    assert isinstance(fill(text, str), str)
    assert [str(one) for one in placeholders(text) if isinstance(one, Placeholder)] == [
        str(one) for one in placeholders(fill(text, str)) if isinstance(one, Placeholder)
    ]


def state(name, kind="open"):
    return StateRecord(id=name, label=name, kind=kind)


def way(name, source, target, **more):
    return TransitionRecord.model_validate(
        {"id": name, "label": name, "from": source, "to": target, "by": ["agent"], **more}
    )


def wrong(states, transitions, initial="a"):
    return [(one.path, one.message) for one in check_machine(states, transitions, initial=initial)]


def test_a_machine_that_ends_is_accepted():
    states = [state("a"), state("b"), state("fin", "closed")]
    assert wrong(states, [way("x", "a", "b"), way("y", "b", "a"), way("z", "b", "fin")]) == []


def test_a_circle_without_a_way_out_is_a_dead_end():
    states = [state("a"), state("b"), state("c"), state("fin", "closed")]
    found = wrong(states, [way("x", "a", "b"), way("y", "b", "c"), way("z", "c", "b"), way("f", "a", "fin")])
    assert [path for path, _ in found] == [("states", 1), ("states", 2)]


def test_a_machine_names_what_it_has():
    found = wrong([state("a"), state("a", "closed")], [way("x", "b", "a"), way("x", "a", "a")], initial="z")
    assert [message for _, message in found] == [
        "l’identifiant « a » est donné 2 fois",
        "l’identifiant « x » est donné 2 fois",
        "l’état « z » n’existe pas",
        "l’état « b » n’existe pas",
        "« a » est une fin : rien n’en part",
    ]


def chained(desk, length):
    """A desk whose effect n causes event n + 1."""
    events = tuple(Event(f"e{n}", "x") for n in range(length + 1))
    effects = tuple(Effect(f"f{n}", "x", causes=(f"e{n + 1}",)) for n in range(length))
    return replace(desk, events=(*desk.events, *events), effects=effects)


@pytest.mark.parametrize("length", [5, 6])
def test_five_effects_may_follow_one_another_and_not_six(changed, problems, toys, length):
    rows = "".join(f"  - {{on: desk.e{n}, do: desk.f{n}}}\n" for n in range(length))
    table = ("messages:\n", f"events:\n{rows}messages:\n")
    engines = {"desk": chained(toys["desk"], length)}
    if length == 5:
        assert changed(table, engines=engines)
    else:
        ((path, message),) = problems(table, engines=engines)
        assert path == "events[6]"
        assert message.startswith("chaîne d’effets trop longue")


def test_a_name_of_another_engine_or_of_none(problems):
    table = (
        "messages:\n",
        "events:\n  - {on: cases.granted, do: desk.reopen, with: {file: payload.file}}\nmessages:\n",
    )
    assert problems(table) == [("events[1].on", "« cases.granted » : ce kit n’utilise pas de moteur « cases »")]


def test_health_data_asks_for_its_hosting_and_goes_by_letter(changed):
    health = ("sensitivity: social", "sensitivity: health")
    hosting = ("demo:\n", "adapters: [{id: health-hosting, why: Des données de santé.}]\ndemo:\n")
    assert changed(health, hosting)


def test_an_amount_may_be_shown_to_whom_it_is_declared_for(changed):
    wider = ("unit: heures, is:", "unit: heures, seen_by: [partenaire], is:")
    assert changed(wider, ("to: demandeur, channels", "to: partenaire, channels"))


def test_an_absent_engine_is_refused_and_the_rest_is_still_checked(problems, changed):
    both = problems((SUBJECT, "subject: '{x}'"), engines={})
    assert both == [
        ("engines.desk", "ce kit utilise le moteur « desk », que cette plateforme n’a pas"),
        ("messages[accord].subject", "accolades mal employées : « {x} »"),
    ]
    report = changed(engines={}, as_document=True)
    assert (report.scenarios, len(report.unchecked)) == (0, 2)
    assert "2 scénario(s) sur 2" in report.unchecked[1]


def test_bounds_that_go_together(changed, problems):
    low = "  - {id: bas, type: integer, label: Bas, unit: heures, default: 5, min: 2, max: 900, source: D, valid_when: {parameter: bas, at_most: {parameter: plafond}}}\n"
    kit = changed(("parameters:\n", f"parameters:\n{low}")).kit
    assert all(values["bas"] <= values["plafond"] for values in trials(kit))
    found = problems(("parameters:\n", "parameters:\n" + low.replace("{parameter: plafond}", "{field: heures}")))
    assert found == [("parameters[bas].valid_when", "« valid_when » ne lit que des paramètres")]


def test_plain_text_has_one_kind_of_space():
    assert plain("a\u00a0b\u202fc \n d") == "a b c d"


def test_a_label_follows_the_parameter_wherever_it_is_printed(changed, problems):
    label = ("label: Heures travaillées, unit", "label: 'Heures (au plus {parameter.plafond})', unit")
    kit = changed(label).kit
    speech = Speech(kit, read_settings(kit, {"plafond": "140"}))
    assert plain(speech.rule("sous-plafond")) == "Heures (au plus 140 heures) : au plus 140 heures"
    assert plain(speech.text("{field.heures}")) == "[Heures (au plus 140 heures)]"


@pytest.mark.parametrize(
    "pair",
    [
        ("label: Sous le plafond, when", "label: '{rule.sous-plafond}', when"),
        ("at_most: {parameter: plafond}}}", "at_most: {parameter: plafond}}, reason: 'Parce que {rule.sous-plafond}'}"),
    ],
)
def test_a_rule_cannot_end_up_inside_itself(problems, pair):
    assert "{rule.sous-plafond} n’est pas permis dans ce texte" in [message for _, message in problems(pair)]


def test_what_a_person_typed_is_never_read_for_placeholders(changed):
    kit = changed(
        (
            "fields:\n",
            "fields:\n  - {id: nom, type: text, label: Nom, filled_by: demandeur, purpose: P, retention: {months: 1, after: end}, sensitivity: social}\n",
        ),
        ("heures: 12}", "heures: 12, nom: x}"),
        ("pages: [{title: Vos heures, fields: [heures]}]", "pages: [{title: Vous, fields: [nom, heures]}]"),
    ).kit
    speech = Speech(kit, kit.defaults(), Facts(fields={"nom": "{parameter.plafond} {rule.sous-plafond}"}))
    assert speech.text("{field.nom}") == "{parameter.plafond} {rule.sous-plafond}"


@pytest.mark.parametrize(("hosting", "accepted"), [("own", True), ("third-HDS", True), ("third", False)])
def test_health_data_depends_on_where_the_platform_is_hosted(changed, problems, hosting, accepted):
    kit = (
        ("sensitivity: social", "sensitivity: health"),
        ("demo:\n", "adapters: [{id: health-hosting, why: Santé.}]\ndemo:\n"),
    )
    if accepted:
        assert changed(*kit, hosting=hosting)
    else:
        ((path, message),) = problems(*kit, hosting=hosting)
        assert (path, "n’est pas certifié pour la santé" in message) == ("kit.sensitivity", True)
        assert changed(*kit, hosting=hosting, as_document=True).lacking == (message,)


@pytest.mark.parametrize(
    ("parent", "said"),
    [
        ("replaces: minimal@1.0.0", "« replaces » nomme une version plus ancienne que celle-ci"),
        (
            "replaces: autre@0.9.0",
            "« replaces » nomme une version de ce même kit ; pour partir d’un autre, écrivez « forked_from »",
        ),
        (
            "forked_from: minimal@0.9.0",
            "« forked_from » nomme un autre kit ; pour une version de celui-ci, écrivez « replaces »",
        ),
        (
            "replaces: minimal@0.9.0\n  forked_from: autre@1.0.0",
            "« replaces » (une version du même kit) ou « forked_from » (un autre kit), pas les deux",
        ),
    ],
)
def test_a_kit_has_one_parent_of_the_right_kind(changed, problems, parent, said):
    header = "  sensitivity: social\n  channels"
    assert changed((header, f"  replaces: minimal@0.10.0\n{header}"))
    assert problems((header, f"  {parent}\n{header}")) == [("kit", said)]


GROUP = "fields:\n  - {id: g, type: group, label: G, members: [{id: m, type: integer, label: M}], filled_by: demandeur, purpose: P, retention: {months: 2, after: end}, sensitivity: social}\n"


def test_a_kit_that_would_take_too_long_to_try_is_refused_at_once(problems):
    read = ", ".join(['{field: m, at_least: "1"}'] * 90)
    rule = f"rules:\n  - {{id: long, label: Long, when: {{every: g, where: {{any: [{read}]}}}}}}\n"
    items = ", ".join(["{m: 0}"] * 150)
    more = "".join(
        f"  - {{id: s{n}, title: S, today: 2020-12-01, given: {{fields: {{g: [{items}]}}}}, then: {{rules: {{long: non}}}}}}\n"
        for n in range(8)
    )
    before = time.process_time()
    found = problems(("fields:\n", GROUP), ("rules:\n", rule), ("scenarios:\n", f"scenarios:\n{more}"))
    assert found == [("scenarios", "ce kit est trop lourd à essayer")]
    assert time.process_time() - before < 2


def test_problems_are_told_a_hundred_at_a_time(problems):
    roles = ", ".join(f"r{n}" for n in range(3000))
    assert len(problems(("seen_by: [agent]", f"seen_by: [{roles}]"))) == 100
    assert len(problems(("roles:\n", "".join(f"x{n}: x\n" for n in range(3000)) + "roles:\n"))) == 100


def test_two_documents_of_one_name_are_refused(problems):
    asked = "{id: notice, label: LABEL, purpose: P, retention: {months: 6, after: decision}}"
    two = ", ".join(asked.replace("LABEL", label) for label in ("La notice", "Une autre"))
    found = problems(("fields: [heures]}]", f"fields: [heures], documents: [{two}]}}]"))
    assert found == [("engines.desk", "deux documents s’appellent « notice » : « La notice » et « Une autre »")]


def test_a_page_that_asks_nothing_is_refused(problems):
    ((_, message),) = problems(("{title: Vos heures, fields: [heures]}", "{title: Vos heures}"))
    assert "une page demande quelque chose" in message


def test_only_a_number_moves_with_plus(problems):
    found = problems(
        ("parameters:\n", "parameters:\n  - {id: debut, type: date, label: Début, default: 2020-01-01, source: Délibération}\n"),
        ("fields:\n  - {id: heures", "fields:\n  - {id: jour, type: date, label: Jour, filled_by: demandeur, seen_by: [agent], purpose: Savoir quand, retention: {months: 24, after: decision}, sensitivity: ordinary}\n  - {id: heures"),
        ("{heures: {parameter: plafond, minus: 1}}", "{heures: {parameter: plafond, minus: 1}, jour: {parameter: debut, plus: 1}}"),
    )  # fmt: skip
    assert ("scenarios[sous-plafond].given.fields.jour", "ce qui est écrit n’est pas une valeur de « jour »") in found
