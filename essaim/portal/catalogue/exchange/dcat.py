"""DCAT-AP: each data set described for data catalogues, as JSON-LD and as Turtle, from one list of statements."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.exchange import offers
from essaim.portal.catalogue.exchange.addresses import LICENCE, full, named
from essaim.portal.catalogue.models import Initiative, Solution, Status

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
FORMATS = {
    "csv": ("CSV", "text/csv", "CSV (tableur)"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX (tableur)"),
    "json": ("JSON", "application/json", "JSON complet, au schéma publié"),
    "geojson": ("GEOJSON", "application/geo+json", "GeoJSON (carte)"),
    "zip": ("ZIP", "application/zip", "Archive ZIP"),
}
OWN = ("csv", "xlsx", "json", "geojson")
"""The forms in which the catalogue itself is given."""
RANGES = {
    "dct:license": "dct:LicenseDocument",
    "dct:language": "dct:LinguisticSystem",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dct:conformsTo": "dct:Standard",
    "dct:accessRights": "dct:RightsStatement",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dcat:theme": "skos:Concept",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
}
"""What DCAT-AP 2.1.1 (SHACL, ranges) wants the object of each of our properties to be: said in the description itself,
so that it holds for a reader who has not the vocabularies of the Publications Office at hand."""


@dataclass(frozen=True)
class Iri:
    """An address; ``prefixed`` names such as ``dcat:Dataset`` are written out."""

    value: str


@dataclass(frozen=True)
class Words:
    """A French text, or a typed value when ``kind`` is given (``xsd:dateTime``)."""

    value: str
    kind: str = ""


Statement = tuple[str, str, Iri | Words]


def expand(name: str) -> str:
    """Return the whole address of a prefixed name."""
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest if prefix in PREFIXES else name


def statements(territory: str = "") -> list[Statement]:
    """Return the description of the catalogue: of everything, and of each département that has initiatives.

    With the code of a territory, only its own data set. Raises UnknownTerritoryError for a code that does not exist.
    """
    catalogue, changed = named("data"), _last_change()
    rows: list[Statement] = [
        (catalogue, "rdf:type", Iri("dcat:Catalog")),
        (catalogue, "dct:title", Words(f"Données ouvertes de {settings.ESSAIM_SERVICE_NAME}")),
        (
            catalogue,
            "dct:description",
            Words("Solutions et initiatives solidaires des territoires, et leur diffusion."),
        ),
        (catalogue, "foaf:homepage", Iri(full("/"))),
        *_shared(catalogue, changed),
    ]
    for code, name in _scopes(territory):
        rows += [(catalogue, "dcat:dataset", Iri(_address(code))), *_data_set(code, name, changed)]
    for offer in [one for provider in offers.data_sets for one in provider()] if not territory else []:
        rows += [(catalogue, "dcat:dataset", Iri(full(offer.path))), *_offered(offer)]
    rows += [(catalogue, "dcat:service", Iri(full("/api/v1/"))), *_service(), *_publisher()]
    return [*rows, *_kinds(rows)]


def _kinds(rows: list[Statement]) -> list[Statement]:
    """Say once what each thing that is only named is: a licence, a language, a format."""
    named_only = {
        (value.value, RANGES[name]): None for _, name, value in rows if name in RANGES and isinstance(value, Iri)
    }
    label = (f"{_EU}/data-theme/SOCI", "skos:prefLabel", Words("Population et société"))
    return [*((address, "rdf:type", Iri(kind)) for address, kind in named_only), label]


def _scopes(territory: str) -> list[tuple[str, str]]:
    if territory:
        return [(territory, territories.get(territory).name)]
    rows = Initiative.objects.filter(status=Status.PUBLISHED).values_list("territories__code", flat=True).distinct()
    codes = {code for code in rows if code}
    inside = {one for code, found in territories.departements_of(codes - {"pays-FR"}).items() for one in found}
    known = territories.get_many(inside)
    return [("", "France"), *((code, known[code].name) for code in sorted(inside))]


def _address(code: str) -> str:
    return named("data") + (f"#{code}" if code else "#france")


def _data_set(code: str, name: str, changed: str) -> list[Statement]:
    address = _address(code)
    query = f"territoire={code}" if code else ""
    described = f"Initiatives qui concernent ce territoire ({name}), avec chiffres et sources."
    rows: list[Statement] = [
        *_told(address, f"Initiatives solidaires : {name}", described),
        (address, "dcat:landingPage", Iri(named("search", query=query))),
        *_placed(address, code or "pays-FR", name),
        *((address, "dcat:keyword", Words(word)) for word in ("solidarité", "innovation sociale", "territoires")),
        *_shared(address, changed),
    ]
    for kind in OWN:
        rows += _distribution(address, kind, query)
    return rows


def _told(address: str, title: str, description: str) -> list[Statement]:
    """What is said of every data set, whoever makes it."""
    return [
        (address, "rdf:type", Iri("dcat:Dataset")),
        (address, "dct:title", Words(title)),
        (address, "dct:description", Words(description)),
        (address, "dct:identifier", Words(address, "xsd:anyURI")),
        (address, "dcat:theme", Iri(f"{_EU}/data-theme/SOCI")),
        (address, "dct:accrualPeriodicity", Iri(f"{_EU}/frequency/IRREG")),
        (address, "dct:accessRights", Iri(f"{_EU}/access-right/PUBLIC")),
    ]


def _placed(address: str, code: str, name: str) -> list[Statement]:
    place = address + ("-lieu" if "#" in address else "#lieu")
    return [
        (address, "dct:spatial", Iri(place)),
        (place, "rdf:type", Iri("dct:Location")),
        (place, "skos:prefLabel", Words(name)),
        (place, "dct:identifier", Words(code, "xsd:string")),
    ]


def _offered(offer: offers.DataSetOffer) -> list[Statement]:
    """A data set of an app above: its page names it, its files are read at its own addresses."""
    address = full(offer.path)
    rows: list[Statement] = [
        *_told(address, offer.title, offer.description),
        (address, "dcat:landingPage", Iri(address)),
        *_placed(address, offer.place, offer.place_name),
        *((address, "dcat:keyword", Words(word)) for word in offer.keywords),
        *_shared(address, offer.changed.isoformat(timespec="seconds")),
    ]
    for number, file in enumerate(offer.files, start=1):
        own = f"{address}#fichier-{number}"
        rows += [(address, "dcat:distribution", Iri(own)), *_file(own, full(file.path), file.kind, file.title)]
    return rows


def _file(own: str, download: str, kind: str, title: str) -> list[Statement]:
    name, media, _ = FORMATS[kind]
    return [
        (own, "rdf:type", Iri("dcat:Distribution")),
        (own, "dct:title", Words(title)),
        (own, "dcat:accessURL", Iri(download)),
        (own, "dcat:downloadURL", Iri(download)),
        (own, "dct:format", Iri(f"{_EU}/file-type/{name}")),
        (own, "dcat:mediaType", Iri(f"https://www.iana.org/assignments/media-types/{media}")),
        (own, "dct:license", Iri(LICENCE)),
    ]


def _distribution(address: str, kind: str, query: str) -> list[Statement]:
    download = named("download", kind, query=query)
    own = f"{address}-{kind}"
    schema = "initiatives-table" if kind in {"csv", "xlsx"} else "catalogue"
    rows: list[Statement] = [
        (address, "dcat:distribution", Iri(own)),
        *_file(own, download, kind, FORMATS[kind][2]),
    ]
    return rows if kind == "geojson" else [*rows, (own, "dct:conformsTo", Iri(named("schema", schema)))]


def _service() -> list[Statement]:
    service = full("/api/v1/")
    return [
        (service, "rdf:type", Iri("dcat:DataService")),
        (service, "dct:title", Words("API du catalogue")),
        (service, "dcat:endpointURL", Iri(service)),
        (service, "dcat:endpointDescription", Iri(full("/api/v1/openapi.json"))),
        (service, "dcat:servesDataset", Iri(_address(""))),
        (service, "dct:license", Iri(LICENCE)),
    ]


def _shared(address: str, changed: str) -> list[Statement]:
    rows: list[Statement] = [
        (address, "dct:publisher", Iri(_publisher_address())),
        (address, "dct:language", Iri(f"{_EU}/language/FRA")),
        (address, "dct:license", Iri(LICENCE)),
    ]
    return [*rows, (address, "dct:modified", Words(changed, "xsd:dateTime"))] if changed else rows


def _last_change() -> str:
    dates = [
        model._default_manager.filter(status=Status.PUBLISHED).aggregate(last=Max("updated_at"))["last"]
        for model in (Solution, Initiative)
    ]
    return max((date.isoformat(timespec="seconds") for date in dates if date), default="")


def _publisher_address() -> str:
    return f"{full('/')}#editeur"


def _publisher() -> list[Statement]:
    name = settings.ESSAIM_ENVIRONMENT.publisher_name or settings.ESSAIM_SERVICE_NAME
    return [
        (_publisher_address(), "rdf:type", Iri("foaf:Agent")),
        (_publisher_address(), "foaf:name", Words(name)),
    ]


def json_ld(rows: list[Statement]) -> str:
    """Write statements as JSON-LD; its context is inside, nothing is fetched to read it."""
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in rows:
        node = nodes.setdefault(subject, {"@id": subject})
        if predicate == "rdf:type" and isinstance(value, Iri):
            node.setdefault("@type", []).append(value.value)
        else:
            node.setdefault(predicate, []).append(_json_value(value))
    return json.dumps({"@context": PREFIXES, "@graph": list(nodes.values())}, ensure_ascii=False, indent=1)


def _json_value(value: Iri | Words) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": value.value}
    return {"@value": value.value, "@type": value.kind} if value.kind else {"@value": value.value, "@language": "fr"}


def turtle(rows: list[Statement]) -> str:
    """Write statements as Turtle."""
    header = [f"@prefix {prefix}: <{address}> ." for prefix, address in PREFIXES.items()]
    said: dict[str, list[str]] = {}
    for subject, predicate, value in rows:
        said.setdefault(subject, []).append(f"    {predicate} {_turtle_value(value)}")
    lines: list[str] = []
    for subject, own in said.items():
        lines += ["", f"<{_iri(subject)}>", " ;\n".join(own) + " ."]
    return "\n".join([*header, *lines]) + "\n"


def _turtle_value(value: Iri | Words) -> str:
    if isinstance(value, Iri):
        return f"<{_iri(expand(value.value))}>"
    text = '"' + value.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "") + '"'
    return f"{text}^^<{expand(value.kind)}>" if value.kind else f"{text}@fr"


def _iri(address: str) -> str:
    return re.sub(r'[<>"{}|^`\\\s]', lambda sign: f"%{ord(sign[0]):02X}", address)
