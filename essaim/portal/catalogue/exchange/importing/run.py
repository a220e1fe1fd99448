"""The import as one act: read, check all, then write all in one transaction, or nothing."""

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import editing, lifecycle, records
from essaim.portal.catalogue.domain.queries import records as queries
from essaim.portal.catalogue.exchange.batches import batches
from essaim.portal.catalogue.exchange.importing import incoming as references
from essaim.portal.catalogue.exchange.importing.building import Builder
from essaim.portal.catalogue.exchange.importing.files import UnusableFile, file_hash, read_lines
from essaim.portal.catalogue.exchange.importing.incoming import MODELS, Incoming
from essaim.portal.catalogue.exchange.importing.mapping import Mapping, UnusableMapping, read_mapping
from essaim.portal.catalogue.exchange.importing.own import read_own
from essaim.portal.catalogue.exchange.importing.report import Report
from essaim.portal.catalogue.models import Diffusion, ImportedPage, ImportRun, Initiative, Solution, Status
from essaim.portal.catalogue.search import refresh

Page = Solution | Initiative


def import_file(
    *, path: Path, mapping: str = "", dry_run: bool = False, publish: bool = False, actor: UUID | None = None
) -> Report:
    """Import a file: with a mapping, or our own JSON without. Return what was done; nothing is when a line is bad.

    New pages are drafts; `publish` is for our own JSON only (moving a whole catalogue). A page that was changed here
    since it came, that was published meanwhile, or that came from elsewhere, is kept as it is.
    Side effects: pages, ledger of imports, index, journal, in one transaction; none with `dry_run`.
    Raises UnusableFile and UnusableMapping.
    """
    start = time.monotonic()
    known, mapping_hash = read_mapping(mapping) if mapping else (None, "")
    if known and publish:
        raise UnusableMapping(
            "Les fiches venues d’ailleurs restent des brouillons : --publish ne va pas avec --mapping."
        )
    report = Report(path.name, file_hash(path), known.name if known else "", dry_run)
    incoming = _mapped(path, known, report) if known else read_own(path, report, complete=publish)
    references.check_references(incoming, report)
    before = ImportRun.objects.filter(file_hash=report.file_hash, mapping_hash=mapping_hash).first()
    report.seen_before = f"{timezone.localtime(before.started_at):%d/%m/%Y à %H:%M}" if before else ""
    if not report.problems:
        _write(incoming, report, mapping_hash, Status.PUBLISHED if publish else Status.DRAFT, actor)
    report.seconds = time.monotonic() - start
    return report


def _mapped(path: Path, mapping: Mapping, report: Report) -> list[Incoming]:
    lines = read_lines(path, mapping.source)
    report.lines = len(lines)
    model = MODELS[f"{mapping.target}s"]
    addresses = dict(model._default_manager.exclude(source_key="").values_list("source_key", "slug"))
    taken = set(model._default_manager.values_list("slug", flat=True))
    builder = Builder(mapping, report, addresses, taken)
    return [Incoming(number, f"{mapping.target}s", record) for number, record in builder.build(lines)]


def _write(incoming: list[Incoming], report: Report, mapping_hash: str, status: Status, actor: UUID | None) -> None:
    try:
        with transaction.atomic():
            _Writing(report, mapping_hash, status, actor).write(incoming)
            if report.dry_run:
                transaction.set_rollback(True)
    except IntegrityError as error:
        raise UnusableFile(
            "Un autre import écrivait les mêmes fiches : rien n’a été écrit, relancez celui-ci."
        ) from error


