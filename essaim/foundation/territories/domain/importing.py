"""Import a vintage of indicators, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from essaim.foundation.territories.domain.figures import COUNTRY, METROPOLE, Figures, Series, fingerprint, read_figures
from essaim.foundation.territories.domain.queries.index import index
from essaim.foundation.territories.domain.reference import DATA
from essaim.foundation.territories.models import Indicator, Load, Territory, Value, Vintage
from essaim.foundation.territories.params import last_day

SET = "indicateurs"
BATCH = 2000


@dataclass(frozen=True)
class Report:
    """What an import did, or would do: numbers of indicators new to the platform, of vintages, and of values."""

    indicators: int
    created: int
    corrected: int
    withdrawn: int
    unchanged: int
    missing: int

    @property
    def changes(self) -> bool:
        """True when the platform differs afterwards."""
        return bool(self.indicators or self.created or self.corrected or self.withdrawn)

    def __str__(self) -> str:
        if not self.changes:
            return f"Rien à changer : les {self.unchanged} valeurs sont déjà là."
        return (
            f"Valeurs ajoutées : {self.created} ; corrigées : {self.corrected} ; retirées : {self.withdrawn} ; "
            f"inchangées : {self.unchanged} ; non disponibles : {self.missing}. Nouveaux indicateurs : {self.indicators}."
        )


def import_indicators(*, values: Path, meta: Path, dry_run: bool = False) -> Report:
    """Import two files: the values, and what describes them. Raise BadFileError, and write nothing, when any line is wrong.

    Side effects, in one transaction: a new period is added beside the older ones; a period already there is replaced by
    what the files say (corrected, added and withdrawn values). The same files twice change nothing.
    With ``dry_run`` nothing is written: the report says what would be.
    """
    figures = read_figures(values, meta, territories=frozenset(index().order))
    with transaction.atomic():
        keys = dict(Territory.objects.filter(retired=False).values_list("code", "pk"))
        return _total([_write(series, figures, keys, dry_run=dry_run) for series in figures.series])


def load_indicators(*, folder: Path = DATA) -> Report | None:
    """Import the indicators committed with the platform, once per version of the files: a later correction is not undone.

    Side effects: those of `import_indicators`; both in one transaction. Returns None when it was already done.
    """
    values, meta = folder / "indicateurs.csv", folder / "indicateurs_meta.csv"
    sha256 = fingerprint(values, meta)
    if Load.objects.filter(name=SET, sha256=sha256).exists():
        return None
    with transaction.atomic():
        report = import_indicators(values=values, meta=meta)
        Load.objects.update_or_create(name=SET, defaults={"sha256": sha256})
    return report


def _write(series: Series, figures: Figures, keys: dict[str, int], *, dry_run: bool) -> Report:
    vintage = Vintage.objects.filter(indicator__slug=series.line.indicateur, period=series.line.periode).first()
    new = not Indicator.objects.filter(slug=series.line.indicateur).exists()
    before = _known(vintage) if vintage else {}
    after: dict[str | int, float] = {keys.get(code, code): value for code, value in series.values.items()}
    report = _compare(before, after, new=new, missing=series.missing)
    if not dry_run:
        _replace(series, figures.sha256, keys, same=before == after and vintage is not None)
    return report


def _known(vintage: Vintage) -> dict[str | int, float]:
    """Return the values of a vintage by territory key, and by FR and FM."""
    national = ((COUNTRY, vintage.france), (METROPOLE, vintage.metropole))
    known: dict[str | int, float] = {scope: value for scope, value in national if value is not None}
    return known | dict(vintage.values.values_list("territory_id", "value"))


def _compare(before: dict[str | int, float], after: dict[str | int, float], *, new: bool, missing: int) -> Report:
    common = before.keys() & after.keys()
    unchanged = sum(before[key] == after[key] for key in common)
    return Report(
        indicators=int(new),
        created=len(after.keys() - before.keys()),
        corrected=len(common) - unchanged,
        withdrawn=len(before.keys() - after.keys()),
        unchanged=unchanged,
        missing=missing,
    )


def _replace(series: Series, sha256: str, keys: dict[str, int], *, same: bool) -> None:
    line = series.line
    indicator, _ = Indicator.objects.update_or_create(
        slug=line.indicateur, defaults={"theme": line.theme, "label": line.libelle, "unit": line.unite}
    )
    vintage, _ = Vintage.objects.update_or_create(
        indicator=indicator,
        period=line.periode,
        defaults={
            "as_of": last_day(line.periode),
            "producer": line.producteur,
            "publication": line.publication,
            "licence": line.licence,
            "decimals": series.decimals,
            "france": series.values.get(COUNTRY),
            "metropole": series.values.get(METROPOLE),
            "sha256": sha256,
        },
    )
    if same:
        return
    vintage.values.all().delete()
    rows = [
        Value(vintage=vintage, territory_id=keys[code], value=value)
        for code, value in series.values.items()
        if code in keys
    ]
    Value.objects.bulk_create(rows, batch_size=BATCH)


def _total(reports: Sequence[Report]) -> Report:
    fields = Report.__dataclass_fields__
    return Report(**{name: sum(getattr(report, name) for report in reports) for name in fields})
