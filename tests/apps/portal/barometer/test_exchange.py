"""A questionnaire leaves as XLSForm and comes back the same; what others send is read, or refused by sheet, line and column."""

import io
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from essaim.cores.tables import UnreadableError
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import composing, margins, quotas
from essaim.portal.barometer.domain.exchange.ddi import write_ddi
from essaim.portal.barometer.domain.exchange.records import records_of
from essaim.portal.barometer.domain.exchange.writing import write_xlsform
from essaim.portal.barometer.domain.exchange.xlsform import read_xlsform
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import QuestionVersion, Quota
from essaim.portal.barometer.params import QuestionRecord
from tests.apps.portal.barometer.test_answering import text

pytestmark = pytest.mark.django_db
BASE = "/barometres/gers/1/"
CHOICES = [{"code": "bus", "label": "Le bus"}, {"code": "pain", "label": "=Le pain"}]
EVERY_KIND = [
    {"kind": "single", "slug": "a", "label": "A", "wording": "A ?", "choices": CHOICES, "profile": True, "required": True,
     "translations": {"en": {"wording": "A?", "choices": {"bus": "Bus", "pain": "Bread"}}}},
    {"kind": "multiple", "slug": "b", "label": "B", "wording": "B ?", "at_most": 1, "random_order": True, "block": "un", "choices": [
        *CHOICES, {"code": "non", "label": "Rien", "exclusive": True, "fixed": True}],
     "shown_if": {"question": "a", "codes": ["bus", "pain"]}},
    {"kind": "scale", "slug": "c", "label": "C", "wording": "C ?", "lowest": -2, "highest": 7, "lowest_label": "peu", "highest_label": "fort",
     "help": "Aide.", "translations": {"en": {"wording": "C?", "help": "Help.", "lowest_label": "little", "highest_label": "much"}}},
    {"kind": "number", "slug": "2d", "label": "D", "wording": "D ?", "lowest": 0, "highest": 100, "unit": "km",
     "shown_if": {"question": "c", "codes": ["5", "6", "7"]}},
    {"kind": "ranking", "slug": "e", "label": "E", "wording": "E ?", "at_most": 2, "choices": CHOICES, "sensitive": True,
     "shown_if": {"question": "b", "codes": ["bus"]}},
    {"kind": "grid", "slug": "f", "label": "F", "wording": "F ?", "choices": CHOICES, "random_order": True, "items": [
        {"code": "jour", "label": "Le jour"}, {"code": "nuit", "label": "La nuit"}]},
    {"kind": "grid", "slug": "g", "label": "G", "wording": "G ?", "lowest": 0, "highest": 10, "items": [
        {"code": "jour", "label": "Le jour"}, {"code": "nuit", "label": "La nuit"}],
     "translations": {"en": {"wording": "G?", "items": {"jour": "Day", "nuit": "Night"}}}},
    {"kind": "text", "slug": "h", "label": "H", "wording": "H ?"},
]  # fmt: skip


def records():
    return [QuestionRecord.model_validate(each) for each in EVERY_KIND]


@pytest.fixture
def wave(barometer):
    wave = composing.create_wave(barometer=barometer, title="Une", actor=None)
    composing.replace_questions(wave=wave, records=records(), actor=None)
    return wave


def test_every_kind_comes_back_the_same_from_its_file():
    assert read_xlsform(write_xlsform("Une", "une", records())).questions == records()


def test_the_model_comes_back_the_same_from_its_file():
    model = list(questionnaires.model().questions)
    assert read_xlsform(write_xlsform("Une", "une", model)).questions == model


def test_a_wave_comes_back_the_same_and_its_words_make_no_new_version(wave):
    before = set(QuestionVersion.objects.values_list("pk", "fingerprint"))
    file = write_xlsform(wave.title, "une", records_of(wave))
    composing.replace_questions(wave=wave, records=read_xlsform(file).questions, actor=None)
    assert records_of(wave) == records()
    assert set(QuestionVersion.objects.values_list("pk", "fingerprint")) == before


