"""Questions kept word for word, versions, conditions, order; quotas and margins from official totals."""

import pytest

from essaim.foundation.territories.models import Territory
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import bank, composing, margins, quotas, running
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.official import official
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import Question, QuestionVersion, Quota, Wave, WaveQuestion
from essaim.portal.barometer.params import QuestionnaireRecord, WordsRecord
from tests.apps.portal.barometer.conftest import make_ready

pytestmark = pytest.mark.django_db
PLACE = {"profile": False, "required": False, "random_order": False}


def words(wording="Quel est le plus utile ?", labels=("Un bus", "Un vélo"), **rest):
    choices = [{"code": bank.name(label, set()), "label": label} for label in labels]
    return WordsRecord.model_validate({"kind": "single", "wording": wording, "choices": choices, **rest})


@pytest.fixture
def first(barometer):
    return composing.create_wave(barometer=barometer, title="Une", actor=None, model=questionnaires.model())


def following(first):
    return composing.create_wave(barometer=first.barometer, title="Deux", actor=None, previous=first)


def row(wave, slug):
    return WaveQuestion.objects.select_related("version__question", "wave").get(wave=wave, version__question__slug=slug)


def rewrite(wave, slug, changed, label="Nom"):
    return composing.change_question(row=row(wave, slug), label=label, words=changed, place=PLACE, actor=None)


def test_the_model_is_four_questions_of_profile_and_twelve_of_opinion(first):
    asked = questionnaire(first).questions
    assert [one.slug for one in asked if one.profile] == ["sexe", "age", "profession", "taille_commune"]
    assert len(asked) == 16
    assert [(one.slug, one.shown_if) for one in asked if one.shown_if] == [
        ("renoncement_quoi", "renoncement"), ("heures", "temps"),
    ]  # fmt: skip


def test_a_wave_begun_from_another_asks_the_same_words_in_the_same_order(first):
    make_ready(first)
    second = following(first)
    assert second.number == 2
    assert list(second.questions.values_list("version", "position")) == list(
        first.questions.values_list("version", "position")
    )
    assert row(second, "heures").shown_if == row(second, "temps")
    assert (second.buyer, second.planned_end, second.answers.count()) == ("Écrit.", None, 0)


def test_words_changed_before_any_wave_opens_stay_one_version(first):
    rewrite(first, "acteur", words())
    rewrite(first, "acteur", words("Autrement ?"))
    question = Question.objects.get(slug="acteur")
    assert [version.number for version in question.versions.all()] == [1]


def test_words_that_another_wave_asks_are_kept_and_the_change_is_said(first):
    second = following(first)
    old = row(first, "acteur").version
    before = bank.words_of(old)
    rewrite(second, "acteur", words("Qui est le mieux placé pour agir ?", ("La commune", "L’État")))
    old.refresh_from_db()
    assert bank.words_of(old) == before
    new = row(second, "acteur").version
    assert (old.number, new.number) == (1, 2)
    said = bank.changes(before, bank.words_of(new))
    assert "le libellé a changé" in said
    assert "choix retiré : « Les associations »" in said
    assert "choix ajouté : « La commune »" in said


def test_the_same_words_typed_again_are_the_same_version(first):
    second = following(first)
    old = row(first, "acteur").version
    before = bank.words_of(old)
    rewrite(second, "acteur", words())
    rewrite(second, "acteur", before)
    assert row(second, "acteur").version_id == old.pk
    assert Question.objects.get(slug="acteur").versions.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"help": "Une seule réponse."}, "la précision sous la question a changé"),
        ({"labels": ("Un vélo", "Un bus")}, "l’ordre des choix a changé"),
        ({"labels": ("Un bus", "Un vélo", "Rien")}, "choix ajouté : « Rien »"),
        ({"sensitive": True}, None),
    ],
)
def test_each_change_has_its_sentence_and_what_is_asked_alone_makes_the_fingerprint(change, said):
    before, after = words(), words(**change)
    assert (bank.changes(before, after) == [said]) if said else (bank.changes(before, after) == [])
    assert (before.fingerprint == after.fingerprint) is (said is None)


