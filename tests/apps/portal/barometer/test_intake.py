"""An institute's file: read within bounds, matched, every unknown cell told by its line and column, taken in whole or not at all."""

import os
import random
import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from essaim.cores.tables import UnreadableError
from essaim.portal.barometer.domain import publishing, weighing
from essaim.portal.barometer.domain.intake import checking, files, matching, tables, taking
from essaim.portal.barometer.domain.intake.margins import take_margins
from essaim.portal.barometer.domain.intake.sav import read_sav
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.queries.publishable import missing, points
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.domain.running import NotReady
from essaim.portal.barometer.models import Answer, Intake, Item, Quota, Remark, Result, Status, Wave
from tests.apps.portal.barometer.conftest import add_question, make_ready
from tests.apps.portal.barometer.savfile import sav
from tests.apps.portal.barometer.test_answering import text

pytestmark = pytest.mark.django_db
WHEN = taking.Fieldwork(date(2026, 10, 1), date(2026, 10, 15))
BASE = "/barometres/gers/1/"


def csv(*lines):
    return "\n".join(lines).encode()


@pytest.fixture
def wave(barometer):
    """A wave in preparation with one question of each kind."""
    wave = make_ready(Wave.objects.create(barometer=barometer, number=1, title="Une"), origin="")
    add_question(wave, "sexe", "single", ["f", "h"], profile=True, required=True)
    parent = add_question(wave, "utile", "single", ["oui", "non"])
    add_question(wave, "soucis", "multiple", ["climat", "soins"])
    add_question(wave, "pourquoi", "text", [], shown_if=parent, shown_if_codes=["non"])
    note = add_question(wave, "note", "scale", [])
    type(note.version).objects.filter(pk=note.version_id).update(lowest=0, highest=10)
    add_question(wave, "ordre", "ranking", ["bus", "pain", "soin"])
    grid = add_question(wave, "grille", "grid", ["bien", "mal"])
    for rank, code in enumerate(["mairie", "ecole"]):
        Item.objects.create(version=grid.version, position=rank, code=code, label=code.title())
    return wave


HEAD = "sexe;utile;soucis-climat;soucis-soins;pourquoi;note;rang1;rang2;mairie;ecole;poids"
TO = {
    "sexe": "q:sexe", "utile": "q:utile", "soucis-climat": "q:soucis:climat", "soucis-soins": "q:soucis:soins",
    "pourquoi": "q:pourquoi", "note": "q:note", "rang1": "q:ordre:1", "rang2": "q:ordre:2", "mairie": "q:grille:mairie",
    "ecole": "q:grille:ecole", "poids": "weight",
}  # fmt: skip
GOOD = "f;non;oui;non;Trop loin;7;pain;bus;bien;;1,5"


def received(wave, *lines, to=TO, name="barometre.csv"):
    intake = files.receive(wave=wave, name=name, data=csv(*lines), actor=None)
    matching.match_columns(wave=wave, chosen=to, actor=None)
    intake.refresh_from_db()
    return intake


def said(intake):
    return [str(problem) for problem in checking.check(intake).problems]


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_becomes_the_answers_of_a_closed_wave(wave, count):
    received(wave, HEAD, *[GOOD] * count)
    assert taking.take(wave=wave, fieldwork=WHEN, actor=None) == count
    wave.refresh_from_db()
    assert (wave.status, wave.by_import, wave.by_link, wave.opened_at.date(), wave.closed_at.date()) == (
        Status.CLOSED, True, False, WHEN.first, WHEN.last,
    )  # fmt: skip
    for answer in Answer.objects.all():
        assert answer.values == {
            "sexe": "f", "utile": "non", "soucis": ["climat"], "note": 7, "ordre": ["pain", "bus"], "grille": {"mairie": "bien"},
        }  # fmt: skip
        assert answer.weight == 1.5
    assert [row.text for row in Remark.objects.all()] == ["Trop loin"] * count
    assert (wave.tallies.get().mode, wave.tallies.get().done) == ("import", count)
    assert "barometre.csv" in wave.origin
    assert not Intake.objects.exists()


