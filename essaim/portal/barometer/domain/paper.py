"""Paper questionnaires keyed twice: a pile is counted, keyed by two agents, its differences settled, then poured at once.

Until then a sheet is not an answer: it holds no seat, and no figure counts it. Poured together and mixed with the rest, nothing
tells which answer came from which sheet, nor who keyed it (docs/adr/0035-paper-keyed-twice.md).
"""

from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain import collecting, seats, values
from essaim.portal.barometer.domain.invitations import NotNow, spend
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.domain.queries.paper import differing, progress
from essaim.portal.barometer.domain.queries.questionnaire import Questionnaire, Values
from essaim.portal.barometer.models import Kind, Mode, PaperBatch, PaperSheet, Status, Tally, Wave

MOST_SHEETS = 1_000
VOID: dict[str, object] = {}
"""What is keyed for a sheet that is blank, unreadable, or lacks an answer that every person must give."""


@transaction.atomic
def begin_batch(*, wave: Wave, label: str, received: int, actor: UUID | None) -> PaperBatch:
    """Begin a pile of paper. Side effects: one batch and one entry of the journal, in one transaction. Raises NotNow."""
    held = _open(wave)
    batch = PaperBatch.objects.create(wave=held, label=label, received=received)
    _record(held, actor, f"paper batch: {received} sheets")
    return batch


@transaction.atomic
def recount(*, batch: PaperBatch, received: int, actor: UUID | None) -> None:
    """Correct how many sheets a pile has. Side effects: as `begin_batch`. Raises NotNow: sheets beyond it were keyed."""
    held = _held(batch)
    beyond = held.sheets.filter(number__gt=received).order_by("number").values_list("number", flat=True)
    if beyond:
        said = ", ".join(map(str, beyond[:5]))
        raise NotNow(f"Des questionnaires numérotés au-delà sont déjà saisis ({said}) : effacez leur saisie d’abord.")
    _record(held.wave, actor, f"paper batch recounted: {held.received} to {received} sheets")
    held.received = received
    held.save(update_fields=["received"])


def key_sheet(
    *, batch: PaperBatch, number: int, values: Values, agent: UUID, questionnaire: Questionnaire, code: str = ""
) -> PaperSheet:
    """Keep what one agent reads on a sheet; where she is the second and reads the same, the sheet is done.

    Args:
        batch: A pile that is not poured.
        number: Written on the paper, 1 to the number received.
        values: Answers of the path, already checked; empty for an unusable sheet.
        agent: Who keys: the second is somebody else.
        questionnaire: Of the wave.
        code: Personal code printed on the paper. It is spent in a transaction of its own, and kept nowhere with the sheet.

    Side effects: one sheet, in one transaction; the code before it. Raises NotNow: keyed twice already, or by the same agent.
    """
    may_key(batch, number, agent)
    if code and not spend(wave=batch.wave, code=code, secret=_secret(batch, number)):
        raise NotNow(
            "Une réponse a déjà été donnée avec ce code : ce questionnaire est inexploitable, ou le code est mal lu."
        )
    with transaction.atomic():
        _held(batch)
        sheet = may_key(batch, number, agent) or PaperSheet(batch=batch, number=number)
        if sheet.first is None:
            sheet.first, sheet.first_by = dict(values), agent
        else:
            sheet.second, sheet.second_by = dict(values), agent
            if not differing(questionnaire, sheet):
                sheet.agreed = sheet.first
        sheet.save()
    return sheet


def may_key(batch: PaperBatch, number: int, agent: UUID) -> PaperSheet | None:
    """Return the sheet of a number that this agent may key, None for one that nobody keyed. Raises NotNow: she may not."""
    if not 1 <= number <= batch.received:
        raise NotNow(f"Ce lot a {batch.received} questionnaires : leur numéro va de 1 à {batch.received}.")
    sheet = batch.sheets.filter(number=number).first()
    if sheet is not None and sheet.second is not None:
        raise NotNow(f"Le questionnaire {number} est déjà saisi deux fois.")
    if sheet is not None and sheet.first_by == agent:
        raise NotNow(f"Vous avez déjà saisi le questionnaire {number} : la deuxième saisie revient à un autre agent.")
    return sheet


def _secret(batch: PaperBatch, number: int) -> str:
    """What lets the same sheet be keyed again after a cut: computed from the secret of the node, which no database holds."""
    return salted_hmac("barometer.paper", f"{batch.pk}:{number}").hexdigest()