def test_a_choice_that_goes_takes_conditions_and_quotas_with_it(first):
    make_ready(first)
    asked = questionnaire(first).by_slug
    quotas.set_quota(
        wave=first, axes=[asked["sexe"]], populations={("femme",): 5, ("homme",): 5}, source="x", source_date="2022", actor=None
    )  # fmt: skip
    rewrite(first, "temps", words(labels=("Jamais", "Toujours")))
    rewrite(first, "sexe", words(labels=("Oui", "Non")))
    assert row(first, "heures").shown_if is None
    assert not Quota.objects.exists()


def test_a_question_taken_out_frees_those_that_depended_on_it_and_leaves_the_bank(first):
    composing.remove_question(row=row(first, "temps"), actor=None)
    assert row(first, "heures").shown_if is None
    assert not Question.objects.filter(slug="temps").exists()
    assert [each.position for each in first.questions.all()] == list(range(1, 16))


def test_a_question_moves_among_its_neighbours(first):
    composing.move_question(row=row(first, "age"), up=True, actor=None)
    composing.move_question(row=row(first, "age"), up=True, actor=None)
    assert [one.slug for one in questionnaire(first).questions][:3] == ["age", "sexe", "profession"]


def test_the_bank_gives_back_a_question_word_for_word_and_only_once(first):
    second = composing.create_wave(barometer=first.barometer, title="Deux", actor=None)
    version = row(first, "inquietude").version
    taken = composing.take_from_bank(wave=second, version=version, actor=None)
    assert (taken.version_id, taken.random_order) == (version.pk, True)
    with pytest.raises(NotNow, match="déjà posée"):
        composing.take_from_bank(wave=second, version=version, actor=None)


def test_a_wave_in_preparation_is_erased_with_the_words_that_only_it_had(first):
    second = following(first)
    composing.add_question(wave=second, label="Neuve", words=words(), place=PLACE, actor=None)
    composing.delete_wave(wave=second, actor=None)
    assert not Wave.objects.filter(pk=second.pk).exists()
    assert not Question.objects.filter(slug="neuve").exists()
    assert QuestionVersion.objects.count() == 16


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"kind": "single", "wording": "?", "choices": [{"code": "a", "label": "A"}]}, "de 2 à 30 choix"),
        ({"kind": "scale", "wording": "?", "lowest": 0, "highest": 20}, "11 valeurs au plus"),
        ({"kind": "scale", "wording": "?"}, "plus petite et une plus grande"),
        ({"kind": "number", "wording": "?", "lowest": 3, "highest": 2}, "inférieure"),
        ({"kind": "text", "wording": "?", "choices": [{"code": "a", "label": "A"}]}, "Seules les questions fermées"),
    ],
)
def test_words_that_do_not_fit_their_kind_are_refused(record, said):
    with pytest.raises(ValueError, match=said):
        WordsRecord.model_validate(record)


def test_a_condition_on_a_question_not_yet_asked_is_refused():
    one = {"slug": "a", "label": "A", "kind": "text", "wording": "?", "shown_if": {"question": "b", "codes": ["x"]}}
    with pytest.raises(ValueError, match="pas posée avant elle"):
        QuestionnaireRecord.model_validate(
            {"title": "T", "purpose": "P", "welcome": "W", "thanks": "M", "questions": [one]}
        )


@pytest.mark.parametrize(
    ("populations", "total", "expected"),
    [([50, 50], 3, [2, 1]), ([1, 1, 1], 100, [34, 33, 33]), ([7, 0, 3], 10, [7, 0, 3]), ([1, 999], 10, [0, 10])],
)
def test_interviews_are_shared_by_largest_remainders(populations, total, expected):
    assert quotas.allocate(populations, total) == expected


