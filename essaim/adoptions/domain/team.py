"""Who holds which role of the kit in an adoption."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from essaim.adoptions.domain.adopting import note
from essaim.adoptions.models import Adoption, TeamMember
from essaim.adoptions.params.values import RoleRecord
from essaim.foundation.jobs import public as jobs

INVITATION = """Bonjour,

Vous faites maintenant partie de l’équipe du service « {title} » ({territory}), dans ce rôle : {role}.

Votre bureau est ici :
{link}

Pour y entrer, donnez cette adresse électronique ; vous recevrez un code, sans mot de passe. Sans compte encore, ouvrez-en
un avec cette même adresse : c’est elle qui vous fait reconnaître.

Si vous ne connaissez pas ce service, ne faites rien et prévenez {contact}.
"""


class TeamError(Exception):
    """A person or this role cannot be in the team; the text says why, in French."""


def team_roles(roles: list[RoleRecord]) -> list[RoleRecord]:
    """Return the roles that a team holds: who asks for the service, or takes part as a citizen, is in none."""
    return [one for one in roles if one.kind in {"agent", "partner"}]


@transaction.atomic
def add_member(*, adoption: Adoption, email: str, role: str, actor: UUID | None) -> bool:
    """Give somebody a role of the kit in a service; return whether she had it not yet.

    Side effects, in one transaction: the member, a message to her, one entry of the journal. Raises TeamError.
    """
    address = email.strip().lower()
    known = {one.id: one for one in team_roles(adoption.terms.kit.record.roles)}
    if role not in known:
        raise TeamError(
            f"Le rôle « {role} » n’est pas un rôle d’équipe de ce kit : {', '.join(known) or 'il n’en a pas'}."
        )
    try:
        validate_email(address)
    except ValidationError:
        raise TeamError(f"« {email} » n’est pas une adresse électronique : elle s’écrit nom@domaine.fr.") from None
    member, new = TeamMember.objects.get_or_create(adoption=adoption, email=address, role=role)
    if new:
        _invite(adoption, member, known[role].label)
        note("team.add", adoption, actor, {"team role": role})
    return new


def _invite(adoption: Adoption, member: TeamMember, label: str) -> None:
    link = settings.ESSAIM_BASE_URL + reverse("adoptions:desk", args=[adoption.slug])
    body = INVITATION.format(
        title=adoption.title, territory=adoption.territory.name, role=label, link=link,
        contact=adoption.contact or adoption.structure,
    )  # fmt: skip
    subject = f"Vous êtes de l’équipe : {adoption.title}"[:200]
    jobs.send_message(to=member.email, subject=subject, body=body, key=f"team:{member.pk}")


@transaction.atomic
def remove_member(*, adoption: Adoption, pk: int, actor: UUID | None) -> None:
    """Take a role back. Side effects: the member and one entry of the journal. Raises TeamError: nobody holds it any more."""
    member = adoption.team.filter(pk=pk).first()
    if member is None:
        raise TeamError("Cette personne n’a déjà plus ce rôle.")
    role = member.role
    member.delete()
    note("team.remove", adoption, actor, {"team role": role})
