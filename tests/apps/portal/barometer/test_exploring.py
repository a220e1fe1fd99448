"""Crosstabs of a published wave: page, CSV, archive and script say the same, and no two of them betray fewer than fifty people."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter

import pytest

from essaim.cores.disclosure import lattice
from essaim.cores.survey.readings import WITHHELD_UNDER
from essaim.portal.barometer import public
from essaim.portal.barometer.domain import weighing
from essaim.portal.barometer.domain.archive.crossings import HEADS, READINGS, lines
from essaim.portal.barometer.domain.queries.crossed import explorer
from essaim.portal.barometer.domain.queries.material import ALIKE, LEAST_BASE
from essaim.portal.barometer.models import Result, Wave
from tests.apps.portal.barometer.closed import closed
from tests.apps.portal.barometer.subtraction import Attacker
from tests.apps.portal.barometer.test_archive import publish, recompute, rows, unpacked
from tests.cores.disclosure.leftovers import left_by_two

pytestmark = pytest.mark.django_db
PAGE = "/barometre/gers/1/"
ASKED = f"{PAGE}croiser/?question=utile&by=note&within=sexe:f"


@pytest.fixture
def wave(barometer):
    wave = closed(barometer, 420)
    publish(wave)
    return wave


def shown(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def sent(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def everything(known):
    """Every table that a page can show, in every filter, as its CSV."""
    axes, found = known.opening.axes, []
    for question, by, of in sorted(known.opening.lattice.tables):
        groups = [code for code, _ in axes[of].levels] if of else [""]
        made = [known.maker.table(question, by, known.maker.filter_of(of, group)) for group in groups]
        found += [dict(zip(HEADS, row, strict=True)) for each in made for row in lines(Wave(), each)]
    return found


def attacker(folder):
    book = json.loads((folder / "dictionnaire.json").read_text(encoding="utf-8"))
    return Attacker(rows(folder, "reponses.csv"), [each["variable"] for each in book["profil"]])


def test_one_crosstab_says_all_that_a_figure_says(client, wave):
    page = shown(client, ASKED)
    for words in (
        "utile selon : note",
        "sexe : f",
        "Base (réponses)",
        "intervalle à 95 %",
        "Rao–Scott",
        "Ce croisement en CSV",
        "brut ",
    ):
        assert words in page, words
    table = sent(client, ASKED.replace("croiser/", "croiser.csv"))
    assert {row["filtre_groupe"] for row in table} == {"f"}
    assert min(int(row["base"]) for row in table) >= LEAST_BASE
    assert all((row["lecture"] == "base faible") == (int(row["base"]) < 100) for row in table)


def test_the_page_opens_on_something_to_read(client, wave):
    page = shown(client, f"{PAGE}croiser/")
    assert "Base (réponses)" in page
    assert f'href="{PAGE}croiser/"' in shown(client, PAGE)


def test_every_table_of_the_archive_is_the_one_of_the_page(client, wave, tmp_path):
    folder = unpacked(client, wave, tmp_path)
    whole = rows(folder, "croisements.csv")
    part = [row for row in whole if row["question"] == "utile" and row["variable"] == "note"]
    assert part
    assert part == sent(client, f"{PAGE}croiser.csv?question=utile&by=note")


def test_the_script_of_the_archive_redoes_a_table_inside_a_filter(client, wave, tmp_path):
    folder = unpacked(client, wave, tmp_path)
    for asked in (
        "question=utile&by=note&within=sexe:f",
        "question=utile&by=heures&within=sexe:h",
        "question=soucis&by=utile",
        "question=heures&by=age",
    ):
        answer = client.get(f"{PAGE}croiser.csv?{asked}")
        (folder / "table.csv").write_bytes(answer.content)
        done = subprocess.run(
            [sys.executable, "-I", folder / "recompute_barometer.py", folder, "--croisement", folder / "table.csv"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("\n") == answer.content.count(b"\r\n")
        (folder / "table.csv").write_bytes(answer.content.replace(b",0.", b",0.0"))
        assert "DIFFÉRENT" in subprocess.run(
            [sys.executable, "-I", folder / "recompute_barometer.py", folder, "--croisement", folder / "table.csv"],
            capture_output=True, text=True, check=False,
        ).stderr  # fmt: skip


@pytest.mark.parametrize(
    ("people", "ages", "seed"), [(150, (0.2, 0.4, 0.4), 1), (420, (0.08, 0.42, 0.5), 2), (420, (0.2, 0.4, 0.4), 3)]
)
def test_no_two_tables_betray_fewer_than_fifty_people(client, barometer, tmp_path, people, ages, seed):
    """Through the addresses that anybody has, on small waves made to leak: a question asked to some, answers left out, rare groups."""
    wave = closed(barometer, people, ages=ages, seed=seed)
    publish(wave)
    folder = unpacked(client, wave, tmp_path)
    known, spy = explorer(Result.objects.get(wave=wave)), attacker(folder)
    for question, _ in known.questions:
        for by in known.columns:
            for within in ["", *(name for name, _ in known.filters)]:
                answer = client.get(f"{PAGE}croiser.csv", {"question": question, "by": by.name, "within": within})
                if answer.status_code == 200:
                    spy.hears(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    spy.hears(rows(folder, "croisements.csv"))
    assert spy.told
    assert spy.finds() == set()


def test_nor_in_the_demonstration(client, small_france, tmp_path):
    public.create_demonstration()
    result = Result.objects.select_related("wave__barometer").get(wave__by_import=False)
    folder, known = unpacked(client, result.wave, tmp_path), explorer(result)
    spy, tables = attacker(folder), everything(known)
    assert len(tables) > 1000
    spy.hears(tables)
    assert spy.finds([left_by_two]) == set()  # of three sets, forty seconds


def test_the_rows_count_smaller_groups_and_the_page_says_under_which_rule(client, wave, tmp_path):
    """Decided in ADR 26: 50 for what is said of people, 5 for what may point at somebody."""
    folder = unpacked(client, wave, tmp_path)
    people, known = rows(folder, "reponses.csv"), explorer(Result.objects.get(wave=wave))
    profiles = Counter((person["sexe"], person["age"]) for person in people)
    assert min(profiles.values()) >= ALIKE
    cell = Counter((person["sexe"], person["age"], person["utile"]) for person in people)
    assert min(cell.values()) < LEAST_BASE
    assert min(int(row["base"]) for row in everything(known)) >= LEAST_BASE
    page = shown(client, f"{PAGE}croiser/")
    assert "chaque profil y est celui de 5 personnes au moins" in page
    assert "ce ne sont pas des chiffres du baromètre" in page


def apart(codes, size, _domains, _least, *, ordered=False, quiet=None):
    return lattice.Grouping(codes, tuple((code,) for code in range(size)))


@pytest.mark.parametrize("people", [260, 420])
def test_a_looser_opening_is_caught(client, barometer, tmp_path, monkeypatch, people):
    """The broken twin: each answer for itself, columns under fifty withheld one by one, as is often done; the same attacker."""
    monkeypatch.setitem(READINGS, "withheld", "retenue")
    monkeypatch.setattr(lattice, "fold", apart)
    monkeypatch.setattr(lattice._Search, "_fits", lambda *_: True)
    monkeypatch.setattr(lattice._Search, "_breaches", lambda *_: [])
    wave = closed(barometer, people)
    publish(wave)
    spy = attacker(unpacked(client, wave, tmp_path))
    spy.hears(row for row in everything(explorer(Result.objects.get(wave=wave))) if int(row["base"]) >= LEAST_BASE)
    assert spy.finds()


def test_a_closed_crosstab_is_said_with_what_is_open(client, wave):
    known = explorer(Result.objects.get(wave=wave))
    asked = next(
        {"question": question, "by": by.name, "within": within}
        for question, _ in known.questions
        for by in known.columns
        for within, _ in known.filters
        if known.crossing(question, by.name, known.maker.filter_of(*within.split(":"))) is None
    )
    page = client.get(f"{PAGE}croiser/", asked).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "Ce croisement n’est pas ouvert" in page
    assert "on peut lire : " in page
    assert client.get(f"{PAGE}croiser.csv", asked).status_code == 404


def test_an_unknown_question_is_refused_in_french(client, wave):
    assert "Ce choix n’est pas dans cette vague" in shown(client, f"{PAGE}croiser/?question=rien&by=note", 422)
    assert client.get(f"{PAGE}croiser.csv?question=rien&by=note").status_code == 404


def test_before_publication_there_is_nothing_to_cross(client, barometer):
    closed(barometer, 120)
    assert client.get(f"{PAGE}croiser/").status_code == 404
    assert client.get(f"{PAGE}croiser.csv").status_code == 404


def test_a_small_wave_says_that_it_is_too_small(client, barometer):
    publish(closed(barometer, 60))
    assert "Trop peu de réponses pour croiser" in shown(client, f"{PAGE}croiser/")


def test_the_page_costs_the_same_at_sixty_and_four_hundred(client, barometer, django_assert_num_queries):
    publish(closed(barometer, 120))
    with django_assert_num_queries(2):
        client.get(f"{PAGE}croiser/")


def test_the_threshold_is_that_of_the_core():
    assert LEAST_BASE == WITHHELD_UNDER


def test_the_book_has_every_question_by_one_banner(officer, barometer):
    wave = closed(barometer, 420)
    desk = "/barometres/gers/1/livre/"
    assert officer.get(desk, follow=True).redirect_chain[0][1] == 302
    weighing.group_all(wave=wave, actor=None)
    weighing.weigh_wave(wave=wave, limit=weighing.Limit(), actor=None)
    before = shown(officer, f"{desk}?selon=age")
    assert "utile selon : age" in before
    assert "comparaisons testées ensemble" in before
    publish(wave)
    assert shown(officer, f"{desk}?selon=age").split("<main")[1] == before.split("<main")[1]


def test_the_book_of_a_small_wave_says_what_to_do(officer, barometer):
    publish(closed(barometer, 60))
    assert "Trop peu de réponses" in shown(officer, "/barometres/gers/1/livre/")


def test_the_recomputed_book_is_whole(client, wave, tmp_path):
    done = recompute(unpacked(client, wave, tmp_path))
    assert done.returncode == 0, done.stderr
