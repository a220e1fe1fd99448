"""Write what the machine says: a case, its history, its clocks, its decision; then what follows, in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Participation
from essaim.cores.calendar.holidays import NATIONAL, observance
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.wording import say_date
from essaim.engines.cases.domain.clocks import Clock, Watch, first_due, last_day
from essaim.engines.cases.domain.machine import Position, Step, arrive
from essaim.engines.cases.domain.words import Words, section_of, when, who_did
from essaim.engines.cases.models import Case, CaseClock, CaseEvent, Decision, SectorCommune
from essaim.engines.cases.models.case import DECIDED, GOING_ON
from essaim.engines.cases.params import CasesSection
from essaim.engines.cases.verbs import SUBMIT
from essaim.foundation.territories.public import departements_of

NOT_AVAILABLE = "non disponible"


@dataclass(frozen=True)
class Deed:
    """What was done: the verb, the transition or deadline of the kit, why, and what its rule answered."""

    verb: str
    way: str = ""
    reason: str = ""
    grounds: Sequence[str] = ()


class StaleError(RefusedActError):
    """Another act has changed the case since the screen was shown. ``case`` is as it is now."""

    def __init__(self, case: Case) -> None:
        last, words = case.events.last(), Words.of(case.participation)
        what = f"{words.done(last)}, {when(last.at)}" if last else "à l’instant"
        super().__init__(
            f"Entre-temps, {who_did(last)} a agi ({what}) : le dossier est à l’état « {words.state(case.state)} »."
            " Relisez-le, puis décidez."
        )
        self.case = case


def watch_of(adoption: Adoption, now: datetime) -> Watch:
    """Return the moment in local time, with the holidays of the place: none of its own where two départements differ."""
    code = adoption.territory.code
    places = {observance(one.partition("-")[2]) for one in departements_of([code]).get(code, ())}
    return Watch(timezone.localtime(now), places.pop() if len(places) == 1 else NATIONAL)


def position_of(case: Case) -> Position:
    """Return where a case is, as the machine knows it. One query."""
    clocks = [Clock(one.deadline, _local(one.due_at), one.left, one.late) for one in case.clocks.all()]
    return Position(case.state, tuple(clocks))


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


def open_case(act: Act, participation: Participation, door: str = "") -> Case:
    """Open the case of a participation in the state where its door sorts it. Raises RefusedActError: one is under way."""
    section = section_of(participation)
    before = list(Case.objects.filter(participation=participation).values_list("kind", flat=True))
    if set(before) & set(GOING_ON):
        raise RefusedActError("Un dossier est déjà en cours pour cette demande.")
    step = arrive(section, act.world(participation), section.door(door), watch_of(act.adoption, act.now))
    case = Case.objects.create(
        adoption=act.adoption, participation=participation, rank=len(before) + 1, version=0,
        **_state(section, step, act.now), opened_at=act.now, trial=participation.trial,
        sector_id=_sector(act.adoption, section, participation.values),
    )  # fmt: skip
    return record(act, case, step, Deed(SUBMIT))


def _sector(adoption: Adoption, section: CasesSection, values: Mapping[str, Value]) -> int | None:
    commune = values.get(section.routing.field) if section.routing else None
    if commune is None:
        return None
    found = SectorCommune.objects.filter(adoption=adoption, commune__code=f"commune-{commune}")
    return found.values_list("sector_id", flat=True).first()


def _state(section: CasesSection, step: Step, now: datetime) -> dict[str, Any]:
    kind = section.state(step.position.state).kind
    return {
        "state": step.position.state,
        "kind": kind,
        "since": now,
        "ended_at": None if kind in GOING_ON else now,
        "due_at": first_due(step.position.clocks) if kind in GOING_ON else None,
        "late_since": behind(section, step.position.clocks),
    }


def record(act: Act, case: Case, step: Step, deed: Deed) -> Case:
    """Write a step of the machine, guarded by the version that was read, and say what happened.

    Side effects: the case, its event, its clocks, its decision, the standing of the participation, the kit's table and message, in the act's
    transaction. Raises StaleError: another act came first; RefusedActError: a refusal without its reason.
    """
    section = section_of(case.participation)
    values = _state(section, step, act.now)
    if values["kind"] == "refused" and not deed.reason.strip():
        raise RefusedActError("Un refus porte toujours son motif : écrivez-le, la personne le lira.")
    if values["kind"] not in GOING_ON:
        values["late_since"] = case.late_since or _lapsed(section, step, act.now)
    before = case.state
    _advance(case, values)
    _write_event(act, case, "" if deed.verb == SUBMIT else before, deed)
    _write_clocks(case, step.position.clocks)
    _decide(act, case, step, deed)
    _say(act, case, step, deed)
    return case


def behind(section: CasesSection, clocks: Sequence[Clock]) -> datetime | None:
    """Return since when the service is behind: the first of its own deadlines that ran out; None when it is not."""
    return min((one.due for one in clocks if one.late and one.due and section.of_the_service(one.key)), default=None)


def _lapsed(section: CasesSection, step: Step, now: datetime) -> datetime | None:
    """A deadline of the service that ends a case by itself was not kept."""
    return now if step.deadline is not None and section.of_the_service(step.deadline.id) else None


def _advance(case: Case, values: Mapping[str, Any]) -> None:
    """Move a case from the version that was read to the next one, in one statement: whoever read an older one changes nothing."""
    kept = {"since": case.since} if values["state"] == case.state and case.version else {}
    changes = {**values, **kept, "version": case.version + 1}
    if not Case.objects.filter(pk=case.pk, version=case.version).update(**changes):
        raise StaleError(_again(case))
    for name, value in changes.items():
        setattr(case, name, value)


def _again(case: Case) -> Case:
    now = Case.objects.get(pk=case.pk)
    now.participation, now.adoption = case.participation, case.adoption
    return now


def _write_event(act: Act, case: Case, before: str, deed: Deed) -> None:
    CaseEvent.objects.create(
        case=case, version=case.version, verb=deed.verb, way=deed.way, before=before, after=case.state, kind=case.kind,
        role=act.actor.role, actor=act.actor.key, machine=act.actor.machine, reason=deed.reason.strip(), at=act.now,
        trial=case.trial,
    )  # fmt: skip


def _write_clocks(case: Case, clocks: Sequence[Clock]) -> None:
    case.clocks.all().delete()
    CaseClock.objects.bulk_create(
        CaseClock(case=case, deadline=one.key, due_at=one.due, left=one.left, late=one.late) for one in clocks
    )


def _decide(act: Act, case: Case, step: Step, deed: Deed) -> None:
    """Freeze the decision, and settle the participation: decided, or ended without a decision."""
    if case.kind in GOING_ON:
        return
    act.settle(case.participation, "decided" if case.kind in DECIDED else "ended")
    if case.kind in DECIDED:
        given = {key: value for one in step.happened for key, value in one.payload.items() if isinstance(value, int)}
        Decision.objects.create(
            case=case, granted=case.kind == "granted", reason=deed.reason.strip(), grounds=list(deed.grounds),
            amount_cents=given.get("amount"), quantity=given.get("quantity"), role=act.actor.role, actor=act.actor.key, machine=act.actor.machine,
            days=(timezone.localdate(act.now) - timezone.localdate(case.opened_at)).days, at=act.now,
            in_time=not case.late, trial=case.trial,
        )  # fmt: skip


def _say(act: Act, case: Case, step: Step, deed: Deed) -> None:
    for one in step.happened:
        act.happened(one.event, case.participation, {"file": number(case), **one.payload})
    if step.tells:
        words = offered(case, first_due(step.position.clocks), deed.reason, act.now)
        act.tell(step.tells, case.participation, words)


def number(case: Case) -> str:
    """Return the number of a case, as it is dictated."""
    return case.reference.removeprefix("n° ")


def offered(case: Case, due: datetime | None, reason: str, now: datetime) -> dict[str, str]:
    """Return what the engine fills in the messages of a kit."""
    return {
        "number": number(case),
        "reason": reason.strip() or NOT_AVAILABLE,
        "decided-on": say_date(timezone.localdate(now)),
        "deadline": say_date(last_day(due)) if due else NOT_AVAILABLE,
    }