class _Writing:
    """One transaction of import."""

    def __init__(self, report: Report, mapping_hash: str, status: Status, actor: UUID | None) -> None:
        self.report = report
        self.mapping_hash = mapping_hash
        self.status = status
        self.actor = actor
        self.known = records.References()
        self.written: dict[str, dict[int, str]] = {"solutions": {}, "initiatives": {}}

    def write(self, incoming: list[Incoming]) -> None:
        references.lock(incoming)
        for kind in MODELS:
            self._write_pages(kind, [item for item in incoming if item.kind == kind])
        self._write_edges([item.record for item in incoming if item.kind == "diffusion"])
        if self.report.outcomes["created"] or self.report.outcomes["updated"]:
            self._remember()

    def _write_pages(self, kind: str, items: list[Incoming]) -> None:
        present = _present(kind, [item.record for item in items])
        chosen = [item.record for item in items if self._decide(kind, item.record, present) == "write"]
        for record in chosen:
            page, outcome = self._write_page(record, _same(present, record))
            self.report.outcomes[outcome] += 1
            self.written[kind][page.pk] = digest(record)
        for record in chosen if kind == "solutions" else []:
            records.link_similar(solution=record.id, similar=record.similar, references=self.known)

    def _write_page(
        self, record: params.SolutionRecord | params.InitiativeRecord, before: Page | None
    ) -> tuple[Page, str]:
        """Write a page; one that was here keeps its versions, so that whoever had it open is told."""
        if before is not None and not editing.version_of(before):
            lifecycle.keep_version(page=before, reason="avant la première modification")
        page, outcome = self._written(record)
        if before is not None and outcome == "updated":
            fresh = type(page)._default_manager.get(pk=page.pk)
            lifecycle.keep_version(page=fresh, actor=self.actor, reason=f"import de {self.report.file}"[:300])
        return page, outcome

    def _written(self, record: params.SolutionRecord | params.InitiativeRecord) -> tuple[Page, str]:
        if isinstance(record, params.SolutionRecord):
            return records.write_solution(record=record, status=self.status, references=self.known)
        return records.write_initiative(record=record, status=self.status, references=self.known)

    def _decide(
        self, kind: str, record: params.SolutionRecord | params.InitiativeRecord, present: dict[str, Page]
    ) -> str:
        """Say whether to write this record; count and explain it when not."""
        page = _same(present, record)
        reason = "" if page is None else self._reason_to_keep(page, record)
        if page is None or reason == "":
            return "write"
        if reason == "unchanged":
            self.report.outcomes["unchanged"] += 1
        else:
            self.report.outcomes["kept"] += 1
            self.report.kept.append(f"{kind[:-1]} « {page.title} » : {reason}")
        return reason

    def _reason_to_keep(self, page: Page, record: params.SolutionRecord | params.InitiativeRecord) -> str:
        imported: ImportedPage | None = getattr(page, "imported", None)
        now = digest(_record(page))
        if now == digest(record) or (imported and imported.source_digest == digest(record)):
            return "unchanged"
        if record.source_key and page.source_key and page.source_key != record.source_key:
            return "son identifiant est déjà celui d’une fiche d’une autre origine"
        if imported is None:
            return "elle existe déjà ici et ne vient pas d’un import"
        if now != imported.page_digest:
            return "elle a été modifiée ici depuis son import"
        if page.status != Status.DRAFT and self.status == Status.DRAFT:
            return f"elle est déjà passée par la modération (état : {Status(page.status).label})"
        return ""

    def _write_edges(self, edges: list[params.DiffusionRecord]) -> None:
        solutions = {edge.solution for edge in edges}
        present: dict[tuple[str, str | None, str], params.DiffusionRecord] = {}
        for some in batches(sorted(solutions)):
            for edge in queries.edges_with_ends(Diffusion.objects.filter(solution__slug__in=some)):
                record = queries.diffusion_record(edge)
                present[references.ends(record)] = record
        for record in edges:
            self._write_edge(record, present.get(references.ends(record)))

    def _write_edge(self, record: params.DiffusionRecord, present: params.DiffusionRecord | None) -> None:
        if present is not None and present != record:
            self.report.outcomes["kept"] += 1
            self.report.kept.append(
                f"diffusion {' → '.join(str(end) for end in references.ends(record))} : décrite ici autrement"
            )
            return
        self.report.outcomes[records.write_diffusion(record=record, references=self.known)] += 1

    def _remember(self) -> None:
        """Keep the run, the digest of every written page, the index and the journal in step."""
        counts = {name: self.report.outcomes[name] for name in ("created", "updated")}
        run, _ = ImportRun.objects.update_or_create(
            file_hash=self.report.file_hash,
            mapping_hash=self.mapping_hash,
            defaults=counts
            | {
                "file_name": self.report.file[:200],
                "mapping": self.report.mapping,
                "started_at": timezone.now(),
            },
        )
        for kind, sources in self.written.items():
            self._remember_pages(run, kind, sources)
        if self.status == Status.PUBLISHED:
            refresh(**{kind: list(sources) for kind, sources in self.written.items()})
        journal(
            act="catalogue.import",
            actor=self.actor,
            target="import",
            key=str(run.pk),
            details={"file_hash": self.report.file_hash, **{name: str(count) for name, count in counts.items()}},
        )

    def _remember_pages(self, run: ImportRun, kind: str, sources: dict[int, str]) -> None:
        name = kind[:-1]
        for some in batches(sources):
            ImportedPage.objects.filter(**{f"{name}__in": some}).delete()
            ImportedPage.objects.bulk_create(
                ImportedPage(run=run, **{name: page}, source_digest=sources[page.pk], page_digest=digest(_record(page)))
                for page in _with_parts(kind, Q(pk__in=some))
            )


def digest(record: params.Record) -> str:
    """Return what identifies the content of a record, whatever the order of its keys and of its terms."""
    values = record.model_dump(mode="json")
    values |= {name: sorted(values[name]) for name in ("themes", "publics", "territories", "similar") if name in values}
    content = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _present(kind: str, wanted: list[params.SolutionRecord | params.InitiativeRecord]) -> dict[str, Page]:
    """Return the pages that these records may already be, by key of origin and by identifier."""
    found: dict[str, Page] = {}
    for some in batches(wanted):
        keys = [record.source_key for record in some if record.source_key]
        same = Q(source_key__in=keys) | Q(slug__in=[record.id for record in some])
        for page in _with_parts(kind, same):
            found[f"slug:{page.slug}"] = page
            if page.source_key:
                found[f"key:{page.source_key}"] = page
    return found


def _same(present: dict[str, Page], record: params.SolutionRecord | params.InitiativeRecord) -> Page | None:
    return present.get(f"key:{record.source_key}") or present.get(f"slug:{record.id}")


def _with_parts(kind: str, condition: Q) -> Iterator[Page]:
    if kind == "solutions":
        yield from queries.solutions_with_parts(Solution.objects.filter(condition).select_related("imported"))
    else:
        yield from queries.initiatives_with_parts(Initiative.objects.filter(condition).select_related("imported"))


def _record(page: Page) -> params.SolutionRecord | params.InitiativeRecord:
    return queries.solution_record(page) if isinstance(page, Solution) else queries.initiative_record(page)
