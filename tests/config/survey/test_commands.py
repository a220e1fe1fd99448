"""`essaim survey`: files in, French sentences and JSON out; errors name line, column and value; nothing half-written."""

import csv
import json
import subprocess
import sys

import numpy as np
import pytest

from essaim.config.cli import main
from essaim.config.survey.margins import MarginsFile
from tests.config.survey.conftest import MARGINS, answers, write
from tests.conftest import ROOT


def weights_of(path) -> dict[str, float]:
    with path.open(encoding="utf-8") as file:
        return {row["id"]: float(row["weight"]) for row in csv.DictReader(file)}


def test_weights_are_written_and_meet_the_margins(survey, data, margins, tmp_path):
    code, out, _ = survey("weight", data, "--margins", margins, "--id", "id", "--output", tmp_path / "poids.csv")
    assert code == 0
    assert "240 réponses redressées (raking)" in out
    weights = weights_of(tmp_path / "poids.csv")
    women = sum(weights[line[0]] for line in answers(1) if line[1] == "F")
    assert women == pytest.approx(0.52 * 240)


def test_the_report_in_json_holds_the_trace_and_the_weights(survey, data, margins):
    code, out, _ = survey("weight", data, "--margins", margins, "--method", "raking", "--json")
    report = json.loads(out)
    assert code == 0
    assert report["gap"] <= report["tolerance"]
    assert report["source"] == "Insee, RP 2021"
    assert len(report["weights"]) == report["n"] == 240
    assert report["total"] == pytest.approx(240)
    line = report["margins"][0]
    assert (line["margin"], line["category"], line["target"]) == ("sexe", "F", pytest.approx(124.8))
    assert line["respondents"] == sum(each[1] == "F" for each in answers(1))


def test_trimming_shows_its_consequences(survey, data, margins):
    words = ("weight", data, "--margins", margins, "--trim", "0.9", "1.2")
    _, out, _ = survey(*words)
    assert "Les marges ne sont plus exactes" in out
    report = json.loads(survey(*words, "--json")[1])
    assert report["trimming"]["after"]["design_effect"] < report["trimming"]["before"]["design_effect"]
    assert max(report["weights"]) <= 1.2 + 1e-9
    assert report["trimming"]["margins"][0]["after"] != pytest.approx(report["trimming"]["margins"][0]["before"])


@pytest.mark.parametrize("method", ["linear", "logit", "truncated"])
def test_the_other_methods(survey, data, margins, method):
    bounds = [] if method == "linear" else ["--bounds", "0.3", "3"]
    code, out, _ = survey("weight", data, "--margins", margins, "--method", method, *bounds, "--json")
    assert (code, json.loads(out)["method"]) == (0, method)


def test_bounds_go_with_the_methods_that_have_them(survey, data, margins):
    assert "--bounds MIN MAX" in survey("weight", data, "--margins", margins, "--method", "logit")[2]
    assert "logit" in survey("weight", data, "--margins", margins, "--bounds", "0.5", "2")[2]


def changed(path, column, value, rows):
    lines = answers(1)
    place = ["id", "sexe", "age", "dep", "aide", "note"].index(column)
    for row in rows:
        lines[row][place] = value
    return write(path, lines)


def test_an_unknown_value_is_refused_with_its_lines(survey, data, margins, tmp_path):
    changed(data, "sexe", "X", [0, 7])
    output = tmp_path / "poids.csv"
    code, out, error = survey("weight", data, "--margins", margins, "--output", output)
    assert (code, out) == (1, "")
    for part in ("lignes 2, 9", "« sexe »", "« X »", "F, H", "Corrigez"):
        assert part in error
    assert not output.exists()


def test_a_refusal_in_json_names_margin_and_category(survey, data, margins):
    write(data, [line for line in answers(1) if line[2] != "65+"])
    code, out, error = survey("weight", data, "--margins", margins, "--json")
    problem = json.loads(error)["problems"][0]
    assert (code, out) == (1, "")
    assert (problem["kind"], problem["margin"], problem["category"]) == ("empty", "age", "65+")


