"""The published waves of a barometer beside each other, and what changed in their words; waves elsewhere that asked the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from essaim.portal.barometer.domain.bank import changes, words_of
from essaim.portal.barometer.domain.variables import BETWEEN
from essaim.portal.barometer.models import QuestionVersion, Result, Status, Wave, WaveQuestion


@dataclass(frozen=True)
class Before:
    """The wave published before another: its result, and what changed in the words of each question asked in both."""

    result: Result
    changes: Mapping[str, list[str]]


def before(wave: Wave) -> Before | None:
    """Return the wave of the same barometer published last before this one, None where this is the first. Four queries at most."""
    known = results(wave.barometer.slug).filter(wave__number__lt=wave.number, wave__simulated=wave.simulated).last()
    return Before(known, reworded([known.wave, wave])[wave.number]) if known else None


def results(slug: str) -> QuerySet[Result]:
    """Return the published results of a barometer, in the order of its waves, without their archives nor weights."""
    rows = Result.objects.filter(wave__barometer__slug=slug, wave__status=Status.PUBLISHED)
    return rows.select_related("wave__barometer__territory").defer("archive", "weights").order_by("wave__number")


def reworded(waves: Iterable[Wave]) -> dict[int, dict[str, list[str]]]:
    """Return, for each wave by its number, what changed in the words of each question since the last wave that asked it. Three queries."""
    listed = sorted(waves, key=lambda wave: wave.number)
    versions: dict[int, dict[str, QuestionVersion]] = {wave.number: {} for wave in listed}
    rows = WaveQuestion.objects.filter(wave__in=listed).select_related("version__question", "wave")
    for row in rows.prefetch_related("version__choices", "version__items"):
        versions[row.wave.number][row.version.question.slug] = row.version
    known: dict[str, QuestionVersion] = {}
    found: dict[int, dict[str, list[str]]] = {}
    for wave in listed:
        found[wave.number] = {
            slug: changes(words_of(known[slug]), words_of(version))
            for slug, version in versions[wave.number].items()
            if slug in known and known[slug].pk != version.pk
        }
        known |= versions[wave.number]
    return found


def question_of(variable: str) -> str:
    """Return the question that a variable comes from."""
    return variable.split(BETWEEN, maxsplit=1)[0]


@dataclass(frozen=True)
class Alike:
    """A published wave that asks some of the same questions, word for word. ``names``: the slug there of each question here."""

    wave: Wave
    names: Mapping[str, str]


def alike(wave: Wave) -> list[Alike]:
    """Return the published waves of other barometers that ask questions of this one in the very same words. Two queries."""
    mine = {row.version.fingerprint: row.version.question.slug for row in _asked(wave)}
    rows = (
        WaveQuestion.objects.filter(
            version__fingerprint__in=mine, wave__status=Status.PUBLISHED, wave__simulated=wave.simulated, profile=False
        )
        .exclude(wave__barometer=wave.barometer_id)
        .select_related("version__question", "wave__barometer__territory")
        .order_by("-wave__published_at", "wave")
    )
    found: dict[int, tuple[Wave, dict[str, str]]] = {}
    for row in rows:
        _, names = found.setdefault(row.wave_id, (row.wave, {}))
        names[mine[row.version.fingerprint]] = row.version.question.slug
    return [Alike(each, names) for each, names in found.values()]


def _asked(wave: Wave) -> QuerySet[WaveQuestion]:
    return wave.questions.filter(profile=False).select_related("version__question")
