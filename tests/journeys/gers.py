"""An invented edition in the Gers: projects, costs and ballots drawn from a stated seed. Pure: both sides of a journey read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

SEED = 32_416
PLACES = (
    ("32344", "Riscle", "Adour-Gersoise"), ("32119", "Eauze", "Armagnac-Ténarèze"), ("32290", "Montréal", "Armagnac-Ténarèze"),
    ("32242", "Masseube", "Astarac-Gimone"), ("32433", "Simorre", "Astarac-Gimone"), ("32013", "Auch", "Auch-1"),
    ("32013", "Auch", "Auch-2"), ("32307", "Pavie", "Auch-3"), ("32107", "Condom", "Baïse-Armagnac"),
    ("32459", "Valence-sur-Baïse", "Baïse-Armagnac"), ("32462", "Vic-Fezensac", "Fezensac"), ("32132", "Fleurance", "Fleurance-Lomagne"),
    ("32331", "Preignan", "Gascogne-Auscitaine"), ("32249", "Mauvezin", "Gimone-Arrats"), ("32147", "Gimont", "Gimone-Arrats"),
    ("32296", "Nogaro", "Grand-Bas-Armagnac"), ("32160", "L’Isle-Jourdain", "L’Isle-Jourdain"), ("32208", "Lectoure", "Lectoure-Lomagne"),
    ("32370", "Saint-Clar", "Lectoure-Lomagne"), ("32256", "Mirande", "Mirande-Astarac"), ("32252", "Miélan", "Mirande-Astarac"),
    ("32233", "Marciac", "Pardiac-Rivière-Basse"), ("32319", "Plaisance", "Pardiac-Rivière-Basse"), ("32213", "Lombez", "Val de Save"),
    ("32410", "Samatan", "Val de Save"),
)  # fmt: skip
WORKS = (
    ("Un terrain de pétanque couvert", "sport", 18, "Six pistes sous un toit de bois, éclairées le soir, pour jouer en toute saison."),
    ("Une piste de vélo pour les enfants", "sport", 32, "Des bosses et des virages doux sur un terrain de la commune, avec des bancs pour les familles."),
    ("Un mur d’escalade au gymnase", "sport", 41, "Huit voies faciles, des prises pour les petits, et le matériel prêté par le club."),
    ("Un parcours de santé au bord de l’eau", "sport", 14, "Douze agrès en bois le long du chemin, dont quatre accessibles en fauteuil."),
    ("Des boîtes à livres", "culture", 2, "Cinq armoires peintes par les écoles, remplies par les habitants et suivies par la médiathèque."),
    ("Un théâtre de verdure", "culture", 38, "Des gradins de pierre et une scène, ouverts aux écoles, aux associations et aux artistes de passage."),
    ("Une fresque sur le château d’eau", "culture", 12, "Un artiste et des collégiens peignent l’histoire du village, racontée par ses anciens."),
    ("La restauration du lavoir", "culture", 23, "La charpente et le bassin sont repris par une entreprise d’insertion, avec des visites du chantier."),
    ("Un cinéma de plein air", "culture", 16, "Un écran, un projecteur et des transats qui tournent l’été de village en village."),
    ("Un verger ouvert à tous", "environnement", 6, "Quarante arbres d’espèces anciennes, plantés avec les écoles, dont chacun cueille les fruits."),
    ("Une mare pédagogique", "environnement", 9, "Une mare, un ponton et des panneaux pour observer les grenouilles et les libellules."),
    ("Des haies le long des chemins", "environnement", 11, "Deux kilomètres de haies champêtres, plantées par des volontaires pendant trois hivers."),
    ("Un composteur de quartier", "environnement", 3, "Trois bacs, un référent formé et de la terre pour les jardins de l’école."),
    ("Des toits qui récupèrent la pluie", "environnement", 27, "Deux citernes sous le préau de l’école pour arroser le stade et les massifs."),
    ("Une épicerie ambulante", "solidarite", 46, "Un camion aménagé qui passe chaque semaine dans les hameaux sans commerce."),
    ("Un lieu pour se retrouver l’après-midi", "solidarite", 29, "Une salle, une cuisine et un jardin pour que les personnes âgées ne restent pas seules."),
    ("Un atelier où l’on répare ensemble", "solidarite", 8, "Des établis, des outils et des bénévoles pour réparer vélos, lampes et vêtements."),
    ("Une halte pour les aidants", "solidarite", 19, "Deux chambres et un salon pour souffler quelques heures pendant qu’un proche est accompagné."),
    ("Un frigo solidaire", "solidarite", 2, "Un abri et un réfrigérateur devant la mairie, remplis par les commerces et les jardiniers."),
    ("Un terrain d’aventures", "jeunesse", 22, "Des cabanes, une tyrolienne et du sable, dessinés par les enfants du conseil municipal."),
    ("Un studio de musique pour les jeunes", "jeunesse", 34, "Une salle isolée, une batterie, deux amplis et de quoi enregistrer."),
    ("Un abri de bus où l’on a chaud", "jeunesse", 7, "Un abri vitré, éclairé, avec des prises, à l’arrêt du collège."),
    ("Des jeux dans la cour de l’école", "jeunesse", 13, "Des jeux peints au sol et des structures que filles et garçons partagent."),
    ("Un atelier de fabrication numérique", "numerique", 44, "Imprimantes, découpe et machines à coudre, ouvertes le soir et le samedi."),
    ("Une borne d’information sur la place", "numerique", 15, "Les horaires, les associations et les démarches, lus à voix haute pour qui le souhaite."),
    ("Des ordinateurs remis en état", "numerique", 5, "Soixante ordinateurs nettoyés par le lycée et donnés aux familles qui n’en ont pas."),
)  # fmt: skip
SERVICES = {"sport": "culture", "culture": "batiments", "environnement": "environnement", "solidarite": "solidarites", "jeunesse": "batiments", "numerique": "batiments"}  # fmt: skip
CHOICES = 3


@dataclass(frozen=True)
class Said:
    """A project: what a service reads of it, and what it estimates (euros)."""

    title: str
    summary: str
    category: str
    commune: str
    canton: str
    euros: int

    @property
    def service(self) -> str:
        return SERVICES[self.category]


def projects(number: int) -> list[Said]:
    """Return so many projects, each of another kind or in another place, in an order drawn from the seed."""
    draw = Random(SEED)  # noqa: S311 - a journey that anybody can walk again
    pairs = draw.sample([(place, work) for place in PLACES for work in WORKS], number)
    return [_said(place, work, draw) for place, work in pairs]


def _said(place, work, draw: Random) -> Said:
    (insee, town, canton), (title, category, thousands, summary) = place, work
    euros = min(50_000, max(500, round(thousands * draw.uniform(700, 1200) / 50) * 50))
    return Said(f"{title} à {town}", summary, category, insee, canton, euros)


def ballots(number: int, numbers: Sequence[int], salt: str) -> list[tuple[int, ...]]:
    """Return so many ballots of three projects: a few projects are dear to many, most to few, as in real votes."""
    draw = Random(f"{SEED}:{salt}")  # noqa: S311 - the same
    order = list(numbers)
    Random(SEED).shuffle(order)  # noqa: S311 - the same
    weights = [1 / (rank + 4) for rank in range(len(order))]
    return [_ballot(order, weights, draw) for _ in range(number)]


def _ballot(order: Sequence[int], weights: Sequence[float], draw: Random) -> tuple[int, ...]:
    chosen: set[int] = set()
    while len(chosen) < CHOICES:
        chosen.add(draw.choices(order, weights)[0])
    return tuple(sorted(chosen))