def test_totals_bounds_bases_and_missing_answers_are_refused(survey, data, margins, tmp_path):
    counts = {"sexe": {"F": 520, "H": 480}, "age": {"18-34": 260, "35-64": 500, "65+": 270}}
    other = tmp_path / "effectifs.json"
    other.write_text(json.dumps({"unit": "counts", "margins": counts}), encoding="utf-8")
    assert "Totaux différents" in survey("weight", data, "--margins", other)[2]
    tight = survey("weight", data, "--margins", margins, "--method", "logit", "--bounds", "0.99", "1.01")
    assert tight[0] == 1
    assert "trop étroites" in tight[2]
    assert "base trop petite" in survey("weight", data, "--margins", margins, "--minimum-base", "200")[2]
    changed(data, "age", "", [3])
    assert "ligne 5 — Marge « age » : 1 personne sans réponse" in survey("weight", data, "--margins", margins)[2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "est vide"),
        ("id,sexe\n", "aucune ligne"),
        ("id,sexe,sexe\n1,F,F\n", "colonne « sexe » : en double"),
        ("id,,age\n1,F,3\n", "La colonne 2 n’a pas de nom"),
        ("id,sexe,age\n1,F,65+\n2,F\n", "Ligne 3 : 2 cellules au lieu de 3"),
        ("id,genre,age\n1,F,65+\n", "pas de colonne « sexe ». Colonnes présentes : id, genre, age"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(survey, data, margins, content, said):
    data.write_text(content, encoding="utf-8")
    code, _, error = survey("weight", data, "--margins", margins)
    assert code == 2
    assert said in error


def test_semicolons_a_byte_order_mark_and_decimal_commas_are_read(survey, data, margins):
    lines = answers(1)
    for line in lines:
        line[5] = line[5] and f"{line[5]},5"
    write(data, lines, separator=";")
    data.write_bytes(b"\xef\xbb\xbf" + data.read_bytes())
    code, out, _ = survey("estimate", data, "--margins", margins, "--mean", "note", "--json")
    assert code == 0
    known = [float(line[5].replace(",", ".")) for line in lines if line[5]]
    assert json.loads(out)["estimates"][0]["raw"] == pytest.approx(np.mean(known))


def test_another_encoding_and_an_absent_file_are_said(survey, data, margins, tmp_path):
    data.write_bytes(b"id,sexe,age\n1,F,\x81\n")
    assert "enregistrez le fichier en UTF-8" in survey("weight", data, "--margins", margins)[2]
    assert "ne peut pas être lu" in survey("weight", tmp_path / "absent.csv", "--margins", margins)[2]


def test_a_number_that_is_not_one_names_line_column_and_value(survey, data, margins):
    changed(data, "note", "beaucoup", [4])
    code, _, error = survey("estimate", data, "--margins", margins, "--mean", "note")
    assert code == 2
    assert "ligne 6, colonne « note » : « beaucoup »" in error


def test_an_output_that_cannot_be_written_leaves_nothing(survey, data, margins, tmp_path):
    code, _, error = survey("weight", data, "--margins", margins, "--output", tmp_path / "absent" / "poids.csv")
    assert code == 2
    assert "ne peut pas être écrit" in error
    assert not (tmp_path / "absent").exists()


# The file of margins.


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "ligne 1"),
        ('{"margins": {"sexe": {"F": 1}, "sexe": {"H": 1}}}', "« sexe » est écrite deux fois"),
        ('{"margins": {"sexe": {"F": -1}}}', "margins → sexe → F : un nombre positif"),
        ('{"margins": {"sexe": {"F": "0.5"}}}', "margins → sexe → F : un nombre est attendu"),
        ('{"margins": {}}', "margins : il en faut au moins un"),
        ('{"margins": {"sexe": {}}}', "margins → sexe : il en faut au moins un"),
        ('{"marge": 3, "margins": {"sexe": {"F": 1}}}', "marge : clé inconnue"),
        ('{"unit": "parts", "margins": {"sexe": {"F": 1}}}', "attendu : shares, percent ou counts"),
        ("[]", "un objet"),
        ('{"margins": {"sexe": {"F": 0.5, "H": 0.4}}}', "les parts font 0,9 au lieu de 1"),
        ('{"margins": {"sexe": {"F": 52, "H": 48}}}', "écrivez « unit »"),
        ('{"strata": "dep", "margins": {"sexe": {"F": 0.5, "H": 0.5}}}', "« population » ne dit rien de « nord »"),
    ],
)
def test_a_file_of_margins_that_is_wrong_says_where(survey, data, margins, content, said):
    margins.write_text(content, encoding="utf-8")
    code, out, error = survey("weight", data, "--margins", margins)
    assert code in {1, 2}
    assert out == ""
    assert said in error


