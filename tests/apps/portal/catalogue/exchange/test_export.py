"""The export and the downloads: valid, typed, harmless, and the same once imported again."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from essaim.config.cli import main
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import lifecycle
from essaim.portal.catalogue.exchange import export, schema, tables
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution, Status

from .conftest import content, initiative_record, solution_record, write_pages


def whole(kind: str) -> bytes:
    return b"".join(export.whole(kind))


@pytest.fixture
def validator():
    found = schema.json_schema("catalogue")
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found, format_checker=jsonschema.FormatChecker())


def test_the_export_follows_the_published_schema(catalogue, validator):
    exported = json.loads(whole("json"))
    validator.validate(exported)
    assert set(exported) == {"schema_version", "solutions", "initiatives", "diffusion"}
    assert [len(exported[kind]) for kind in ("solutions", "initiatives", "diffusion")] == [1, 3, 1]
    gers = next(one for one in exported["initiatives"] if one["id"] == "gers-bus")
    assert [figure["value"] for figure in gers["figures"]] == [16, 1.5]


def test_the_schema_refuses_what_the_records_refuse(validator):
    for wrong in ({"initiatives": [{"id": "x"}]}, {"unknown": 1}, {"solutions": [{"id": "É", "title": "t"}]}):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(wrong)


def test_the_filtered_json_follows_the_schema_too(catalogue, client, validator):
    response = client.get("/telecharger/initiatives.json?territoire=departement-32")
    found = json.loads(content(response))
    validator.validate(found)
    assert "gers-bus" in {one["id"] for one in found["initiatives"]}
    assert "herault-bus" not in {one["id"] for one in found["initiatives"]}
    assert [one["id"] for one in found["solutions"]] == ["bus-sante"]
    assert len(found["diffusion"]) == 1


def test_export_then_import_into_an_empty_base_gives_the_same_export(catalogue, tmp_path, capsys):
    file = tmp_path / "export.json"
    assert main(["catalogue", "export", "--output", str(file)]) == 0
    before = file.read_bytes()
    Diffusion.objects.all().delete()
    Initiative.objects.all().delete()
    Solution.objects.all().delete()
    assert main(["catalogue", "import", str(file), "--publish"]) == 0
    assert main(["catalogue", "export", "--output", str(file)]) == 0
    assert file.read_bytes() == before
    assert b"gers-bus" in before
    capsys.readouterr()


def test_a_draft_is_neither_exported_nor_named(catalogue):
    lifecycle.withdraw(page=Initiative.objects.get(slug="herault-bus"), reason="essai")
    exported = json.loads(whole("json"))
    assert "herault-bus" not in json.dumps(exported)
    assert exported["diffusion"][0]["to_initiative"] is None
    lifecycle.withdraw(page=Solution.objects.get(slug="bus-sante"), reason="essai")
    assert "bus-sante" not in whole("json").decode()


def test_the_csv_opens_in_a_spreadsheet_with_its_accents(catalogue, client):
    response = client.get("/telecharger/initiatives.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="initiatives.csv"'
    body = content(response)
    assert body.startswith("\ufeff".encode())
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}
    gers = rows["gers-bus"]
    assert gers["territory_names"] == "Gers"
    assert gers["departements"] == "departement-32"
    assert float(gers["latitude"]) == pytest.approx(43.7, abs=0.3)
    assert gers["since"] == "2017"
    assert "Coût : environ 1.5 à 2 M€ (prévu ; 2018 ; source : budget)" in gers["figures"]
    assert rows["france-jardin"]["latitude"] == ""


def test_no_cell_of_a_download_starts_like_a_formula(catalogue):
    texts = list(csv.reader(io.StringIO(whole("csv").decode("utf-8-sig"))))
    columns = {column.name: column.kind for column in tables.COLUMNS}
    for row in texts[1:]:
        for name, cell in zip(texts[0], row, strict=True):
            assert columns[name] == "number" or not cell.startswith(("=", "+", "-", "@"))
    sheet = load_workbook(io.BytesIO(whole("xlsx"))).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "'=Jardins partagés" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_the_xlsx_is_typed_and_titled_in_french(catalogue, client):
    response = client.get("/telecharger/initiatives.xlsx?q=bus")
    sheet = load_workbook(io.BytesIO(content(response))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Identifiant", "Page", "Titre")
    position = [column.name for column in tables.COLUMNS].index
    assert isinstance(rows[1][position("updated_at")], datetime)
    assert isinstance(rows[1][position("latitude")], float)
    assert rows[1][position("since")] == 2017


def test_a_control_character_does_not_break_the_xlsx(catalogue):
    Initiative.objects.filter(slug="gers-bus").update(summary="avant\x0baprès")
    sheet = load_workbook(io.BytesIO(whole("xlsx"))).active
    assert "avantaprès" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_the_geojson_puts_each_initiative_at_its_territory(catalogue, client):
    response = client.get("/telecharger/initiatives.geojson")
    assert response["Content-Type"] == "application/geo+json"
    found = json.loads(content(response))
    points = {feature["id"]: feature["geometry"] for feature in found["features"]}
    longitude, latitude = points["gers-bus"]["coordinates"]
    assert (longitude, latitude) == (pytest.approx(0.4, abs=0.4), pytest.approx(43.7, abs=0.3))
    assert points["france-jardin"] is None


def test_a_download_holds_what_the_results_page_lists(catalogue, client):
    body = content(client.get("/telecharger/initiatives.csv?q=bus&departement=34")).decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(io.StringIO(body))] == ["herault-bus"]
    empty = content(client.get("/telecharger/initiatives.geojson?q=zzzzzz&exact=oui"))
    assert json.loads(empty) == {"type": "FeatureCollection", "features": []}


def test_an_unknown_format_has_no_address(catalogue, client):
    assert client.get("/telecharger/initiatives.exe").status_code == 404


def test_the_table_schema_describes_the_csv(catalogue):
    described = tables.table_schema()
    rows = list(csv.DictReader(io.StringIO(whole("csv").decode("utf-8-sig"))))
    assert [field["name"] for field in described["fields"]] == list(rows[0])
    for field in described["fields"]:
        assert field["type"] in {"string", "integer", "number", "date"}
        for row in rows:
            _fits(row[field["name"]], field)


def _fits(cell: str, field: dict) -> None:
    rules = field.get("constraints", {})
    if rules.get("required"):
        assert cell
    if cell and field["type"] == "number":
        assert rules["minimum"] <= Decimal(cell) <= rules["maximum"]
    if cell and field["type"] == "integer":
        int(cell)
    if cell and "enum" in rules:
        assert cell in rules["enum"]


def test_a_download_of_one_and_of_three_takes_the_same_queries(terms, client):
    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            content(client.get("/telecharger/initiatives.json"))
        return len(made)

    write_pages(solution_record(), initiative_record())
    count()  # the caches of territories and of the index fill once
    one = count()
    write_pages(initiative_record(id="b", source_key="b"), initiative_record(id="c", source_key="c"))
    count()
    assert count() == one
    assert Initiative.objects.filter(status=Status.PUBLISHED).count() == 3


def test_the_command_writes_to_the_screen_and_says_when_it_cannot_write(catalogue, capsysbinary, tmp_path):
    assert main(["catalogue", "export", "--format", "geojson"]) == 0
    assert len(json.loads(capsysbinary.readouterr().out)["features"]) == 3
    assert main(["catalogue", "export", "--output", str(tmp_path / "absent" / "x.json")]) == 2
    assert "ne peut pas être écrit".encode() in capsysbinary.readouterr().err


def test_a_record_reads_its_own_json_back(catalogue):
    exported = whole("json")
    assert params.CatalogueRecord.model_validate_json(exported).model_dump_json(indent=1).encode() + b"\n" == exported