@transaction.atomic
def settle(*, sheet: PaperSheet, values: Values) -> None:
    """Keep what is read on the paper a third time, where two agents differed. Side effects: the sheet. Raises NotNow."""
    held = _held(sheet.batch).sheets.select_for_update().get(pk=sheet.pk)
    if held.second is None or held.agreed is not None:
        raise NotNow("Ce questionnaire n’a pas de différence à trancher.")
    held.agreed = dict(values)
    held.save(update_fields=["agreed"])


@transaction.atomic
def forget_sheet(*, sheet: PaperSheet) -> None:
    """Erase what was keyed of a sheet, to key it again. Side effects: the sheet. Raises NotNow."""
    _held(sheet.batch).sheets.filter(pk=sheet.pk).delete()


@transaction.atomic
def discard(*, batch: PaperBatch, actor: UUID | None) -> None:
    """Throw a pile away before it is poured; the codes spent stay spent.

    Side effects: the batch, its sheets, one entry of the journal, in one transaction. Raises NotNow.
    """
    held = _held(batch)
    _record(held.wave, actor, f"paper batch thrown away: {held.received} sheets")
    held.delete()


@transaction.atomic
def pour(*, batch: PaperBatch, questionnaire: Questionnaire, actor: UUID | None) -> PaperBatch:
    """Make answers of a whole pile, at once and in no order; then erase its sheets.

    Somebody whose quota cell is full is counted as turned away; who it is, when places are fewer than people, is drawn.

    Side effects: answers mixed with the others, seats, counts, the batch, one entry of the journal, in one transaction.
    Raises NotNow: a sheet is missing, keyed once, or differs.
    """
    wave = _open(batch.wave)
    held = _held(batch)
    state = progress(held)
    if state.left:
        raise NotNow(f"Le lot n’est pas complet : {'; '.join(state.left)}.")
    people = [dict(values) for values in held.sheets.values_list("agreed", flat=True) if values]
    SystemRandom().shuffle(people)
    seated = [values for values in people if _seated(questionnaire, values)]
    collecting.store(wave, questionnaire, seated)
    held.sheets.all().delete()
    held.poured, held.stored, held.full = True, len(seated), len(people) - len(seated)
    held.void = held.received - len(people)
    held.save()
    _count(held)
    _record(wave, actor, f"paper batch poured: {held.stored} of {held.received} sheets")
    return held


def _seated(questionnaire: Questionnaire, people: Values) -> bool:
    """Take a seat in each cell of one person, in the caller's transaction; none where one of them is full."""
    cells = questionnaire.cells(people)
    try:
        with transaction.atomic():
            seats.move([], cells)
            seats.settle(cells)
    except seats.CellFull:
        return False
    return True


def _count(batch: PaperBatch) -> None:
    Tally.objects.get_or_create(wave=batch.wave, mode=Mode.PAPER)
    Tally.objects.filter(wave=batch.wave, mode=Mode.PAPER).update(
        begun=F("begun") + batch.received, done=F("done") + batch.stored, full=F("full") + batch.full,
        left=F("left") + batch.void,
    )  # fmt: skip


def checked(questionnaire: Questionnaire, given: Values) -> dict[str, str]:
    """Return what is wrong with the answers keyed from a sheet, by question; nothing of a question that was not to be asked."""
    return {
        asked.slug: said
        for asked in questionnaire.path(given)
        if (said := values.problem(asked, given.get(asked.slug)))
    }


def alike(questionnaire: Questionnaire, first: Values, again: Values) -> dict[str, object]:
    """Return the answers of a sheet whose differences were read again; free texts, keyed once, are those of the first agent."""
    texts = {asked.slug for asked in questionnaire.questions if asked.kind is Kind.TEXT}
    return questionnaire.kept({**first, **{slug: value for slug, value in again.items() if slug not in texts}})


def _open(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status != Status.OPEN or not held.by_paper:
        raise NotNow("Un lot de papier se saisit dans une vague ouverte, qui prend des réponses sur papier.")
    return held


def _held(batch: PaperBatch) -> PaperBatch:
    """Return a batch, held until the transaction ends. Raises NotNow: it was poured, or thrown away."""
    held = (
        PaperBatch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("wave")
        .filter(pk=batch.pk)
        .first()
    )
    if held is None or held.poured:
        raise NotNow("Ce lot est déjà versé ou effacé : il ne change plus.")
    return held


def _record(wave: Wave, actor: UUID | None, what: str) -> None:
    journal.record(act="barometer.collect", actor=actor, target="wave", key=str(wave.key), details={"what": what})