def weighed(survey, data, margins, content):
    margins.write_text(json.dumps(content), encoding="utf-8")
    code, out, error = survey("weight", data, "--margins", margins, "--json")
    assert code == 0, error
    return json.loads(out)


def test_shares_percentages_and_counts_say_the_same(survey, data, margins):
    expected = weighed(survey, data, margins, MARGINS)["weights"]
    percents = {name: {level: 100 * part for level, part in each.items()} for name, each in MARGINS.items()}
    counts = {name: {level: 240 * part for level, part in each.items()} for name, each in MARGINS.items()}
    for content in ({"unit": "percent", "margins": percents}, {"margins": counts}, {"margins": MARGINS, "total": 240}):
        assert weighed(survey, data, margins, content)["weights"] == pytest.approx(expected, rel=1e-7)


def test_a_crossed_margin_is_post_stratification(survey, data, margins):
    cells = {f"{a}*{b}": 10.0 + place for place, (a, b) in enumerate((a, b) for a in "FH" for b in MARGINS["age"])}
    report = weighed(survey, data, margins, {"unit": "counts", "margins": {"sexe*age": cells}})
    here = [line for line in answers(1) if (line[1], line[2]) == ("H", "65+")]
    assert max(report["weights"]) > 0
    rows = [row for row, line in enumerate(answers(1)) if (line[1], line[2]) == ("H", "65+")]
    assert report["weights"][rows[0]] == pytest.approx(15 / len(here))


def test_each_stratum_has_its_population_and_may_have_its_margins(survey, data, margins):
    content = {
        "strata": "dep",
        "population": {"nord": 1000, "sud": 3000},
        "margins": MARGINS,
        "margins_by_stratum": {"sud": {"sexe": {"F": 0.6, "H": 0.4}}},
    }
    weights = weighed(survey, data, margins, content)["weights"]
    rows = list(zip(answers(1), weights, strict=True))
    assert sum(weight for line, weight in rows if line[3] == "nord") == pytest.approx(1000)
    assert sum(weight for line, weight in rows if line[3] == "sud" and line[1] == "F") == pytest.approx(1800)
    assert sum(weight for line, weight in rows if line[3] == "nord" and line[1] == "F") == pytest.approx(520)


def test_the_published_schema_is_that_of_the_code():
    published = json.loads((ROOT / "docs" / "formats" / "marges.schema.json").read_text(encoding="utf-8"))
    assert published == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **MarginsFile.model_json_schema(),
    }


def test_the_examples_of_the_manual_are_margins():
    text = (ROOT / "docs" / "formats" / "marges.md").read_text(encoding="utf-8")
    examples = [block.split("```")[0] for block in text.split("```json\n")[1:]]
    assert len(examples) >= 4
    for example in examples:
        content = json.loads(example)
        MarginsFile.model_validate(content if "margins" in content else {"margins": content})


# Estimates.


def estimates(survey, *words):
    code, out, error = survey("estimate", *words, "--json")
    assert code == 0, error
    return json.loads(out)


def test_a_share_has_its_three_readings_and_its_sentence(survey, data, margins):
    (line,) = estimates(survey, data, "--margins", margins, "--share", "aide=oui")["estimates"]
    known = [each[4] for each in answers(1) if each[4]]
    assert line["base"] == len(known)
    assert line["raw"] == pytest.approx(known.count("oui") / len(known))
    assert line["interval"]["lower"] < line["estimate"] < line["interval"]["upper"]
    assert line["random_margin"] > 0
    for part in ("après redressement", "brut", "par référence au sondage aléatoire", "quotas"):
        assert part in line["words"]
    (line,) = estimates(survey, data, "--margins", margins, "--share", "aide=oui", "--random-sample")["estimates"]
    assert "quotas" not in line["words"]


