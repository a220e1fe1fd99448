"""Rankings, grids, blocks, languages and pretests: composed by the pages, answered without JavaScript, told in words when wrong."""

from uuid import uuid4

import pytest
from django.test import Client

from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import bank, composing, pretesting, running
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries import trials
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.domain.queries.readiness import checks, missing
from essaim.portal.barometer.forms.answering import lines
from essaim.portal.barometer.models import Answer, Draft, Remark, Status, Wave
from essaim.portal.barometer.params import QuestionRecord, WordsRecord
from tests.apps.portal.barometer.conftest import make_ready, move
from tests.apps.portal.barometer.people import take_part
from tests.apps.portal.barometer.test_answering import begun, page, text
from tests.apps.portal.barometer.test_exchange import EVERY_KIND

pytestmark = pytest.mark.django_db
BASE = "/barometres/gers/1/"


@pytest.fixture
def wave(barometer):
    """One question of each kind, in preparation; no condition."""
    wave = make_ready(composing.create_wave(barometer=barometer, title="Une", actor=None), sensitive_basis="Dite.")
    records = [QuestionRecord.model_validate(each | {"shown_if": None}) for each in EVERY_KIND]
    composing.replace_questions(wave=wave, records=records, actor=None)
    return wave


def answered(client, wave, slug, **sent):
    return client.post(page(wave, slug), {f"answer{name}": value for name, value in sent.items()})


def test_every_kind_is_answered_without_javascript_and_stored_as_what_it_is(wave):
    move(wave, Status.OPEN)
    client = begun(wave)
    for slug, sent in [
        ("a", {"": "bus"}), ("b", {"": ["pain"]}), ("c", {"": "-1"}), ("2d", {"": "12"}), ("e", {"_0": "pain", "_1": "bus"}),
        ("f", {"_0": "bus", "_1": "pain"}), ("g", {"_0": "0", "_1": "10"}), ("h", {"": "Rien."}),
    ]:  # fmt: skip
        if slug == "f":  # the lines are drawn: the first is not the same for everybody
            drawn = [line.code for line in lines(questionnaire(wave).by_slug["f"], Draft.objects.get().pk)]
        assert answered(client, wave, slug, **sent).status_code == 302, slug
    read = text(client.get(f"/repondre/{wave.key}/relire/"))
    assert "1. =Le pain ; 2. Le bus" in read
    assert "Le jour : 0 ; La nuit : 10" in read
    client.post(f"/repondre/{wave.key}/relire/")
    assert Answer.objects.get().values == {
        "a": "bus", "b": ["pain"], "c": -1, "2d": 12, "e": ["pain", "bus"], "f": dict(zip(drawn, ["bus", "pain"], strict=True)),
        "g": {"jour": 0, "nuit": 10},
    }  # fmt: skip


@pytest.mark.parametrize(("slug", "sent", "said"), [
    ("e", {"_0": "pain", "_1": "pain"}, "Une même réponse ne prend pas deux rangs."),
    ("e", {"_1": "pain"}, "en commençant par le premier rang"),
    ("e", {"_0": "train"}, "Classez les réponses proposées"),
    ("g", {"_0": "11"}, "Donnez un nombre de 0 à 10."),
    ("g", {"_0": "beaucoup"}, "Écrivez un nombre entier."),
    ("f", {"_0": "train"}, "Choisissez une des réponses proposées."),
])  # fmt: skip
def test_a_wrong_ranking_or_grid_is_said_in_words_and_not_kept(wave, slug, sent, said):
    move(wave, Status.OPEN)
    client = begun(wave)
    answered(client, wave, "a", **{"": "bus"})
    wrong = answered(client, wave, slug, **sent)
    assert wrong.status_code == 422
    assert said in text(wrong)
    assert slug not in Draft.objects.get().values


def test_a_ranking_and_a_grid_may_be_passed(wave):
    move(wave, Status.OPEN)
    client = begun(wave)
    answered(client, wave, "a", **{"": "bus"})
    for slug in ("e", "f"):
        assert client.post(page(wave, slug), {}).status_code == 302
    assert {slug: Draft.objects.get().values[slug] for slug in ("e", "f")} == {"e": None, "f": None}


def test_each_list_and_each_line_has_its_own_name_for_a_screen_reader(wave):
    move(wave, Status.OPEN)
    client = begun(wave)
    answered(client, wave, "a", **{"": "bus"})
    ranking = client.get(page(wave, "e")).content.decode()
    assert ranking.count('<label for="id_answer_') == ranking.count("<select") == 2
    assert "Rang 1" in ranking
    grid = client.get(page(wave, "f")).content.decode()
    assert grid.count('<fieldset class="line"><legend>') == 2


