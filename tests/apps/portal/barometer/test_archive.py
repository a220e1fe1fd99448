"""The open archive: the same bytes twice, every figure recomputed in a clean interpreter, nobody alone, nothing withheld inside."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter

import pytest

from essaim.portal.barometer.domain import publishing, weighing
from essaim.portal.barometer.domain.archive import SCRIPT, build
from essaim.portal.barometer.domain.archive.files import table
from essaim.portal.barometer.domain.queries.material import ALIKE, LEAST_BASE, material
from essaim.portal.barometer.domain.queries.publishable import limit_of
from essaim.portal.barometer.domain.weighing import Limit
from essaim.portal.barometer.models import Result
from tests.apps.portal.barometer.closed import closed

pytestmark = pytest.mark.django_db
LIMITS = [Limit(), Limit("bounded", 0.5, 1.8), Limit("trimmed", 0.8, 1.3)]


def publish(wave, limit=None):
    weighing.group_all(wave=wave, actor=None)
    weighing.weigh_wave(wave=wave, limit=limit or Limit(), actor=None)
    return publishing.publish(wave=wave, actor=None)


def unpacked(client, wave, folder):
    """Download the archive as anybody does, and unpack it."""
    data = client.get(f"{wave.get_absolute_url()}donnees.zip").content
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    return next(folder.iterdir())


def recompute(folder):
    return subprocess.run(
        [sys.executable, "-I", str(folder / SCRIPT.name)], capture_output=True, text=True, check=False, cwd="/"
    )


def rows(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def alter(folder, name, change):
    """Change one cell of one table, as somebody who tampers would."""
    kept = rows(folder, name)
    change(kept)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(kept[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(kept)


@pytest.mark.parametrize(("people", "limit"), [(60, Limit()), *((260, limit) for limit in LIMITS)])
def test_every_figure_is_recomputed_from_the_download(client, barometer, tmp_path, people, limit):
    wave = closed(barometer, people)
    result = publish(wave, limit)
    folder = unpacked(client, wave, tmp_path)
    done = recompute(folder)
    assert done.returncode == 0, done.stderr
    assert "Tout est identique, au dernier chiffre." in done.stdout
    assert done.stdout.count("\n") == len(result.figures["figures"]) + len(rows(folder, "croisements.csv")) + 1


def _other(table, name, place=5):
    table[place][name] = {"oui": "non", "non": "oui"}.get(table[place][name], "0")


TAMPERING = {
    "an answer": ("reponses.csv", lambda table: _other(table, "utile")),
    "a profile": ("reponses.csv", lambda table: table[0].update(sexe="h")),
    "a weight": ("poids.csv", lambda table: table[7].update(poids=repr(float(table[7]["poids"]) * 1.001))),
    "a margin": ("marges.csv", lambda table: table[0].update(total="521.0")),
    "a draw": ("tirages.csv", lambda table: [row.update(tirages="0" * 500) for row in table[:60]]),
    "a crosstab": ("croisements.csv", lambda table: table[3].update(redresse="0.500000")),
    "a figure": ("chiffres.csv", lambda table: table[3].update(redresse="0.500000")),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_one_altered_number_is_seen(client, barometer, tmp_path, name):
    wave = closed(barometer, 260)
    publish(wave)
    folder = unpacked(client, wave, tmp_path)
    assert recompute(folder).returncode == 0
    alter(folder, *TAMPERING[name])
    done = recompute(folder)
    assert done.returncode == 1
    assert "DIFFÉRENT" in done.stderr


def test_the_bytes_depend_on_the_wave_alone_and_their_hash_is_kept(client, barometer):
    wave = closed(barometer, 120)
    result = publish(wave)
    wave.refresh_from_db()
    again = build(wave, weighing.compute(material(wave), limit_of(result)), result)
    data = client.get(f"{wave.get_absolute_url()}donnees.zip").content
    assert data == again == bytes(Result.objects.get().archive)
    assert hashlib.sha256(data).hexdigest() == result.archive_sha256
    page = client.get(wave.get_absolute_url()).content.decode()
    assert result.archive_sha256 in page


def test_the_archive_holds_what_it_says_and_the_script_as_it_stands(client, barometer, tmp_path):
    wave = closed(barometer, 120)
    publish(wave)
    folder = unpacked(client, wave, tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "LISEZMOI.md", "LICENCE.txt", "methode.md", "reponses.csv", "poids.csv", "marges.csv", "dictionnaire.json",
        "dictionnaire.csv", "chiffres.csv", "croisements.csv", "tendances.csv", "tirages.csv", "recompute_barometer.py",
    }  # fmt: skip
    assert (folder / SCRIPT.name).read_bytes() == SCRIPT.read_bytes()
    assert "essaim" not in "".join(line for line in SCRIPT.read_text().splitlines() if "import" in line)
    assert "Composition de l’échantillon" in (folder / "methode.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("people", [60, 260, 700])
def test_nobody_is_alone_in_the_file(client, barometer, tmp_path, people):
    """A profile and a weight together are shared by five people at least; so are they in the file as it was downloaded."""
    wave = closed(barometer, people, ages=(0.06, 0.44, 0.5))
    publish(wave)
    folder = unpacked(client, wave, tmp_path)
    book = json.loads((folder / "dictionnaire.json").read_text(encoding="utf-8"))
    known = [each["variable"] for each in book["profil"]]
    profiles = Counter(
        (*(person[name] for name in known), weight["poids"])
        for person, weight in zip(rows(folder, "reponses.csv"), rows(folder, "poids.csv"), strict=True)
    )
    assert min(profiles.values()) >= ALIKE


def test_without_the_grouping_somebody_would_be_alone(barometer):
    """The broken twin: the margins as they were given, on few people."""
    wave = closed(barometer, 60, ages=(0.06, 0.44, 0.5))
    assert material(wave).alike < ALIKE
    weighing.weigh_wave(wave=wave, limit=Limit(), actor=None)
    with pytest.raises(publishing.NotGreen, match="reconnaissable"):
        publishing.publish(wave=wave, actor=None)


def test_no_small_cell_can_be_found_by_subtraction(client, barometer, tmp_path):
    """Whoever has page, CSV and archive tabulates every profile column by every question: no base under 50 but of nobody."""
    wave = closed(barometer, 400, ages=(0.08, 0.42, 0.5))
    publish(wave)
    folder = unpacked(client, wave, tmp_path)
    people, book = rows(folder, "reponses.csv"), json.loads((folder / "dictionnaire.json").read_text(encoding="utf-8"))
    bases = Counter(
        (each["variable"], person[each["variable"]], asked["question"])
        for person in people
        for each in book["profil"]
        for asked in book["questions"]
        if person[asked["question"]] not in {"", book["sans_réponse"]}
    )
    assert min(bases.values()) >= LEAST_BASE
    published = rows(folder, "chiffres.csv")
    assert min(int(row["base"]) for row in published) >= LEAST_BASE
    for row in published:  # and what is left of the whole by taking groups away is never a small group
        whole = next(each for each in published if each["question"] == row["question"] and not each["variable"])
        assert not 0 < int(whole["base"]) - int(row["base"]) < LEAST_BASE
    page = client.get(wave.get_absolute_url()).content.decode()
    sent = client.get(f"{wave.get_absolute_url()}chiffres.csv").content.decode()
    for said in (page, sent, (folder / "dictionnaire.csv").read_text(encoding="utf-8")):
        assert "jeune" not in said.replace("jeune+adulte", "").replace("jeune ou adulte", "").replace(
            "<li>jeune</li>", ""
        )


def test_finer_groups_would_have_shown_small_cells(barometer):
    """The broken twin: the young apart are fewer than 50, so they are not crossed, and the list says so."""
    wave = closed(barometer, 400, ages=(0.08, 0.42, 0.5))
    found = material(wave)
    assert [variable.slug for variable in found.fine] == ["age"]
    assert min(found.bases(found.fine[0]).values()) < LEAST_BASE


def test_a_question_with_few_answers_leaves_nowhere(client, barometer, tmp_path):
    wave = closed(barometer, 80)
    result = publish(wave)
    assert "pourquoi" in {each["question"] for each in result.figures["withheld"]}
    folder = unpacked(client, wave, tmp_path)
    assert "pourquoi" not in rows(folder, "reponses.csv")[0]
    assert "Questions non publiées" in client.get(wave.get_absolute_url()).content.decode()
    assert client.get(f"{wave.get_absolute_url()}chiffres/pourquoi.csv").status_code == 404


def test_a_spreadsheet_runs_nothing_of_our_tables():
    assert table(["sens"], [["=1+1"], ["@somme"], ["-2.5"], ["oui"]]) == "sens\r\n'=1+1\r\n'@somme\r\n-2.5\r\noui\r\n"


@pytest.mark.parametrize("people", [150, 400, 900])
@pytest.mark.parametrize("ages", [(0.02, 0.08, 0.9), (0.2, 0.4, 0.4), (0.5, 0.01, 0.49)])
def test_the_proposed_groups_hold_what_they_promise(barometer, people, ages):
    """Each group has 50 people, or nothing keeps two groups; each profile is shared by five; no answer is lost."""
    wave = closed(barometer, people, ages=ages)
    weighing.group_all(wave=wave, actor=None)
    found = material(wave)
    assert found.alike >= ALIKE
    assert found.fine == ()
    assert all("" not in row.profile for row in found.rows)
    for variable in found.variables:
        codes = [code for group in variable.groups for code in group.codes]
        assert codes == list(found.asked.by_slug[variable.slug].codes)  # neighbours only, in the order of the question
