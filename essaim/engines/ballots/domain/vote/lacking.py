"""What an edition lacks for its rules to be frozen: projects without canton or band, bands without project, ballots nobody could fill."""

from collections import Counter
from collections.abc import Iterator, Sequence

from essaim.adoptions.contract import RefusedActError
from essaim.cores import voting
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.domain.framing.declared import CANTONS_MISSING, Declared
from essaim.engines.ballots.domain.framing.sense import fits
from essaim.engines.ballots.domain.vote import frame
from essaim.engines.ballots.domain.vote.drafting import admitted, declared_of, draft
from essaim.engines.ballots.models.consultation import Consultation, Zone
from essaim.engines.ballots.models.project import Project

NAMED = 5


def faults(consultation: Consultation, words: Words) -> list[str]:
    """Return what keeps the rules of an edition from being frozen, in French: what, where, what to do. Reads only."""
    found, zones = declared_of(words), list(consultation.zones.order_by("code"))
    wrong = [
        f"Paramètres : {what} ; attendu : {advice}." for _, what, advice in fits(words.section, words.terms.values)
    ]
    wrong += _of_edition(consultation, found, len(zones))
    for zone in zones:
        wrong += _of_zone(zone, words, found)
    return wrong or _of_core(consultation, words)


def _of_edition(consultation: Consultation, found: Declared, zones: int) -> Iterator[str]:
    if found.canton != "none" and not consultation.cantons:
        yield f"Page Édition : {CANTONS_MISSING}."
    if found.canton == "each" and zones > 1:
        yield "Une enveloppe par canton ne va pas avec plusieurs secteurs de vote : gardez un seul secteur, ou changez la règle par canton."
    if found.canton == "each" and found.canton_cents * len(consultation.cantons) > sum(
        zone.envelope_cents for zone in consultation.zones.all()
    ):
        total = euros(found.canton_cents * len(consultation.cantons))
        yield f"Les enveloppes des {len(consultation.cantons)} cantons font {total}, plus que l’enveloppe de l’édition : baissez celle d’un canton."


def _of_zone(zone: Zone, words: Words, found: Declared) -> Iterator[str]:
    projects, where = admitted(zone), f"Secteur « {zone.label} »"
    ballot = words.section.ballot
    least = words.whole(ballot.choices) if ballot.limit == "exactly" else 1
    if len(projects) < least:
        yield f"Le secteur « {zone.label} » a {len(projects)} projet(s) soumis au vote : il en faut au moins {least}."
        return
    for one in projects:
        yield from (f"{where}, projet n° {one.number} : {why}" for why in unfit(one, zone.consultation, words, found))
    yield from (f"{where} : {why}" for why in _empty_bands(projects, found))
    themes = Counter(one.category for one in projects)
    possible = sum(min(held, found.ballot_per_theme) for held in themes.values()) if found.ballot_per_theme else least
    if possible < least:
        yield f"{where} : un bulletin de {least} projets est impossible avec {found.ballot_per_theme} projet(s) par thème au plus ({len(themes)} thème(s)). Baissez le nombre de choix, ou levez le maximum."


def unfit(project: Project, consultation: Consultation, words: Words, found: Declared) -> Iterator[str]:
    """Yield why a project cannot be put to the vote under the frame of its edition; nothing when it can."""
    known = [one.id for one in words.section.frame.reserved]
    if project.public and project.public not in known:
        yield f"sa part réservée, « {project.public} », n’existe pas dans ce service. Choisissez-en une autre (Corriger le projet)."
    needed = found.canton in {"only", "first"}
    if not project.canton and needed:
        yield "il n’a pas de canton, et une règle du service compte par canton. Donnez-le-lui (Corriger le projet)."
    if project.canton and found.canton != "none" and project.canton not in consultation.cantons:
        listed = ", ".join(consultation.cantons[:NAMED]) or "aucun"
        yield f"« {project.canton} » n’est pas un canton de l’édition ({listed}…). Corrigez-le, ou ajoutez ce canton à la page Édition."
    if found.bands and found.band_of(project.cost_cents or 0, project.public) is None:
        yield f"aucune tranche ne prend un projet de {euros(project.cost_cents or 0)}. Revoyez son coût, ou les tranches du service."


def check_fit(project: Project, words: Words) -> str:
    """Return the key of the band of a project about to be put to the vote, empty without bands. Raises RefusedActError."""
    found = declared_of(words)
    wrong = list(unfit(project, project.consultation, words, found))
    if wrong:
        raise RefusedActError(f"Ce projet ne peut pas être soumis au vote : {' '.join(wrong)}")
    band = found.band_of(project.cost_cents or 0, project.public)
    return band.id if band else ""


def _empty_bands(projects: Sequence[Project], found: Declared) -> Iterator[str]:
    """A band without a project keeps its money for nobody."""
    held = Counter(found.band_of(one.cost_cents or 0, one.public) for one in projects)
    replaced = found.canton in {"first", "each"}
    for one in found.bands:
        if not held[one] and not (replaced and not one.reserved):
            yield f"la tranche « {one.label} » n’a aucun projet : son argent ne servirait à personne. Mettez sa part à 0, ou soumettez-lui un projet."


def _of_core(consultation: Consultation, words: Words) -> list[str]:
    """Ask the core to count nothing under these rules: what it refuses would be refused at the count."""
    rules = {**draft(consultation, words), "ties": ["file"], "election": ""}
    wrong = []
    for zone in rules["zones"]:
        try:
            frame.result_of(rules, zone["code"], [])
        except voting.BadFrame as refusal:
            wrong.append(f"Secteur « {zone['label']} » : {refusal}.")
    return wrong
