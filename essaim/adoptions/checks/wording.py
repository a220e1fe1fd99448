"""Texts: placeholders of the closed list, plain text, nothing shown to whom may not see it."""

import re
from collections.abc import Iterable, Iterator

from essaim.adoptions.checks.names import declared, every_marked
from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.texts import IN_LABELS, IN_MESSAGES, IN_PAGES, SERVICE, Placeholder, Stray, placeholders
from essaim.adoptions.kits.walking import Found
from essaim.adoptions.params.base import Prose, Scope, Target
from essaim.adoptions.params.speaking import DIGITAL_MESSAGE, MessageRecord
from essaim.cores.rules.auditing import named_in_computation, read_by
from essaim.cores.rules.tree import Source

_MARKUP = re.compile(r"<\s*[A-Za-z/!?]|&#?\w+;|javascript:", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{|<%")
_TARGETS = {
    "parameter": Target.PARAMETER,
    "origin": Target.ORIGIN_FIGURE,
    "rule": Target.RULE,
    "field": Target.FIELD,
    "amount": Target.AMOUNT,
}


def texts(kit: Kit) -> Iterator[Finding]:
    """Refuse markup, template tags, unknown placeholders, and what a reader may not see."""
    for found in every_marked(kit):
        if isinstance(found.marker, Prose):
            yield from _plain(found)
            if found.marker.placeholders and not _TEMPLATE.search(found.value):
                yield from _placeholders(kit, found, found.marker)


def _plain(found: Found) -> Iterator[Finding]:
    if _MARKUP.search(found.value):
        yield Finding(
            found.path,
            "balise ou code HTML refusé",
            "écrivez du texte simple : la mise en forme est celle de la plateforme",
        )
    if _TEMPLATE.search(found.value):
        yield Finding(
            found.path,
            "langage de gabarit refusé",
            "écrivez une valeur seule entre accolades : {parameter.identifiant}",
        )


def _placeholders(kit: Kit, found: Found, prose: Prose) -> Iterator[Finding]:
    for one in placeholders(found.value):
        if isinstance(one, Stray):
            yield Finding(
                found.path, f"accolades mal employées : « {one.written} »", "une valeur s’écrit {parameter.identifiant}"
            )
        elif (wrong := _unknown(kit, found, prose, one)) is not None:
            yield wrong
        elif isinstance(found.holder, MessageRecord):
            yield from _leaks(kit, found, found.holder, one)


def _unknown(kit: Kit, found: Found, prose: Prose, one: Placeholder) -> Finding | None:
    engines = {key: [offered.key for offered in engine.offers] for key, engine in kit.engines.items()}
    message = prose.scope is Scope.MESSAGE
    pages = IN_LABELS if prose.scope is Scope.LABEL else IN_PAGES
    if one.source in kit.absent and message:
        return None  # its engine is absent, which is said elsewhere
    allowed = [*pages, *((*IN_MESSAGES, *engines) if message else ())]
    if one.source not in allowed:
        where = "dans un message" if message else "dans ce texte"
        return Finding(found.path, f"{one} n’est pas permis {where}", f"sources permises ici : {', '.join(allowed)}")
    names = _names(kit, one.source, engines)
    if one.name not in names:
        return Finding(found.path, f"{one} ne désigne rien", f"existent : {', '.join(sorted(names)) or 'aucun'}")
    return None


def _names(kit: Kit, source: str, engines: dict[str, list[str]]) -> Iterable[str]:
    if source == "service":
        return SERVICE
    return declared(kit)[_TARGETS[source]] if source in _TARGETS else engines[source]


def _leaks(kit: Kit, found: Found, message: MessageRecord, one: Placeholder) -> Iterator[Finding]:
    """Refuse what the reader of a message may not see, and health data on a channel that others may read."""
    readers, health = _secrecy(kit, one)
    if readers is not None and message.to not in readers:
        may = ", ".join(sorted(readers)) or "personne"
        yield Finding(
            found.path,
            f"{one} montrerait à « {message.to} » ce que ce rôle ne peut pas voir",
            f"peuvent le voir : {may} ; retirez-le, ou ajoutez le rôle à « seen_by »",
        )
    if health and DIGITAL_MESSAGE & set(message.channels):
        yield Finding(
            found.path,
            f"{one} mettrait une donnée de santé dans un courriel ou un SMS",
            "écrivez qu’un message attend, ou envoyez une lettre",
        )


def _secrecy(kit: Kit, one: Placeholder) -> tuple[frozenset[str] | None, bool]:
    """Return who may see a value (None: anybody) and whether it comes from health data."""
    fields = {field.id: field for field in kit.record.fields}
    if one.source == "field":
        field = fields[one.name]
        return field.readers, field.sensitivity == "health"
    if one.source == "amount":
        amount = next(amount for amount in kit.record.amounts if amount.id == one.name)
        read = read_by(named_in_computation(kit.book.amounts[one.name].computation), kit.book)
        used = [fields[ref.name] for ref in read if ref.source is Source.FIELD and ref.name in fields]
        roles = frozenset(role.id for role in kit.record.roles)
        readers = (
            frozenset(amount.seen_by)
            if amount.seen_by is not None
            else roles.intersection(*(field.readers for field in used))
        )
        return readers, any(field.sensitivity == "health" for field in used)
    engine = kit.engines.get(one.source)
    offered = next((offer for offer in engine.offers if offer.key == one.name), None) if engine else None
    return None, offered is not None and offered.sensitivity == "health"