def test_words_that_begin_as_a_formula_are_words():
    book = load_workbook(io.BytesIO(write_xlsform("=A1", "une", records())))
    cells = [cell for sheet in book for row in sheet for cell in row if str(cell.value).startswith("=")]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def form(survey, choices=((),)):
    book, content = Workbook(), io.BytesIO()
    book.active.title = "survey"
    for row in survey:
        book["survey"].append(row)
    book.create_sheet("choices")
    for row in choices:
        book["choices"].append(row)
    book.save(content)
    return content.getvalue()


LISTS = (("list_name", "name", "label"), ("on", "Oui!", "Oui"), ("on", "non", "Non"))


def test_a_form_of_another_tool_is_read():
    found = read_xlsform(form([
        ("type", "name", "label", "relevant", "label::English (en)", "required"),
        ("start", "debut", "", "", "", ""),
        ("begin group", "partie", "Première partie", "", "", ""),
        ("select_one on", "sexe", "Vous venez ?", "", "Coming?", "yes"),
        ("note", "mot", "Merci", "", "", ""),
        ("end group", "", "", "", "", ""),
        ("integer", "Âge réel", "Quel âge ?", "${sexe} = 'Oui!'", "", "no"),
    ], (("list_name", "name", "label", "label::English (en)"), ("on", "Oui!", "Oui", "Yes"), ("on", "non", "Non", "No"))))  # fmt: skip
    sex, age = found.questions
    assert [choice.code for choice in sex.choices] == ["oui", "non"]
    assert sex.translations["en"].choices == {"oui": "Yes", "non": "No"}
    assert (sex.required, age.required) == (True, False)
    assert (age.slug, age.shown_if.codes) == ("age_reel", ("oui",))
    assert found.aside == ["ligne 2 (start)", "ligne 5 (note)"]
    assert found.languages == ["en"]


@pytest.mark.parametrize(("rows", "expected"), [
    ([("geopoint", "lieu", "Où ?")], "Feuille « survey », ligne 2, colonne « type » : type « geopoint » non pris en charge"),
    ([("select_one pays", "p", "Où ?")], "Feuille « survey », ligne 2, colonne « type » : la liste « pays » n’est pas dans la feuille « choices »"),
    ([("select_one on or_other", "p", "Où ?")], "non pris en charge"),
    ([("text", "a", "A ?"), ("text", "a", "B ?")], "Feuille « survey », ligne 3, colonne « name » : « a » nomme deux questions"),
    ([("text", "a", "")], "la question n’a pas de libellé en français"),
    ([("range", "a", "A ?")], "Feuille « survey », ligne 2 : Une échelle a une plus petite et une plus grande valeur"),
    ([("begin_group", "a", "A ?"), ("text", "b", "B ?")], "un groupe n’est pas fermé"),
    ([("end_group", "", "")], "ce groupe n’a pas été ouvert"),
    ([("text", "b", "B ?", "${a} = '1'")], "« a » n’est pas une question posée avant"),
    ([("select_one on", "a", "A ?"), ("text", "b", "B ?", "${a} = 'peut-être'")], "colonne « relevant » : « peut-être » n’est pas une réponse de « a »"),
    ([("select_one on", "a", "A ?"), ("text", "b", "B ?", "count(${a}) > 1")], "condition non comprise"),
    ([("begin_group", "g", "G ?", "", "table-list"), ("text", "x", "X"), ("end_group", "", "")], "une grille est faite de"),
    ([], "aucune question"),
])  # fmt: skip
def test_what_has_no_equivalent_is_refused_where_it_stands(rows, expected):
    head = ("type", "name", "label", "relevant", "appearance")
    with pytest.raises(UnreadableError) as refused:
        read_xlsform(form([head, *rows], LISTS))
    assert expected in str(refused.value)


def test_every_problem_of_a_form_is_told_at_once():
    with pytest.raises(UnreadableError) as refused:
        read_xlsform(
            form([("type", "name", "label"), ("image", "a", "A"), ("audio", "b", "B"), ("text", "c", "")], LISTS)
        )
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4]


@pytest.mark.parametrize(("survey", "choices", "expected"), [
    ((("type", "label"),), LISTS, "Feuille « survey » : la colonne « name » manque"),
    ((("type", "name"), ("text", "a")), (("list_name", "label"), ("a", "b")), "Feuille « choices » : la colonne « name » manque"),
    ((("type", "name", "type"),), LISTS, "Feuille « survey », ligne 1, colonne « type » : en double"),
])  # fmt: skip
def test_a_form_without_its_columns_is_refused(survey, choices, expected):
    with pytest.raises(UnreadableError) as refused:
        read_xlsform(form(survey, choices))
    assert expected in str(refused.value)