QUESTION = {
    "label": "Lieux", "wording": "Que pensez-vous de ces lieux ?", "lowest": "", "highest": "", "choice-TOTAL_FORMS": "2",
    "choice-INITIAL_FORMS": "0", "choice-0-label": "Bien", "choice-1-label": "Mal", "item-TOTAL_FORMS": "2", "item-INITIAL_FORMS": "0",
    "item-0-label": "La mairie", "item-1-label": "L’école",
}  # fmt: skip


def test_an_officer_writes_a_grid_and_its_mistakes_are_said(wave, officer):
    url = BASE + "nouvelle-question/"
    assert "Une grille a de 2 à 30 lignes ; il y en a 1." in text(
        officer.post(url, QUESTION | {"kind": "grid", "item-1-label": ""})
    )
    assert "retirez l’un des deux" in text(
        officer.post(url, QUESTION | {"kind": "grid", "lowest": "0", "highest": "10"})
    )
    profile = officer.post(url, QUESTION | {"kind": "grid", "profile": "on"})
    assert "pas d’un classement ni d’une grille" in text(profile)
    more = officer.post(url, QUESTION | {"kind": "grid", "more": "item"})
    assert more.content.decode().count('name="item-') > 8
    assert officer.post(url, QUESTION | {"kind": "grid", "block": "lieux"}).status_code == 302
    row = wave.questions.get(version__question__slug="lieux")
    words = bank.words_of(row.version)
    assert ([item.code for item in words.items], [choice.code for choice in words.choices], row.block) == (
        ["la_mairie", "lecole"], ["bien", "mal"], "lieux",
    )  # fmt: skip
    assert (
        "La mairie" in text(officer.get(BASE + "questions/lieux/"))
        or "La mairie" in officer.get(BASE + "questions/lieux/").content.decode()
    )


@pytest.mark.parametrize(("words", "said"), [
    ({"kind": "ranking", "choices": [{"code": "a", "label": "A"}, {"code": "b", "label": "B", "no_opinion": True}]}, "un classement se classe"),
    ({"kind": "ranking", "choices": [{"code": f"c{n}", "label": f"C{n}"} for n in range(13)]}, "de 2 à 12 choix ; il y en a 13"),
    ({"kind": "grid", "items": [{"code": "a", "label": "A"}, {"code": "a", "label": "B"}], "lowest": 0, "highest": 3}, "« a » est donné deux fois"),
    ({"kind": "grid", "items": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}]}, "ou bien une plus petite et une plus grande"),
    ({"kind": "single", "choices": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}], "items": [{"code": "x", "label": "X"}]}, "Seule une grille a des lignes"),
    ({"kind": "single", "choices": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}],
      "translations": {"en": {"wording": "Q", "choices": {"a": "A", "z": "Z"}}}}, "il manque « B »"),
])  # fmt: skip
def test_words_that_do_not_hold_together_are_refused(words, said):
    with pytest.raises(ValueError, match=said.replace("(", "\\(")):
        WordsRecord.model_validate({"wording": "Q ?"} | words)


def test_what_changed_in_a_grid_or_a_translation_is_said():
    before, after = (WordsRecord.model_validate({
        "kind": "grid", "wording": "Q ?", "lowest": 0, "highest": 3, "items": [{"code": "a", "label": "A"}, {"code": "b", "label": label}],
        "translations": {"en": {"wording": "Q", "items": {"a": "A", "b": english}}},
    }) for label, english in (("B", "B"), ("Bé", "Bee")))  # fmt: skip
    assert bank.changes(before, after) == ["ligne reformulée : « B » devient « Bé »", "traduction changée : en"]
    assert bank.changes(before, before) == []


def test_a_fingerprint_of_before_there_were_grids_has_not_moved():
    """Kept by hand from the first release: a question asked then is the same question now."""
    words = WordsRecord(kind="number", wording="Combien ?", lowest=0, highest=9)
    import hashlib
    import json

    asked = {
        "kind": "number", "wording": "Combien ?", "help": "", "unit": "", "lowest": 0, "highest": 9, "lowest_label": "", "highest_label": "",
        "at_most": 0, "choices": [],
    }  # fmt: skip
    assert (
        words.fingerprint == hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    )


