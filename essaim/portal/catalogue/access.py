"""Who may do what in the catalogue. Acts are granted by role, in a territory; nothing else is allowed."""

from collections.abc import Iterable

from django.http import HttpRequest

from essaim.foundation.accounts import public as accounts
from essaim.portal.catalogue.models import Initiative

MODERATE = "catalogue.moderate"
PUBLISH = "catalogue.publish"
EDIT_SYNONYMS = "synonyms.edit"
ACT_WORDS = {
    "proposal.send": "propose une initiative",
    "proposal.accepted": "retient une proposition",
    "proposal.refused": "refuse une proposition",
    "amendment.propose": "propose une modification",
    "amendment.accepted": "retient une modification",
    "amendment.refused": "refuse une modification",
    "initiative.edit": "modifie une initiative",
    "initiative.create": "crée une initiative",
    "solution.create": "crée une solution",
    "solution.edit": "modifie une solution",
    "initiative.confirm": "confirme qu’une initiative est à jour",
    "catalogue.submit": "met une page en relecture",
    "catalogue.publish": "publie une page",
    "catalogue.schedule": "programme une publication",
    "catalogue.withdraw": "retire une page",
    "catalogue.claim": "demande à être référent d’une page",
    "catalogue.claim-accepted": "accepte un référent",
    "catalogue.claim-refused": "refuse un référent",
    "catalogue.import": "importe des pages",
    "synonyms.edit": "corrige des synonymes",
}


def may_moderate(request: HttpRequest, initiative: Initiative | None = None) -> bool:
    """Say whether the person may moderate this initiative, or (without one) anything of the whole of France."""
    return _may_somewhere(request, MODERATE, _codes(initiative))


def may_publish(request: HttpRequest, initiative: Initiative | None = None) -> bool:
    """Say whether the person may publish this initiative, or (without one) anything of the whole of France."""
    return _may_somewhere(request, PUBLISH, _codes(initiative))


def is_referent(request: HttpRequest, initiative: Initiative) -> bool:
    """Say whether the person signed in answers for this page: a moderator accepted her."""
    return accounts.signed_in(request) is not None and initiative.referent_id == request.user.pk


def _codes(initiative: Initiative | None) -> list[str]:
    """A page that has no territory yet belongs to whoever answers for the whole of France."""
    codes = [territory.code for territory in initiative.territories.all()] if initiative else []
    return codes or ["pays-FR"]


def _may_somewhere(request: HttpRequest, act: str, codes: Iterable[str]) -> bool:
    return any(accounts.may(request, act, territory=code) for code in codes)
