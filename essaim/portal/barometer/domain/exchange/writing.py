"""Write a questionnaire as an XLSForm: ODK and Kobo ask it as it stands, and it comes back here unchanged."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from essaim.cores.tables import write_workbook
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain.exchange.columns import (
    CHOICES,
    FIELDS,
    PLAIN,
    ROLES,
    SETTINGS,
    SURVEY,
    TEXTS,
    said_in,
    xml_name,
)
from essaim.portal.barometer.models import Kind
from essaim.portal.barometer.params import QuestionRecord

Row = dict[str, str]
TYPES = {
    Kind.SINGLE: "select_one {name}", Kind.MULTIPLE: "select_multiple {name}", Kind.RANKING: "rank {name}", Kind.SCALE: "range",
    Kind.NUMBER: "integer", Kind.TEXT: "text", Kind.GRID: "begin_group",
}  # fmt: skip


def write_xlsform(title: str, form_id: str, questions: Sequence[QuestionRecord]) -> bytes:
    """Return the workbook of a questionnaire: sheets `survey`, `choices`, `settings`."""
    languages = sorted({language for one in questions for language in one.translations})
    texts = [said_in(text, language) for text in TEXTS for language in (questionnaires.FRENCH, *languages)]
    labels = [said_in("label", language) for language in (questionnaires.FRENCH, *languages)]
    by_slug = {one.slug: one for one in questions}
    french = f"{questionnaires.languages()[questionnaires.FRENCH]['name']} ({questionnaires.FRENCH})"
    settings = {"form_title": title, "form_id": form_id, "default_language": french}
    content = io.BytesIO()
    write_workbook(content, {
        SURVEY: _sheet([*PLAIN[:2], *texts, *PLAIN[2:]], (row for one in questions for row in _survey(one, by_slug))),
        CHOICES: _sheet(["list_name", "name", *labels, *ROLES], (row for one in questions for row in _choices(one))),
        SETTINGS: _sheet(list(settings), [settings]),
    })  # fmt: skip
    return content.getvalue()


def _survey(one: QuestionRecord, by_slug: Mapping[str, QuestionRecord]) -> Iterator[Row]:
    yield _question(one, by_slug)
    if one.kind is Kind.GRID:
        yield from (_line(one, place) for place in range(len(one.items)))
        yield {"type": "end_group"}


def _question(one: QuestionRecord, by_slug: Mapping[str, QuestionRecord]) -> Row:
    row = {
        "type": TYPES[one.kind].format(name=xml_name(one.slug)), "name": xml_name(one.slug), "required": _yes(one.required),
        "relevant": _relevant(one, by_slug), "parameters": _parameters(one), "constraint": _constraint(one),
        "appearance": {Kind.GRID: "table-list", Kind.TEXT: "multiline"}.get(one.kind, ""), "essaim_label": one.label,
        "essaim_profile": _yes(one.profile), "essaim_sensitive": _yes(one.sensitive), "essaim_random": _yes(one.random_order),
        "essaim_block": one.block, "essaim_at_most": str(one.at_most or ""),
    }  # fmt: skip
    for column, name in FIELDS.items():
        row[said_in(column, questionnaires.FRENCH)] = getattr(one, name)
        row |= {said_in(column, language): getattr(said, name) for language, said in one.translations.items()}
    return row


def _line(one: QuestionRecord, place: int) -> Row:
    item = one.items[place]
    kind = f"select_one {xml_name(one.slug)}" if one.choices else "range"
    row = {
        "type": kind, "name": f"{xml_name(one.slug)}-{item.code}", "parameters": _bounds(one),
        said_in("label", questionnaires.FRENCH): item.label, "required": _yes(one.required),
    }  # fmt: skip
    return row | {said_in("label", language): said.items[item.code] for language, said in one.translations.items()}


def _choices(one: QuestionRecord) -> Iterator[Row]:
    for choice in one.choices:
        row = {
            "list_name": xml_name(one.slug), "name": choice.code, said_in("label", questionnaires.FRENCH): choice.label,
            "essaim_exclusive": _yes(choice.exclusive), "essaim_fixed": _yes(choice.fixed),
            "essaim_no_opinion": _yes(choice.no_opinion),
        }  # fmt: skip
        yield row | {
            said_in("label", language): said.choices[choice.code] for language, said in one.translations.items()
        }


def _relevant(one: QuestionRecord, by_slug: Mapping[str, QuestionRecord]) -> str:
    if one.shown_if is None:
        return ""
    parent = "${" + xml_name(one.shown_if.question) + "}"
    kind = by_slug[one.shown_if.question].kind if one.shown_if.question in by_slug else Kind.SINGLE
    shape = {Kind.MULTIPLE: "selected({parent}, '{code}')", Kind.SCALE: "{parent} = {code}"}.get(
        kind, "{parent} = '{code}'"
    )
    return " or ".join(shape.format(parent=parent, code=code) for code in one.shown_if.codes)


def _parameters(one: QuestionRecord) -> str:
    if one.kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING}:
        return "randomize=true" if one.random_order else ""
    return _bounds(one) if one.kind is Kind.SCALE else ""


def _bounds(one: QuestionRecord) -> str:
    return f"start={one.lowest} end={one.highest} step=1" if not one.choices else ""


def _constraint(one: QuestionRecord) -> str:
    if one.kind is Kind.MULTIPLE and one.at_most:
        return f"count-selected(.) <= {one.at_most}"
    if one.kind is not Kind.NUMBER:
        return ""
    ends = [
        f". >= {one.lowest}" if one.lowest is not None else "",
        f". <= {one.highest}" if one.highest is not None else "",
    ]
    return " and ".join(end for end in ends if end)


def _yes(held: bool) -> str:  # noqa: FBT001 - the value itself
    return "yes" if held else ""


def _sheet(columns: Sequence[str], rows: Iterable[Row]) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    return columns, ([row.get(column, "") for column in columns] for row in rows)