def test_a_closed_column_may_be_left_without_answer_and_an_empty_cell_is_one(wave):
    intake = received(wave, HEAD, "f;;;;;;;;;;2")
    assert said(intake) == []
    taking.take(wave=wave, fieldwork=WHEN, actor=None)
    assert Answer.objects.get().values == {
        "sexe": "f", "utile": None, "soucis": None, "note": None, "ordre": None, "grille": None,
    }  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), [
    ("f;peut-être;oui;non;;7;pain;bus;bien;;1", "Ligne 3, colonne « utile » : valeur inconnue : « peut-être »"),
    ("f;non;bof;non;;7;pain;bus;bien;;1", "Ligne 3, colonne « soucis-climat » : valeur inconnue : « bof »"),
    ("f;non;non;non;;7;pain;bus;bien;;1", "Ligne 3, colonne « soucis » : rien n’est coché : ajoutez à cette question un choix « Aucun », exclusif"),
    ("f;non;oui;non;;12;pain;bus;bien;;1", "Ligne 3, colonne « note » : Donnez un nombre de 0 à 10."),
    ("f;non;oui;non;;sept;pain;bus;bien;;1", "Ligne 3, colonne « note » : un nombre entier est attendu, pas « sept »"),
    ("f;non;oui;non;;7;;bus;bien;;1", "Ligne 3, colonne « ordre » : un rang est vide avant un rang rempli"),
    ("f;non;oui;non;;7;pain;pain;bien;;1", "Ligne 3, colonne « ordre » : Une même réponse ne prend pas deux rangs."),
    ("f;oui;oui;non;Loin;7;pain;bus;bien;;1", "Ligne 3, colonne « pourquoi » : réponse à une question que sa condition ne fait pas poser à cette personne"),
    ("f;non;oui;non;;7;pain;bus;bien;;0", "Ligne 3, colonne « poids » : un poids est un nombre plus grand que 0, pas « 0 »"),
    ("f;non;oui;non;;7;pain;bus;bien;;inf", "Ligne 3, colonne « poids » : un poids est un nombre plus grand que 0, pas « inf »"),
])  # fmt: skip
def test_what_is_unknown_is_told_by_line_and_column_and_nothing_is_taken(wave, row, expected):
    intake = received(wave, HEAD, GOOD, row)
    assert said(intake) == [expected]
    with pytest.raises(UnreadableError, match="Ligne 3"):
        taking.take(wave=wave, fieldwork=WHEN, actor=None)
    wave.refresh_from_db()
    assert (wave.status, Answer.objects.count(), Remark.objects.count()) == (Status.DRAFT, 0, 0)


def test_every_unknown_cell_is_counted_and_fifty_are_written(wave):
    intake = received(wave, HEAD, *[GOOD.replace("f;", "x;", 1)] * 70)
    problem = UnreadableError(checking.check(intake).problems)
    assert (problem.total, len(problem.problems)) == (70, 50)


def test_two_columns_for_one_place_and_two_weights_are_refused(wave):
    intake = received(wave, "a;b;p;q", "f;f;1;1", to={"a": "q:sexe", "b": "q:sexe", "p": "weight", "q": "weight"})
    assert said(intake) == [
        "Colonne « b » : va au même endroit que « a »",
        "Colonne « q » : un seul poids par personne : « p » l’est déjà",
    ]


def test_a_person_who_ticked_nothing_chose_none_where_the_question_says_so(wave):
    version = wave.questions.get(version__question__slug="soucis").version
    version.choices.create(position=2, code="aucun", label="Aucun", exclusive=True)
    received(wave, HEAD, "f;non;non;non;;7;pain;bus;bien;;1")
    taking.take(wave=wave, fieldwork=WHEN, actor=None)
    assert Answer.objects.get().values["soucis"] == ["aucun"]


def test_codes_in_one_cell_are_a_question_with_several_answers(wave):
    intake = received(
        wave, "sexe;soucis", "f;climat soins", "h;climat|train", to={"sexe": "q:sexe", "soucis": "q:soucis"}
    )
    assert said(intake) == ["Ligne 3, colonne « soucis » : valeur inconnue : « train »"]


def test_what_a_value_means_is_decided_once_for_all_its_cells(wave):
    intake = received(wave, HEAD, GOOD.replace("f;", "1;", 1), GOOD.replace("f;", "2;", 1).replace(";7;", ";98;"))
    assert matching.unknown(intake) == {"sexe": ["1", "2"]}
    matching.match_values(wave=wave, column="sexe", said={"1": "h", "2": "f"})
    matching.match_values(wave=wave, column="note", said={"98": ""})
    taking.take(wave=wave, fieldwork=WHEN, actor=None)
    assert sorted((row.values["sexe"], row.values["note"]) for row in Answer.objects.all() if row.values["note"]) == [
        ("h", 7)
    ]
    assert {row.values["sexe"]: row.values["note"] for row in Answer.objects.all()} == {"h": 7, "f": None}