def test_a_quota_and_a_margin_stay_with_the_question_that_keeps_its_name(barometer):
    wave = composing.create_wave(barometer=barometer, title="Une", actor=None, model=questionnaires.model())
    type(wave).objects.filter(pk=wave.pk).update(sample_target=100)
    for slug in ("sexe", "age"):
        asked = questionnaire(wave).by_slug[slug]
        people = dict.fromkeys(quotas.combinations([asked]), 10)
        quotas.set_quota(wave=wave, axes=[asked], populations=people, source="x", source_date="x", actor=None)
    margins.margins_from_quotas(wave=wave, actor=None)
    kept = [record for record in records_of(wave) if record.slug != "age"]
    composing.replace_questions(wave=wave, records=kept, actor=None)
    assert [quota.axes for quota in Quota.objects.all()] == [["sexe"]]
    assert [margin.question.version.question.slug for margin in wave.margins.all()] == ["sexe"]
    assert wave.questions.count() == 15


def test_an_officer_gives_a_questionnaire_and_takes_it_back(wave, officer):
    given = officer.get(BASE + "questionnaire.xlsx")
    assert given["Content-Type"].endswith("sheet")
    file = SimpleUploadedFile("q.xlsx", given.content)
    led = officer.post(BASE + "reprendre/", {"file": file}, follow=True)
    assert "Questions reprises du fichier : 8." in text(led)
    bad = officer.post(
        BASE + "reprendre/", {"file": SimpleUploadedFile("q.xlsx", form([("type", "name"), ("image", "a")]))}
    )
    assert bad.status_code == 422
    assert "ligne 2, colonne « type »" in text(bad).replace("\xa0", " ")
    empty = officer.post(BASE + "reprendre/", {"file": SimpleUploadedFile("q.xlsx", b"")})
    assert "Ce fichier est vide" in text(empty)
    assert wave.questions.count() == 8


def test_the_codebook_says_the_study_and_each_variable(wave, officer):
    given = officer.get(BASE + "questionnaire.xml")
    root = fromstring(given.content)  # noqa: S314 - our own bytes
    space = {"d": "ddi:codebook:2_5"}
    names = [each.get("name") for each in root.findall("d:dataDscr/d:var", space)]
    assert names == ["a", "b", "c", "2d", "e", "e-bus", "e-pain", "f-jour", "f-nuit", "g-jour", "g-nuit"]
    first = root.find("d:dataDscr/d:var", space)
    assert [each.text for each in first.findall("d:qstn/d:qstnLit", space)] == ["A ?", "A?"]
    assert [each.text for each in first.findall("d:catgry/d:catValu", space)] == ["bus", "pain"]
    assert root.find("d:stdyDscr/d:citation/d:titlStmt/d:titl", space).text == "Baromètre du Gers, Une"
    scale = root.find("d:dataDscr/d:var[@name='c']/d:valrng/d:range", space)
    assert (scale.get("min"), scale.get("max")) == ("-2", "7")


def test_a_control_sign_in_words_does_not_break_the_codebook(wave):
    QuestionVersion.objects.filter(question__slug="a").update(wording="A \x0b<b>&?")
    root = fromstring(write_ddi(wave, questionnaire(wave)))  # noqa: S314 - our own bytes
    assert "A <b>&?" in [each.text for each in root.iter("{ddi:codebook:2_5}qstnLit")]