def test_every_kind_of_estimate_answers(survey, data, margins):
    asked = ["--share", "aide", "--mean", "note", "--total", "note", "--total", "aide=oui", "--ratio", "note/note"]
    asked += ["--quantile", "note:0.25,0.5", "--net", "aide:oui/non", "--lead", "aide"]
    lines = estimates(survey, data, "--margins", margins, *asked)["estimates"]
    kinds = [line["kind"] for line in lines]
    assert kinds == ["share", "share", "mean", "total", "total", "ratio", "quantile", "quantile", "net", "lead"]
    assert [line["estimate"] for line in lines[:2]] == pytest.approx([1 - lines[1]["estimate"], lines[1]["estimate"]])
    assert lines[8]["estimate"] == pytest.approx(lines[1]["estimate"] - lines[0]["estimate"])
    assert lines[5]["estimate"] == pytest.approx(1)
    assert lines[9]["first"] == "non"


def test_small_groups_are_withheld_and_middling_ones_flagged(survey, data, margins):
    words = [
        data,
        "--margins",
        margins,
        "--share",
        "aide=oui",
        "--mean",
        "note",
        "--quantile",
        "note",
        "--lead",
        "aide",
    ]
    lines = estimates(survey, *words, "--by", "age", "--withhold-under", "80")["estimates"]
    withheld = [line for line in lines if line.get("status") == "withheld"]
    assert withheld
    for line in withheld:
        assert line["base"] < 80
        assert set(line) == {"kind", "what", "group", "base", "status", "words"}
    lines = estimates(survey, *words, "--by", "age")["estimates"]
    assert any("prudence" in line["words"] for line in lines)


def test_replicates_come_beside_the_linearised_error(survey, data, margins):
    words = [data, "--margins", margins, "--mean", "note", "--replicates", "200", "--seed", "4"]
    (line,) = estimates(survey, *words)["estimates"]
    assert line["replicates"] == 200
    assert line["replicate_error"] == pytest.approx(line["error"], rel=0.25)
    assert estimates(survey, *words)["estimates"] == [line]


def test_weights_already_there_are_taken_as_given(survey, data, margins, tmp_path):
    survey("weight", data, "--margins", margins, "--id", "id", "--output", tmp_path / "poids.csv")
    weights = weights_of(tmp_path / "poids.csv")
    lines = [[*line, repr(weights[line[0]])] for line in answers(1)]
    text = "\n".join(",".join(line) for line in [["id", "sexe", "age", "dep", "aide", "note", "w"], *lines])
    data.write_text(text + "\n", encoding="utf-8")
    (given,) = estimates(survey, data, "--weights", "w", "--mean", "note")["estimates"]
    (calibrated,) = estimates(survey, data, "--margins", margins, "--mean", "note")["estimates"]
    assert given["estimate"] == pytest.approx(calibrated["estimate"])
    assert "Choisissez" in survey("estimate", data, "--weights", "w", "--margins", margins, "--mean", "note")[2]


def test_a_change_between_waves_says_no_more_than_its_interval(survey, data, margins, tmp_path):
    later = write(tmp_path / "vague2.csv", answers(2))
    words = [later, "--margins", margins, "--share", "aide=oui", "--mean", "note", "--previous", data]
    changes = estimates(survey, *words)["changes"]
    assert [line["family"] for line in changes] == [2, 2]
    for line in changes:
        inside = line["interval"]["lower"] <= 0 <= line["interval"]["upper"]
        assert ("Pas d’évolution établie" in line["words"]) == inside == (line["direction"] == "uncertain")