def test_no_population_shares_nothing():
    with pytest.raises(ValueError, match="no population"):
        quotas.allocate([0, 0], 10)


def test_the_platform_knows_people_by_size_of_commune(first):
    asked = questionnaire(first).by_slug
    known = official("departement-32", [asked["taille_commune"]])
    assert sum(known.totals.values()) == Territory.objects.get(code="departement-32").population
    assert known.totals["50000_plus",] == 0
    assert "Insee" in known.source
    assert official("departement-32", [asked["profession"]]) is None


def test_crossed_quotas_give_their_margins(first):
    make_ready(first)
    asked = questionnaire(first).by_slug
    axes = [asked["sexe"], asked["taille_commune"]]
    people = {codes: 10 * place for place, codes in enumerate(quotas.combinations(axes), 1)}
    quotas.set_quota(wave=first, axes=axes, populations=people, source="Insee", source_date="2022", actor=None)
    with pytest.raises(NotNow, match="déjà dans un autre quota"):
        quotas.set_quota(
            wave=first, axes=[asked["sexe"]], populations={("femme",): 1}, source="x", source_date="x", actor=None
        )  # fmt: skip
    assert margins.margins_from_quotas(wave=first, actor=None) == ["sexe", "taille_commune"]
    assert margins.margins_from_quotas(wave=first, actor=None) == []
    margin = first.margins.get(question__version__question__slug="sexe")
    assert (margin.totals, margin.source) == ({"femme": 100, "homme": 260}, "Insee")
    assert sum(cell.target for cell in Quota.objects.get().cells.all()) == 100


def test_the_list_of_what_is_missing_says_each_point(first):
    with pytest.raises(running.NotReady) as problem:
        running.open_wave(wave=first, actor=None)
    labels = [check.label for check in problem.value.missing]
    assert "Prévoir une date de fin, à venir" in labels
    assert "Notice : dire l’acheteur" in labels
    make_ready(first, sensitive_basis="")
    rewrite(first, "acteur", words(sensitive=True))
    with pytest.raises(running.NotReady, match="base légale des questions sensibles : Nom"):
        running.open_wave(wave=first, actor=None)
    make_ready(first, sensitive_basis="Consentement.")
    running.open_wave(wave=first, actor=None)
    with pytest.raises(NotNow, match="déjà été ouverte"):
        running.open_wave(wave=first, actor=None)


def test_a_condition_on_a_question_moved_after_keeps_the_wave_closed(first):
    make_ready(first)
    for _ in range(3):
        composing.move_question(row=row(first, "heures"), up=True, actor=None)
    with pytest.raises(running.NotReady, match="changez l’ordre"):
        running.open_wave(wave=first, actor=None)


def test_two_questions_that_depend_on_each_other_are_never_asked_and_never_loop(first):
    acteur, temps = row(first, "acteur"), row(first, "temps")
    composing.set_condition(row=acteur, parent=temps, codes=["oui"], actor=None)
    composing.set_condition(row=temps, parent=acteur, codes=["commune"], actor=None)
    asked = questionnaire(first)
    assert "temps" not in [one.slug for one in asked.path({"acteur": "commune", "temps": "oui"})]
    make_ready(first)
    with pytest.raises(running.NotReady, match="changez l’ordre"):
        running.open_wave(wave=first, actor=None)


def test_another_number_of_interviews_is_shared_again_until_the_wave_opens(first):
    make_ready(first)
    sexe = questionnaire(first).by_slug["sexe"]
    people = {("femme",): 3, ("homme",): 1}
    quotas.set_quota(wave=first, axes=[sexe], populations=people, source="x", source_date="x", actor=None)
    composing.change_wave(wave=first, fields={"sample_target": 40}, actor=None)
    assert list(Quota.objects.get().cells.values_list("target", flat=True)) == [30, 10]
    running.open_wave(wave=first, actor=None)
    with pytest.raises(NotNow, match="ne changent plus"):
        composing.change_wave(wave=first, fields={"sample_target": 80}, actor=None)