def test_columns_are_proposed_by_name_label_or_words(wave):
    intake = files.receive(
        wave=wave, name="x.csv", data=csv("SEXE;Votre utile ?;soucis-climat;Poids;numero", "f;oui;1;1;9"), actor=None
    )  # fmt: skip
    assert matching.propose(intake, questionnaire(wave)) == {
        "SEXE": "q:sexe", "Votre utile ?": "q:utile", "soucis-climat": "", "Poids": "weight", "numero": "",
    } | {"soucis-climat": "q:soucis:climat"}  # fmt: skip


def test_a_blank_wave_takes_its_questions_from_an_spss_file(barometer):
    wave = make_ready(Wave.objects.create(barometer=barometer, number=1, title="Une"))
    labels = {1.0: "Une femme", 2.0: "Un homme"}
    data = sav(
        [("S1", "Vous êtes…", labels), ("Q2", "Note ?", {}), ("POIDS", "", {}), ("MOT", "Un mot ?", None)],
        [[1.0, 7.0, 0.5, "cars"], [2.0, None, 1.5, ""]],
    )  # fmt: skip
    files.receive(wave=wave, name="barometre.sav", data=data, actor=None)
    made = matching.match_columns(
        wave=wave, chosen={"S1": "new:profile", "Q2": "new:scale", "POIDS": "weight", "MOT": "new:text"}, actor=None
    )  # fmt: skip
    assert made == ["Vous êtes…", "Note ?", "Un mot ?"]
    assert [(row.version.wording, row.version.kind, row.profile) for row in wave.questions.select_related("version")] == [
        ("Vous êtes…", "single", True), ("Note ?", "scale", False), ("Un mot ?", "text", False),
    ]  # fmt: skip


def test_an_spss_file_is_read_with_its_labels():
    data = sav([("S1", "Sexe", {1.0: "Femme"}), ("N", "", {}), ("MOT", "", None)], [[1.0, 2.5, "été"], [2.0, None, ""]])
    table, heads = read_sav(data)
    assert table.columns == ("S1", "N", "MOT")
    assert table.rows == (("1", "2.5", "été"), ("2", "", ""))
    assert heads == [("Sexe", {"1": "Femme"}), ("", {}), ("", {})]


GOOD_SAV = sav([("S1", "Sexe", {1.0: "Femme"}), ("N", "", {})], [[1.0, 2.0]] * 40)


@pytest.mark.parametrize("data", [
    b"", b"pas un fichier SPSS", GOOD_SAV[:150], GOOD_SAV[:-9], b"$FL2" + os.urandom(4000),
    sav([("S1", "", {})], [[1.0]], claimed=2_000_000_000)[:200],
])  # fmt: skip
def test_a_broken_spss_file_is_refused_in_words_or_read_and_leaves_nothing(data):
    before = set(Path(tempfile.gettempdir()).glob("essaim-sav-*"))
    assert _rows(data) <= 40
    assert set(Path(tempfile.gettempdir()).glob("essaim-sav-*")) == before


def _rows(data):
    """How many rows are read; none where the file is refused, in our words."""
    try:
        return len(read_sav(data)[0].rows)
    except UnreadableError as problem:
        return 0 if "illisible" in str(problem) or "colonnes" in str(problem) else 10**9


def test_bytes_changed_at_random_never_reach_us():
    chance = random.Random(25)  # noqa: S311 - the same bytes each time
    for _ in range(6):
        data = bytearray(GOOD_SAV)
        for place in chance.sample(range(4, len(data)), 12):
            data[place] = chance.randrange(256)
        assert _rows(bytes(data)) <= 20_000


def test_the_reader_of_spss_may_not_take_the_machine(monkeypatch, tmp_path):
    """A reader that never ends, or that asks for all the memory, is stopped; the refusal is the same sentence."""
    from essaim.portal.barometer.domain.intake import sav as module

    for greed in ("while True: pass", "x = bytearray(8 * 1024**3)"):
        child = tmp_path / "child.py"
        child.write_text(module.CHILD.read_text().replace("    import pyreadstat\n", f"    {greed}\n"))
        monkeypatch.setattr(module, "CHILD", child)
        monkeypatch.setattr(module, "SECONDS", 2)
        with pytest.raises(UnreadableError, match="demande trop"):
            read_sav(GOOD_SAV)
        monkeypatch.undo()


