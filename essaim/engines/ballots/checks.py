"""What a section of ballots means, checked before the kit is installed. Paths start at the section."""

from collections.abc import Iterable, Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.params.values import FieldRecord
from essaim.cores.rules.kinds import Kind
from essaim.engines.ballots.domain.phases import KEYS
from essaim.engines.ballots.frame_checks import frame
from essaim.engines.ballots.params import BallotsSection
from essaim.engines.ballots.verbs import PROPOSE

DAYS = "jours"
YEARS = "ans"
CHOICES = "projets"


def check(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    """Yield everything that is wrong in a section."""
    for one in (asked, kinds, parameters, names, roles, told, frame):
        yield from one(section, around)


def _fields(around: Surroundings) -> dict[str, FieldRecord]:
    return {one.id: one for one in around.record.fields}


def asked(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    """Every field of the pages is filled by the author, once; what an idea is made of is among them."""
    known, seen = _fields(around), set[str]()
    for place, page in enumerate(section.idea.pages):
        for rank, name in enumerate(page.fields):
            path = ("idea", "pages", place, "fields", rank)
            if known[name].filled_by != section.idea.role:
                yield Finding(path, f"« {name} » est rempli par « {known[name].filled_by} », pas par « {section.idea.role} »",
                              "changez « filled_by » du champ, ou ne le demandez pas ici")  # fmt: skip
            if name in seen:
                yield Finding(path, f"« {name} » est demandé deux fois", "ne demandez chaque chose qu’une fois")
            seen.add(name)
    for key, name in _made_of(section):
        if name not in seen:
            yield Finding(("idea", key), f"« {name} » n’est demandé à aucune page", "ajoutez-le à une page de l’idée")


def _made_of(section: BallotsSection) -> Iterable[tuple[str, str]]:
    idea = section.idea
    found = [("title", idea.title), ("summary", idea.summary), ("category", idea.category), ("commune", idea.commune)]
    return [*found, ("cost", idea.cost)] if idea.cost else found


def kinds(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    """A title and a summary are texts, a category one choice, a commune a commune, a cost a sum; a photo is a document asked."""
    known = _fields(around)
    wanted = {
        "title": Kind.TEXT,
        "summary": Kind.TEXT,
        "category": Kind.CHOICE,
        "commune": Kind.COMMUNE,
        "cost": Kind.MONEY,
    }
    for key, name in _made_of(section):
        if known[name].type is not wanted[key]:
            yield Finding(
                ("idea", key),
                f"« {name} » est de type {known[name].type.value}",
                f"nommez un champ {wanted[key].value}",
            )
        if key != "cost" and not known[name].required:
            yield Finding(
                ("idea", key),
                f"« {name} » n’est pas obligatoire",
                "une idée a toujours un titre, un résumé, un thème, une commune",
            )
    photo = section.idea.photo
    if photo is not None and photo not in {one.id for page in section.idea.pages for one in page.documents}:
        yield Finding(
            ("idea", "photo"), f"aucune page ne demande le document « {photo} »", "nommez un « documents » d’une page"
        )


def parameters(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    """Durations are whole days, money is money, the number of choices and the age are whole."""
    for key in KEYS:
        name = section.calendar.parameter(key)
        yield from _whole(around, name, DAYS, ("calendar", key.replace("-", "_")))
    for path, name in (
        (("envelope",), section.envelope),
        (("cost", "at_least"), section.cost.at_least),
        (("cost", "at_most"), section.cost.at_most),
    ):
        if around.book.parameters[name].kind is not Kind.MONEY:
            yield Finding(path, f"« {name} » n’est pas une somme", "nommez un paramètre money")
    yield from _whole(around, section.ballot.choices, CHOICES, ("ballot", "choices"))
    yield from _whole(around, section.ballot.minimum_age, YEARS, ("ballot", "minimum_age"))
    if section.idea.at_most is not None:
        yield from _whole(around, section.idea.at_most, None, ("idea", "at_most"))


def _whole(around: Surroundings, name: str, unit: str | None, path: Path) -> Iterator[Finding]:
    found = around.book.parameters[name]
    if found.kind is not Kind.INTEGER or unit not in {None, found.unit}:
        wanted = "un nombre entier" if unit is None else f"un nombre entier, en {unit}"
        yield Finding(path, f"« {name} » n’est pas {wanted}", "changez son type ou son unité, ou nommez-en un autre")


def names(section: BallotsSection, _around: Surroundings) -> Iterator[Finding]:
    """A service is named once."""
    seen: set[str] = set()
    for place, one in enumerate(section.services):
        if one.id in seen:
            yield Finding(
                ("services", place, "id"), f"deux services s’appellent « {one.id} »", "un identifiant par service"
            )
        seen.add(one.id)


def roles(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    """The author may propose; somebody reads over, studies, advises, admits and refuses: else an edition stands still."""
    may = {one.id: one.may for one in around.record.roles}
    if f"ballots.{PROPOSE}" not in may.get(section.idea.role, []):
        yield Finding(
            ("idea", "role"), f"le rôle « {section.idea.role} » n’a pas ballots.{PROPOSE}", "ajoutez-le à son « may »"
        )
    held = {verb for one in around.record.roles if one.kind == "agent" for verb in one.may}
    for verb in ("publish", "hide", "study", "advise", "admit", "refuse", "follow", "deliver", "abandon"):
        if f"ballots.{verb}" not in held:
            yield Finding(("idea",), f"aucun agent n’a ballots.{verb}", "ajoutez-le au « may » d’un rôle d’agent")


def told(section: BallotsSection, around: Surroundings) -> Iterator[Finding]:
    """What tells a refusal says why."""
    bodies = {one.id: one.body for one in around.record.messages}
    for moment, messages in section.tells.items():
        for place, name in enumerate(messages):
            if moment in {"hidden", "refused", "abandoned"} and "{ballots.reason}" not in bodies.get(name, ""):
                yield Finding(
                    ("tells", moment, place), f"« {name} » ne dit pas le motif", "ajoutez {ballots.reason} au message"
                )