def test_blocks_that_follow_each_other_are_asked_in_an_order_drawn_for_each_person(wave):
    rows = {row.version.question.slug: row for row in wave.questions.select_related("version__question")}
    for slug, block in {"b": "x", "c": "x", "2d": "y", "e": "z", "f": ""}.items():
        type(rows[slug]).objects.filter(pk=rows[slug].pk).update(block=block)
    asked = questionnaire(wave)
    orders = {tuple(one.slug for one in asked.drawn(seed).questions) for seed in range(60)}
    assert {order[:1] + order[5:] for order in orders} == {("a", "f", "g", "h")}
    assert {order[1:5] for order in orders} == {
        ("b", "c", "2d", "e"), ("b", "c", "e", "2d"), ("2d", "b", "c", "e"), ("2d", "e", "b", "c"), ("e", "b", "c", "2d"), ("e", "2d", "b", "c"),
    }  # fmt: skip
    assert asked.drawn(7).questions == asked.drawn(7).questions


def test_a_question_that_another_block_may_come_after_keeps_the_wave_from_opening(wave):
    rows = {row.version.question.slug: row for row in wave.questions.select_related("version__question")}
    composing.set_condition(row=rows["c"], parent=rows["b"], codes=["bus"], actor=None)

    def said():
        return [each.label for each in missing(checks(wave, questionnaire(wave), tests=1)) if "bloc" in each.label]

    type(rows["b"]).objects.filter(pk=rows["b"].pk).update(block="x")
    assert said() == []
    type(rows["b"]).objects.filter(pk=rows["c"].pk).update(block="y")
    assert "« C » dépend d’une question d’un autre bloc" in said()[0]
    type(rows["b"]).objects.filter(pk=rows["c"].pk).update(block="x")
    assert said() == []


def test_a_question_may_depend_on_a_value_of_a_scale(wave, officer):
    assert "-2" in text(officer.get(BASE + "questions/e/condition/?selon=c"))
    officer.post(BASE + "questions/e/condition/?selon=c", {"codes": ["6", "7"]})
    asked = questionnaire(wave)
    assert "e" in [one.slug for one in asked.path({"c": 7})]
    assert "e" not in [one.slug for one in asked.path({"c": 5})]


# --- languages ---------------------------------------------------------------------------------------------------


def translate(wave):
    """Say the wave and its every question in English."""
    for row in wave.questions.select_related("version__question"):
        words = bank.words_of(row.version)
        said = {"wording": f"EN {words.wording}", "choices": {one.code: f"EN {one.label}" for one in words.choices},
                "items": {one.code: f"EN {one.label}" for one in words.items}}  # fmt: skip
        from essaim.portal.barometer.params import Translation

        composing.translate_question(row=row, language="en", said=Translation.model_validate(said), actor=None)
    texts = {"en": {"title": "One", "welcome": "Hello.", "thanks": "Thanks."}}
    composing.set_languages(wave=wave, languages=["en"], texts=texts, actor=None)
    wave.refresh_from_db()


def test_every_language_has_every_word_and_its_places():
    french = questionnaires.languages()["fr"]
    for code, words in questionnaires.languages().items():
        for key, said in french.items():
            assert words[key].count("{") == said.count("{"), (code, key)


def test_a_person_answers_in_the_language_that_she_chose_and_nothing_keeps_it(wave):
    translate(wave)
    move(wave, Status.OPEN)
    client = Client()
    start = f"/repondre/{wave.key}/"
    assert "English" in text(client.get(start))
    english = client.post(start, {"language": "en"}, follow=True)
    assert "Hello." in text(english)
    assert '<div lang="en">' in english.content.decode()
    client.post(start)
    asked = text(client.get(page(wave, "a")))
    assert "Question 1 of 8" in asked
    assert "EN Le bus" in asked
    assert "Please choose an answer" in text(client.post(page(wave, "a"), {}))
    client.post(page(wave, "a"), {"answer": "bus"})
    assert "Give each rank to one answer only" in text(answered(client, wave, "e", _0="bus", _1="bus"))
    assert "within the limits" in text(answered(client, wave, "2d", **{"": "douze"}))
    for slug in ("b", "c", "2d", "e", "f", "g", "h"):
        client.post(page(wave, slug), {})
    client.post(f"/repondre/{wave.key}/relire/")
    assert "Thanks." in text(client.get(f"/repondre/{wave.key}/merci/"))
    assert "en" not in [*Answer.objects.get().values.values()]


def test_a_language_that_the_wave_does_not_offer_is_french(wave):
    move(wave, Status.OPEN)
    client = Client()
    assert "Commencer" in text(client.post(f"/repondre/{wave.key}/", {"language": "en"}, follow=True))


def test_a_wave_does_not_open_half_translated(wave):
    translate(wave)
    assert [each for each in missing(checks(wave, questionnaire(wave), tests=1)) if each.step == "languages"] == []
    row = wave.questions.get(version__question__slug="h")
    composing.translate_question(row=row, language="en", said=None, actor=None)
    left = [each.label for each in missing(checks(wave, questionnaire(wave), tests=1)) if each.step == "languages"]
    assert left == ["Traduire en English ; 1 questions sur 8 restent à traduire"]


