"""Write the codebook of a wave in DDI Codebook 2.5 (https://ddialliance.org/Specification/DDI-Codebook/2.5/), for data archives."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django.utils import timezone

from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire
from essaim.portal.barometer.domain.variables import variables
from essaim.portal.barometer.models import Kind, Wave

NAMESPACE = "ddi:codebook:2_5"
LANG = "xml:lang"
NOMINAL, INTERVAL = "nominal", "interval"


def write_ddi(wave: Wave, asked: Questionnaire) -> bytes:
    """Return the codebook: the study, then its variables, one for each column of the open data (`domain.variables`)."""
    root = Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", LANG: "fr"})
    _study(root, wave)
    data = SubElement(root, "dataDscr")
    for place, variable in enumerate(variables(asked.questions), 1):
        _variable(data, place, variable)
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def _study(root: Element, wave: Wave) -> None:
    study = SubElement(root, "stdyDscr")
    citation = SubElement(study, "citation")
    titles = SubElement(citation, "titlStmt")
    _text(titles, "titl", f"{wave.barometer.title}, {wave.title}{' (données simulées)' if wave.simulated else ''}")
    _text(titles, "IDNo", str(wave.key))
    _text(SubElement(citation, "rspStmt"), "AuthEnty", wave.institute)
    production = SubElement(citation, "prodStmt")
    _text(production, "producer", wave.commissioner)
    _text(production, "fundAg", wave.buyer)
    _text(SubElement(citation, "serStmt"), "serName", wave.barometer.title)
    information = SubElement(study, "stdyInfo")
    _text(information, "abstract", wave.objective)
    summary = SubElement(information, "sumDscr")
    for event, moment in (("start", wave.opened_at), ("end", wave.closed_at)):
        if moment is not None:
            day = timezone.localdate(moment).isoformat()
            SubElement(summary, "collDate", {"event": event, "date": day}).text = day
    _text(summary, "geogCover", wave.barometer.territory.name)
    _text(summary, "universe", wave.population)
    collection = SubElement(SubElement(study, "method"), "dataColl")
    _text(collection, "dataCollector", wave.institute)
    _text(collection, "sampProc", wave.selection)
    for mode in wave.modes():
        _text(collection, "collMode", str(mode.label))
    if wave.origin.strip():
        _text(SubElement(collection, "sources"), "srcOrig", wave.origin)  # `sources` holds elements, no text of its own
    _text(collection, "collSitu", wave.conditions)
    _text(collection, "weight", wave.adjustment)


def _variable(data: Element, place: int, asked: Asked) -> None:
    nature = INTERVAL if asked.kind in {Kind.SCALE, Kind.NUMBER} else NOMINAL
    variable = SubElement(data, "var", {"ID": f"V{place}", "name": asked.slug, "nature": nature})
    _text(variable, "labl", asked.label)
    question = SubElement(variable, "qstn")
    _text(question, "qstnLit", asked.wording)
    for language, said in asked.translations.items():
        SubElement(question, "qstnLit", {LANG: language}).text = said["wording"]
    _text(question, "ivuInstr", asked.help)
    _range(variable, asked)
    if asked.shown_if:
        _text(variable, "universe", f"Personnes qui ont répondu {', '.join(asked.shown_if_codes)} à {asked.shown_if}")
    for code, label in _categories(asked):
        category = SubElement(variable, "catgry")
        _text(category, "catValu", code)
        _text(category, "labl", label)
    form = "numeric" if nature == INTERVAL else "character"
    SubElement(variable, "varFormat", {"type": form})
    _text(variable, "notes", f"Unité : {asked.unit}" if asked.unit else "")


def _range(variable: Element, asked: Asked) -> None:
    ends = {"min": asked.lowest, "max": asked.highest}
    known = {name: str(value) for name, value in ends.items() if value is not None}
    if known and asked.kind in {Kind.SCALE, Kind.NUMBER}:
        SubElement(SubElement(variable, "valrng"), "range", known)


def _categories(asked: Asked) -> Sequence[tuple[str, str]]:
    if asked.kind is Kind.SCALE:
        return [
            (str(end), words)
            for end, words in ((asked.lowest, asked.lowest_label), (asked.highest, asked.highest_label))
            if words
        ]
    return [(option.code, option.label) for option in asked.options]


def _text(parent: Element, name: str, text: str) -> None:
    """Write an element; what is empty is left out: a codebook says nothing rather than nothing in tags."""
    if text.strip():
        SubElement(parent, name).text = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
