"""Who may do what with a barometer: by role in its territory, nothing else."""

from django.http import HttpRequest

from essaim.foundation.accounts.public import may, scope
from essaim.foundation.territories import public as territories
from essaim.portal.barometer.models import Barometer

COMPOSE = "barometer.compose"
COLLECT = "barometer.collect"
ACT_WORDS = {
    "barometer.create": "crée un baromètre",
    "barometer.compose": "modifie une vague en préparation",
    "barometer.open": "ouvre une vague",
    "barometer.invite": "tire des codes d’invitation",
    "barometer.collect": "saisit des réponses reçues sur papier ou au téléphone",
    "barometer.import": "reprend le fichier d’un institut",
    "barometer.code": "donne des thèmes aux réponses libres d’une vague",
    "barometer.close": "clôt une vague",
    "barometer.weigh": "redresse une vague close",
    "barometer.publish": "publie une vague",
    "barometer.delete": "efface une vague en préparation",
}


def may_compose(request: HttpRequest, barometer: Barometer) -> bool:
    """Say whether the person may compose, open, close the waves of this barometer."""
    return may(request, COMPOSE, territory=barometer.territory.code)


def may_collect(request: HttpRequest, barometer: Barometer) -> bool:
    """Say whether the person may type in answers received on paper or by telephone."""
    return may(request, COLLECT, territory=barometer.territory.code)


def within_scope(request: HttpRequest, act: str, code: str) -> bool:
    """Say whether a territory is one where the person may do an act, or lies inside one."""
    held = scope(request, act)
    return code in held or bool(held & {each.code for each in territories.ancestors(code)})