def test_an_officer_translates_a_question_beside_its_french(wave, officer):
    officer.post(BASE + "langues/", {"languages": ["en"]})
    assert "à traduire" in text(officer.get(BASE + "langues/"))
    form = officer.get(BASE + "questions/b/traduire/en/")
    assert "Rien" in text(form)
    short = officer.post(BASE + "questions/b/traduire/en/", {"wording": "B?", "choice_bus": "Bus"})
    assert short.status_code == 422
    whole = {"wording": "B?", "choice_bus": "Bus", "choice_pain": "Bread", "choice_non": "Nothing"}
    assert officer.post(BASE + "questions/b/traduire/en/", whole).status_code == 302
    assert questionnaire(wave).by_slug["b"].in_language("en").label_of("pain") == "Bread"
    assert officer.get(BASE + "questions/b/traduire/xx/").status_code == 404
    officer.post(BASE + "questions/b/traduire/en/", {"drop": "1"})
    assert questionnaire(wave).by_slug["b"].translations == {}


def test_words_that_change_keep_a_whole_translation_and_say_to_read_it_again(wave, officer):
    sent = {"label": "A", "kind": "single", "wording": "A, vraiment ?", "profile": "on", "required": "on", "item-TOTAL_FORMS": "0",
            "item-INITIAL_FORMS": "0", "choice-TOTAL_FORMS": "2", "choice-INITIAL_FORMS": "2", "choice-0-code": "bus",
            "choice-0-label": "Le bus", "choice-1-code": "pain", "choice-1-label": "=Le pain"}  # fmt: skip
    kept = officer.post(BASE + "questions/a/", sent, follow=True)
    assert "Relisez les traductions" in text(kept)
    assert "en" in questionnaire(wave).by_slug["a"].translations
    more = sent | {"choice-TOTAL_FORMS": "3", "choice-2-label": "Le soin"}
    lost = officer.post(BASE + "questions/a/", more, follow=True)
    assert "Traduction à refaire, il y manque des choix : en" in text(lost)
    assert questionnaire(wave).by_slug["a"].translations == {}


# --- pretest -----------------------------------------------------------------------------------------------------


def test_a_pretest_opens_by_its_key_alone_counts_nothing_and_is_erased(wave, officer):
    url = f"/repondre/{wave.key}/"
    assert Client().get(url).status_code == 404
    assert Client().get(f"{url}?essai=None", follow=True).status_code == 404  # the text of « no key » is no key
    officer.post(BASE + "pretest/ouvrir/")
    wave.refresh_from_db()
    assert Client().get(f"{url}?essai={uuid4()}").status_code == 404
    client = Client()
    assert "Essai" in text(client.get(f"{url}?essai={wave.pretest}", follow=True))
    client.post(url)
    answered(client, wave, "a", **{"": "bus"})
    for slug in ("b", "c", "2d", "e", "f", "g", "h"):
        client.post(page(wave, slug), {})
    thanks = client.post(f"{url}relire/", follow=True)
    assert "Votre avis sur ce questionnaire" in text(thanks)
    assert "Votre avis est noté" in text(client.post(f"{url}merci/", {"text": "La question C est obscure."}))
    shown = text(officer.get(BASE + "pretest/"))
    assert "La question C est obscure." in shown
    assert "Le bus : 1" in shown
    assert [(one.label, one.asked, one.passed) for one in trials.tried(wave)][:2] == [("A", 1, 0), ("B", 1, 1)]
    running.open_wave(wave=wave, actor=None)
    wave.refresh_from_db()
    assert (Answer.objects.count(), Remark.objects.count(), wave.pretest) == (0, 0, None)
    assert officer.get(BASE + "pretest/").status_code == 302


def test_a_pretest_closes_and_its_trials_are_forgotten_before_opening(wave, officer):
    take_part(wave, {"a": "bus"} | dict.fromkeys(["b", "c", "2d", "e", "f", "g", "h"]))
    officer.post(BASE + "pretest/ouvrir/")
    key = Wave.objects.get().pretest
    officer.post(BASE + "pretest/fermer/")
    assert Client().get(f"/repondre/{wave.key}/?essai={key}").status_code == 404
    officer.post(BASE + "pretest/oublier/")
    assert Answer.objects.count() == 0
    assert officer.post(BASE + "pretest/inconnu/").status_code == 404
    move(wave, Status.OPEN)
    with pytest.raises(NotNow):
        pretesting.open_pretest(wave=wave, actor=None)
