"""What the database refuses: a wave that goes back, a questionnaire or quotas changed once open, answers changed once closed."""

from essaim.foundation.storage.public import Event, Guard, register_guard

EVERY: tuple[Event, ...] = ("INSERT", "UPDATE", "DELETE")
BEGUN = "<> 'draft'"
COLLECTED = "IN ('closed', 'published')"
PUBLISHED = "= 'published'"
BACKWARDS = (
    "(OLD.status = 'open' AND NEW.status = 'draft') OR (OLD.status = 'closed' AND NEW.status IN ('draft', 'open'))"
    " OR OLD.status = 'published'"
)
FROZEN_AT_OPENING = (
    "barometer_id",
    "number",
    "by_link",
    "by_invitation",
    "by_paper",
    "by_phone",
    "by_import",
    "simulated",
    "electoral",
)
OF_THE_WAVE = "EXISTS (SELECT 1 FROM barometer_wave w WHERE w.id = {row} AND w.status {status})"
OF_ITS_QUOTA = (
    "EXISTS (SELECT 1 FROM barometer_quota q JOIN barometer_wave w ON w.id = q.wave_id"
    " WHERE q.id = {row} AND w.status {status})"
)
OF_A_WAVE_THAT_ASKS = (
    "EXISTS (SELECT 1 FROM barometer_wavequestion q JOIN barometer_wave w ON w.id = q.wave_id"
    " WHERE q.version_id = {row} AND w.status {status})"
)
OF_A_POURED_BATCH = "EXISTS (SELECT 1 FROM barometer_paperbatch b WHERE b.id = NEW.batch_id AND b.poured)"
CHANGED = " OR ".join(f"NEW.{field} <> OLD.{field}" for field in FROZEN_AT_OPENING)


def declare() -> None:
    """Declare the guards of the barometer."""
    _wave()
    _questionnaire()
    _quotas()
    _answers()
    _results()


def _wave() -> None:
    table = "barometer_wave"
    _guard(
        table, "forward", "UPDATE", BACKWARDS, "une vague ne revient pas en arrière, et ne change plus une fois publiée"
    )
    changed = f"OLD.status <> 'draft' AND ({CHANGED})"
    _guard(table, "frozen", "UPDATE", changed, "le numéro, les modes et la nature d’une vague ouverte ne changent plus")
    unready = (
        "NEW.status = 'published' AND NOT EXISTS (SELECT 1 FROM barometer_result r WHERE r.wave_id = NEW.id"
        " AND r.archive IS NOT NULL AND length(r.archive_sha256) = 64)"
    )
    words = "une vague ne se publie qu’avec son archive : passez par la page « Vérifier et publier »"
    _guard(table, "archived", "UPDATE", unready, words)
    _guard(table, "no_delete", "DELETE", "OLD.status <> 'draft'", "une vague ouverte ne s’efface plus")


def _questionnaire() -> None:
    words = "le questionnaire d’une vague ouverte ne change plus"
    for event in EVERY:
        _guard("barometer_wavequestion", event.lower(), event, _wave_is(event, "wave_id", BEGUN), words)
    words = "les mots d’une question déjà posée ne changent plus : faites-en une version"
    for event in ("UPDATE", "DELETE"):
        _guard("barometer_questionversion", event.lower(), event, _asked(f"{_row(event)}.id"), words)
    for event in EVERY:
        for table in ("barometer_choice", "barometer_item"):
            _guard(table, event.lower(), event, _asked(f"{_row(event)}.version_id"), words)


def _quotas() -> None:
    words = "les quotas d’une vague ouverte ne changent plus"
    for event in EVERY:
        _guard("barometer_quota", event.lower(), event, _wave_is(event, "wave_id", BEGUN), words)
    for event in ("INSERT", "DELETE"):
        _guard("barometer_quotacell", event.lower(), event, _quota_is(event, BEGUN), words)
    moved = "NEW.target <> OLD.target OR NEW.codes <> OLD.codes OR NEW.quota_id <> OLD.quota_id"
    condition = f"{_quota_is('UPDATE', COLLECTED)} OR ({_quota_is('UPDATE', BEGUN)} AND ({moved}))"
    _guard("barometer_quotacell", "update", "UPDATE", condition, words)


def _answers() -> None:
    words = "les réponses d’une vague close ne changent plus"
    for event in ("INSERT", "DELETE"):
        _guard("barometer_answer", event.lower(), event, _wave_is(event, "wave_id", COLLECTED), words)
    weighed = "NEW.weight IS NOT NULL AND NOT EXISTS (SELECT 1 FROM barometer_wave w WHERE w.id = NEW.wave_id AND w.by_import)"
    _guard(
        "barometer_answer",
        "unweighed",
        "INSERT",
        weighed,
        "seule une réponse venue du fichier d’un institut a un poids",
    )
    _guard("barometer_answer", "update", "UPDATE", "1 = 1", "une réponse ne se modifie pas")
    _guard("barometer_answer", "truncate", "TRUNCATE", "1 = 1", words)
    _paper()
    for table in ("barometer_remark", "barometer_spentcode", "barometer_draft"):
        _guard(table, "insert", "INSERT", _wave_is("INSERT", "wave_id", COLLECTED), words)
    for table in ("barometer_panelist", "barometer_intake"):
        _guard(table, "insert", "INSERT", _held_closed(table), "une vague close ne retient plus ni adresse ni fichier")
    _guard("barometer_tally", "update", "UPDATE", _wave_is("UPDATE", "wave_id", COLLECTED), words)


def _paper() -> None:
    words = "un lot versé ne change plus, une vague close n’en prend plus"
    _guard("barometer_paperbatch", "insert", "INSERT", _wave_is("INSERT", "wave_id", COLLECTED), words)
    _guard("barometer_paperbatch", "update", "UPDATE", "OLD.poured", words)
    _guard("barometer_paperbatch", "delete", "DELETE", "OLD.poured", words)
    _guard("barometer_papersheet", "insert", "INSERT", OF_A_POURED_BATCH, words)
    _guard("barometer_papersheet", "update", "UPDATE", OF_A_POURED_BATCH, words)


def _results() -> None:
    words = "les résultats d’une vague publiée ne changent plus"
    for table in ("barometer_margin", "barometer_result"):
        for event in EVERY:
            _guard(table, event.lower(), event, _wave_is(event, "wave_id", PUBLISHED), words)


def _guard(table: str, name: str, event: Event, condition: str, words: str) -> None:
    register_guard(Guard(f"{table}_{name}", table, event, condition, words))


def _row(event: Event) -> str:
    return "NEW" if event == "INSERT" else "OLD"


def _wave_is(event: Event, column: str, status: str) -> str:
    return OF_THE_WAVE.replace("{row}", f"{_row(event)}.{column}").replace("{status}", status)


def _quota_is(event: Event, status: str) -> str:
    return OF_ITS_QUOTA.replace("{row}", f"{_row(event)}.quota_id").replace("{status}", status)


def _held_closed(table: str) -> str:
    if table == "barometer_intake":
        return _wave_is("INSERT", "wave_id", COLLECTED)
    batch = "(SELECT b.wave_id FROM barometer_invitationbatch b WHERE b.id = NEW.batch_id)"
    return OF_THE_WAVE.replace("{row}", batch).replace("{status}", COLLECTED)


def _asked(version: str) -> str:
    return OF_A_WAVE_THAT_ASKS.replace("{row}", version).replace("{status}", BEGUN)