# DDI Codebook 2.5 (DDI Alliance, 2012-01-17), codebook.xsd: what each type that we write may hold, in its order. Read in the schema and
# its field-level documentation (complexTypes codeBookType, citationType, sumDscrType, dataCollType, sourcesType, varType, qstnType…), of
# which the repository ncrncornell/ddi-schemas keeps a copy (LGPL 3). Only the children that a codebook of ours could need are listed.
DDI = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "stdyDscr": "citation studyAuthorization stdyInfo studyDevelopment method dataAccs metadataAccs othrStdyMat notes",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "rspStmt": "AuthEnty othId",
    "prodStmt": "producer copyright prodDate prodPlac software fundAg grantNo",
    "serStmt": "serName serInfo",
    "stdyInfo": "studyBudget subject abstract sumDscr qualityStatement notes exPostEvaluation",
    "sumDscr": "timePrd collDate nation geogCover geogUnit geoBndBox boundPoly anlyUnit universe dataKind",
    "method": "dataColl notes anlyInfo stdyClas dataProcessing codingInstructions",
    "dataColl": (
        "timeMeth dataCollector collectorTraining frequenc sampProc sampleFrame targetSampleSize deviat collMode resInstru "
        "instrumentDevelopment sources collSitu actMin ConOps weight cleanOps"
    ),
    "sources": "dataSrc sourceCitation srcOrig srcChar srcDocu sources",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "var": (
        "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng undocCod universe TotlResp sumStat txt "
        "stdCatgry catgryGrp catgry codInstr verStmt concept derivation varFormat geoMap catLevel notes"
    ),
    "valrng": "item range key notes",
    "catgry": "catValu labl txt catStat mrow",
}
ANY_ORDER = {"qstn": {"preQTxt", "qstnLit", "postQTxt", "forward", "backward", "ivuInstr"}}
ONCE = {"titlStmt", "rspStmt", "prodStmt", "titl", "sources", "sumDscr", "varFormat", "catValu"}
VALUES = {("var", "nature"): {"nominal", "ordinal", "interval", "ratio", "percent", "other"}, ("varFormat", "type"): {"numeric", "character"},
          ("collDate", "event"): {"start", "end", "single"}}  # fmt: skip
TEXT = {"titl", "IDNo", "AuthEnty", "producer", "fundAg", "serName", "abstract", "collDate", "geogCover", "universe", "dataCollector",
        "sampProc", "collMode", "srcOrig", "collSitu", "weight", "labl", "qstnLit", "ivuInstr", "catValu", "notes"}  # fmt: skip


def misplaced(element):
    """Say what the schema does not allow under an element, down to its leaves."""
    name, children = plain(element), [plain(child) for child in element]
    found = [
        f"{name}@{key}={value}"
        for key, value in element.attrib.items()
        if value not in VALUES.get((name, key), {value})
    ]
    if (element.text or "").strip() and name not in TEXT:
        found.append(f"{name}: text")
    known = DDI.get(name, "").split()
    strange = set(children) - set(known) - ANY_ORDER.get(name, set())
    found += [f"{name}/{child}" for child in strange]
    if not strange and known and children != sorted(children, key=known.index):
        found.append(f"{name}: order {children}")
    found += [f"{name}/{child}: twice" for child in ONCE & set(children) if children.count(child) > 1]
    return found + [problem for child in element for problem in misplaced(child)]


def plain(element):
    return element.tag.removeprefix("{ddi:codebook:2_5}")


def test_the_codebook_is_what_the_schema_of_ddi_allows(wave):
    texts = dict.fromkeys(
        (
            "institute",
            "commissioner",
            "buyer",
            "objective",
            "population",
            "selection",
            "origin",
            "conditions",
            "adjustment",
        ),
        "Dit.",
    )
    type(wave).objects.filter(pk=wave.pk).update(
        **texts, by_import=True, opened_at="2026-11-01T12:00:00Z", status="open"
    )
    wave.refresh_from_db()
    root = fromstring(write_ddi(wave, questionnaire(wave)))  # noqa: S314 - our own bytes
    assert misplaced(root) == []
    assert len({variable.get("ID") for variable in root.iter("{ddi:codebook:2_5}var")}) == len(
        list(root.iter("{ddi:codebook:2_5}var"))
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<dataColl><sources>Un fichier</sources></dataColl>", "sources: text"),
        ("<var><catgry/><qstn/></var>", "var: order ['catgry', 'qstn']"),
        ("<citation><titl/></citation>", "citation/titl"),
        ('<var nature="text"/>', "var@nature=text"),
    ],
)
def test_twin_a_codebook_that_the_schema_refuses_is_seen(content, said):
    assert said in misplaced(fromstring(content))  # noqa: S314 - our own bytes