@pytest.mark.parametrize(("name", "data", "expected"), [
    ("a.pdf", b"%PDF", "Format non reconnu"),
    ("a.xlsx", b"PK\x03\x04rien", "n’est pas un classeur XLSX lisible"),
    ("a.csv", csv("a;b", "1;2;3"), "Ligne 2 : 3 cellules au lieu de 2"),
    ("a.csv", csv("a;b", f"1;{'x' * 2001}"), "Ligne 2, colonne « b » : texte trop long"),
    ("a.csv", csv("a", *["1"] * 20_001), "Plus de 20000 lignes"),
])  # fmt: skip
def test_a_table_that_cannot_be_read_says_why_and_where(name, data, expected):
    with pytest.raises(UnreadableError) as refused:
        tables.read_table(name, data)
    assert expected in str(refused.value)


def test_a_wave_with_quotas_or_already_open_takes_no_file(wave):
    Quota.objects.create(wave=wave, position=1, axes=["sexe"])
    with pytest.raises(NotNow, match="quotas"):
        files.receive(wave=wave, name="a.csv", data=csv("a", "1"), actor=None)
    Quota.objects.all().delete()
    Wave.objects.filter(pk=wave.pk).update(status="open", opened_at="2026-01-01T00:00Z")
    with pytest.raises(NotNow, match="en préparation"):
        files.receive(wave=wave, name="a.csv", data=csv("a", "1"), actor=None)


def test_without_its_notice_or_with_a_question_nobody_answered_a_file_stays_out(wave):
    received(wave, HEAD, GOOD)
    Wave.objects.filter(pk=wave.pk).update(institute="")
    with pytest.raises(NotReady, match="l’organisme"):
        taking.take(wave=wave, fieldwork=WHEN, actor=None)
    Wave.objects.filter(pk=wave.pk).update(institute="Institut")
    add_question(wave, "oubliee", "single", ["oui", "non"])
    with pytest.raises(UnreadableError, match="aucune colonne ne répond à « oubliee »"):
        taking.take(wave=wave, fieldwork=WHEN, actor=None)


def test_nothing_of_a_file_is_published_before_the_check_page_is_green(wave):
    received(wave, HEAD, *[GOOD, GOOD.replace("f;", "h;", 1)] * 60)
    taking.take(wave=wave, fieldwork=WHEN, actor=None)
    wave.refresh_from_db()
    with pytest.raises(publishing.NotGreen):
        publishing.publish(wave=wave, actor=None)
    row = wave.questions.get(version__question__slug="sexe")
    wave.margins.create(question=row, totals={"f": 52, "h": 48}, source="Insee", source_date="2023")
    result = weighing.weigh_wave(wave=wave, limit=weighing.Limit(), actor=None)
    from essaim.portal.barometer.domain.queries.material import material

    assert missing(points(wave, material(wave), result)) == []
    publishing.publish(wave=wave, actor=None)
    wave.refresh_from_db()
    from essaim.portal.barometer.domain.queries import board, card

    lines = dict(card.notice(wave, questionnaire(wave), Result.objects.get(), board.tallies(wave)))
    assert "barometre.csv" in lines["Origine des réponses"]
    assert lines["Personnes qui n’ont pas répondu"].startswith("Non disponible")


def test_a_collected_answer_has_no_weight_the_database_says(wave):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.create(wave=wave, values={}, weight=2)


def post_file(client, url, name, data, **more):
    return client.post(url, {"file": SimpleUploadedFile(name, data)} | more)