def test_people_of_both_waves_are_paired_by_their_identifier(survey, data, margins, tmp_path):
    lines = answers(1)
    for line in lines:  # the same people, one point higher: a change that is sure, once they are paired
        line[5] = line[5] and str(int(line[5]) + 1)
    later = write(tmp_path / "vague2.csv", lines[::-1])
    words = [later, "--margins", margins, "--mean", "note", "--previous", data]
    (alone,), (paired,) = (estimates(survey, *words, *more)["changes"] for more in ([], ["--panel", "id"]))
    assert paired["difference"] == pytest.approx(1)
    assert paired["error"] < 1e-6 < alone["error"]
    assert paired["overlap"] == 240
    write(later, [*lines, lines[0]])
    assert "« 0 » est là deux fois" in survey("estimate", *words, "--panel", "id")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Rien n’est demandé"),
        (["--share", "aide=peut-être"], "« peut-être » n’est pas une valeur de « aide »"),
        (["--mean", "sexe"], "ligne 2, colonne « sexe »"),
        (["--quantile", "note:2"], "entre 0 et 1"),
        (["--net", "aide:oui"], "pour,…/contre"),
        (["--ratio", "note"], "colonne/colonne"),
        (["--mean", "absente"], "pas de colonne « absente »"),
        (["--mean", "note", "--panel", "id"], "--panel demande --previous"),
    ],
)
def test_a_request_that_has_no_sense_is_explained(survey, data, margins, words, said):
    code, _, error = survey("estimate", data, "--margins", margins, *words)
    assert code == 2
    assert said in error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--level", "95"], "entre 0 et 1"),
        (["--replicates", "1"], "2 ou plus"),
        (["--tolerance", "petit"], "n’est pas un nombre"),
        (["--minimum-base", "2.5"], "nombre entier"),
    ],
)
def test_an_option_out_of_range_is_explained(data, margins, capsys, words, said):
    with pytest.raises(SystemExit) as stop:
        main(["survey", "estimate", str(data), "--margins", str(margins), "--mean", "note", *words])
    assert stop.value.code == 2
    assert said in capsys.readouterr().err


def test_replicates_need_margins(survey, data):
    assert "--replicates demande --margins" in survey("estimate", data, "--mean", "note", "--replicates", "9")[2]


def test_a_stratum_of_one_person_has_no_margin_of_error(survey, data, margins):
    changed(data, "dep", "ouest", [5])
    content = {
        "strata": "dep",
        "population": {"nord": 10, "sud": 10, "ouest": 1},
        "margins": {"sexe": {"F": 0.5, "H": 0.5}},
    }
    content["margins_by_stratum"] = {"ouest": {"sexe": {answers(1)[5][1]: 1}}}
    margins.write_text(json.dumps(content), encoding="utf-8")
    code, _, error = survey("estimate", data, "--margins", margins, "--mean", "note", "--minimum-base", "1")
    assert code == 2
    assert "une seule réponse dans « ouest »" in error


# The book.


def test_the_book_crosses_everything_and_withholds_small_bases(survey, data, margins, tmp_path):
    words = ["book", data, "--margins", margins, "--questions", "aide,note", "--banners", "sexe,age", "--tests"]
    code, out, _ = survey(*words, "--json", "--output", tmp_path / "livre.csv")
    report = json.loads(out)
    assert code == 0
    assert len(report["cells"]) == (2 + 11) * (1 + 2 + 3)
    assert len(report["tests"]) == 4
    with (tmp_path / "livre.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(report["cells"])
    (share_,) = estimates(survey, data, "--margins", margins, "--share", "aide=oui")["estimates"]
    first = next(row for row in rows if (row["answer"], row["banner"]) == ("oui", "ensemble"))
    for mine, theirs in (("share", "estimate"), ("error", "error"), ("raw", "raw"), ("random_margin", "random_margin")):
        assert float(first[mine]) == pytest.approx(share_[theirs])
    assert float(first["lower"]) == pytest.approx(share_["interval"]["lower"])
    withheld = json.loads(survey(*words, "--json", "--withhold-under", "100")[1])["cells"]
    assert all("share" not in cell for cell in withheld if cell["base"] < 100)


def test_the_book_in_sentences_says_its_tests(survey, data, margins):
    _, out, _ = survey("book", data, "--margins", margins, "--questions", "aide", "--banners", "age", "--tests")
    assert "aide, ensemble — base" in out
    assert "1 comparaison testée ensemble" in out
    assert survey("book", data, "--margins", margins, "--questions", ",", "--banners", "age")[0] == 2


# Nothing of the platform.


@pytest.mark.parametrize("act", ["weight", "estimate", "book", "check"])
def test_the_commands_start_no_web_framework(act, data, margins):
    words = {
        "weight": [data, "--margins", margins],
        "estimate": [data, "--margins", margins, "--share", "aide"],
        "book": [data, "--margins", margins, "--questions", "aide", "--banners", "age"],
        "check": [data],
    }[act]
    code = (
        "import sys; from essaim.config.cli import main\n"
        f"main({['survey', act, *map(str, words)]!r})\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] in {'django', 'allauth', 'ninja'}]"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
