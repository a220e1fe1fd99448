"""Indicators: the map of each, the older vintages, the files to download, which can be imported again."""

import csv
import io

import pytest

from essaim.foundation.territories import public as territories
from essaim.foundation.territories.models import Vintage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_list_names_period_and_producer_of_each(client):
    page = client.get("/territoires/indicateurs/").content.decode()
    for one in territories.indicators():
        assert f'href="/territoires/indicateurs/{one.slug}/"' in page
    assert "4e trimestre 2024" in page


def test_an_empty_platform_says_how_to_import(client):
    Vintage.objects.all().delete()
    assert "import-indicators" in client.get("/territoires/indicateurs/").content.decode()


def test_an_indicator_shows_map_legend_table_and_source(client):
    page = client.get("/territoires/indicateurs/taux_pauvrete/").content.decode()
    assert "Taux de pauvreté monétaire (seuil à 60 %), 2021" in page
    assert "Filosofi 2021" in page
    assert "Licence Ouverte 2.0" in page
    assert "IGN, ADMIN EXPRESS COG" in page
    assert 'class="legend"' in page
    assert "<caption>" in page
    assert "36,1" in page, "La Réunion"
    assert "non disponible" in page


def test_an_older_vintage_keeps_its_own_page(client, tmp_path):
    (tmp_path / "v.csv").write_text("indicateur,territoire,valeur\ntaux_pauvrete,32,12.5\n", encoding="utf-8")
    (tmp_path / "m.csv").write_text(
        "indicateur,theme,libelle,unite,periode,producteur,publication,licence\n"
        "taux_pauvrete,revenus,Taux de pauvreté,%,2018,Insee,Filosofi 2018,Licence Ouverte 2.0\n",
        encoding="utf-8",
    )
    territories.import_indicators(values=tmp_path / "v.csv", meta=tmp_path / "m.csv")
    latest = client.get("/territoires/indicateurs/taux_pauvrete/").content.decode()
    assert "?periode=2018" in latest
    assert "12,5" not in latest
    older = client.get("/territoires/indicateurs/taux_pauvrete/?periode=2018").content.decode()
    assert "12,5" in older
    assert 'aria-current="page">2018' in older


def test_the_file_of_an_indicator_has_every_departement_and_no_invented_zero(client):
    response = client.get("/territoires/indicateurs/niveau_vie_median.csv")
    assert response["Content-Disposition"] == 'attachment; filename="niveau_vie_median-2021.csv"'
    rows = {row["territoire"]: row for row in rows_of(response)}
    assert set(rows) == {"32", "34", "93", "974"}
    assert rows["32"]["valeur"] == "22110"
    assert rows["32"]["france"] == ""
    assert rows["32"]["france_metropolitaine"] == "23080"


def test_the_file_of_a_territory_says_the_same_as_its_page(client):
    rows = {row["indicateur"]: row for row in rows_of(client.get("/territoires/departement/32-gers/indicateurs.csv"))}
    assert len(rows) == 33
    assert rows["part_75_plus"]["valeur"] == "14,8"
    assert (rows["part_75_plus"]["rang"], rows["part_75_plus"]["sur"]) == ("1", "4")


def test_a_downloaded_file_is_imported_again_without_change(client, tmp_path):
    """What goes out can come in: the same columns, separator and decimal comma."""
    values = tmp_path / "v.csv"
    values.write_bytes(client.get("/territoires/indicateurs/taux_chomage.csv").content)
    one = next(one for one in territories.indicators() if one.slug == "taux_chomage")
    described = [one.slug, one.theme, one.label, one.unit, one.period, one.producer, one.publication, one.licence]
    heading = "indicateur;theme;libelle;unite;periode;producteur;publication;licence"
    (tmp_path / "m.csv").write_text(f"{heading}\n{';'.join(described)}\n", encoding="utf-8")
    report = territories.import_indicators(values=values, meta=tmp_path / "m.csv", dry_run=True)
    assert (report.created, report.corrected) == (0, 0)
    assert report.unchanged == 4