def test_an_officer_takes_a_file_in_through_the_pages(wave, officer):
    assert "Lire ce fichier" in text(officer.get(BASE + "fichier/"))
    refused = post_file(officer, BASE + "fichier/", "a.csv", csv("a;a", "1;2"))
    assert (refused.status_code, "en double dans l’en-tête" in text(refused)) == (422, True)
    led = post_file(officer, BASE + "fichier/", "b.csv", csv(HEAD, GOOD, GOOD.replace("f;", "2;", 1)))
    assert led.headers["Location"] == BASE + "fichier/colonnes/"
    page = officer.get(led.headers["Location"])
    assert "Où va chaque colonne" in text(page)
    sent = {f"column_{place}": TO[name] for place, name in enumerate(HEAD.split(";"))}
    assert officer.post(BASE + "fichier/colonnes/", sent).headers["Location"] == BASE + "fichier/verifier/"
    check = officer.get(BASE + "fichier/verifier/")
    assert "1 valeur inconnue" in text(check)
    assert "Ligne 3, colonne « sexe » : valeur inconnue : « 2 »" in text(check).replace("\xa0", " ")
    assert officer.post(BASE + "fichier/colonnes/1/", {"value_0": "h", "value_1": "f"}).status_code == 302
    assert officer.get(BASE + "fichier/colonnes/11/").status_code == 404
    early = officer.post(BASE + "fichier/verifier/", {"first": "2026-10-20", "last": "2026-10-01"})
    assert "Le premier jour vient après le dernier" in text(early)
    done = officer.post(BASE + "fichier/verifier/", {"first": "2026-10-01", "last": "2026-10-20"}, follow=True)
    assert "2 réponses reprises" in text(done)
    assert Wave.objects.get(pk=wave.pk).status == Status.CLOSED


def test_a_file_thrown_away_leaves_nothing(wave, officer):
    post_file(officer, BASE + "fichier/", "b.csv", csv(HEAD, GOOD))
    officer.post(BASE + "fichier/effacer/")
    assert not Intake.objects.exists()
    assert officer.get(BASE + "fichier/verifier/").headers["Location"] == BASE + "fichier/"


MARGINS = csv("question;reponse;total;source;periode", "sexe;f;52 %;Insee;2023", "sexe;h;48 %;Insee;2023")


def profile(wave):
    return [asked for asked in questionnaire(wave).questions if asked.profile]


def test_margins_come_from_a_file(wave, officer):
    done = post_file(officer, BASE + "marges/", "m.csv", MARGINS, upload="1")
    assert done.status_code == 302
    margin = wave.margins.get()
    assert (margin.totals, margin.in_shares, margin.source) == ({"f": 0.52, "h": 0.48}, True, "Insee")


@pytest.mark.parametrize(("lines", "expected"), [
    (("question;reponse;total", "sexe;f;1"), "Il manque : source, periode."),
    (("question;reponse;total;source;periode",), "aucune ligne de totaux"),
    (("question;reponse;total;source;periode", "age;f;1;x;y"), "Ligne 2, colonne « question » : « age » n’est pas une question de profil"),
    (("question;reponse;total;source;periode", "sexe;x;1;x;y"), "Ligne 2, colonne « reponse » : « x » n’est pas une réponse"),
    (("question;reponse;total;source;periode", "sexe;f;beaucoup;x;y"), "Ligne 2, colonne « total » : un nombre"),
    (("question;reponse;total;source;periode", "sexe;f;1;;y"), "Ligne 2, colonne « source »"),
    (("question;reponse;total;source;periode", "sexe;f;1;x;y", "sexe;f;1;x;y"), "Ligne 3, colonne « reponse » : « f » a déjà son total"),
    (("question;reponse;total;source;periode", "sexe;f;52 %;x;y", "sexe;h;48;x;y"), "des nombres et des parts sont mêlés"),
    (("question;reponse;total;source;periode", "sexe;f;1;x;y"), "« sexe » : il manque h"),
    (("question;reponse;total;source;periode", "sexe;f;0;x;y", "sexe;h;0;x;y"), "tous les totaux sont nuls"),
    (("question;reponse;total;source;periode", "sexe;f;52 %;x;y", "sexe;h;46 %;x;y"), "les parts font 98,0 % au lieu de 100 %"),
])  # fmt: skip
def test_a_wrong_file_of_margins_is_refused_by_line_and_nothing_is_written(wave, lines, expected):
    with pytest.raises(UnreadableError) as refused:
        take_margins(wave=wave, profile=profile(wave), name="m.csv", data=csv(*lines), actor=None)
    assert expected in str(refused.value)
    assert not wave.margins.exists()


def test_a_file_left_two_days_is_forgotten(wave, officer):
    from datetime import timedelta

    from django.utils import timezone

    from essaim.portal.barometer.personal import _retain_intakes

    received(wave, HEAD, GOOD)
    today = timezone.localdate()
    assert _retain_intakes(today + timedelta(days=1), apply=True) == 0
    assert _retain_intakes(today + timedelta(days=2), apply=True) == 1
    assert not Intake.objects.exists()
