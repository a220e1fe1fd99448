"""The dialogue between the team and the author of an idea, all before the vote."""

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import editions, telling
from essaim.engines.ballots.models.edition import Exchange, Idea, Side

BEFORE_THE_VOTE = ("ideas", "instruction", "catalogue")


def ask(*, idea: Idea, actor: Actor, words: str, request_key: str = "") -> Exchange:
    """Write to the author of an idea: she reads it in « mon dossier ». Raises RefusedActError."""
    return _written(idea, "ask", Side.TEAM, actor, words, request_key)


def reply(*, idea: Idea, actor: Actor, words: str, request_key: str = "") -> Exchange:
    """Answer the team, once it wrote. Raises RefusedActError."""
    if not idea.exchanges.exists():
        raise RefusedActError("L’équipe ne vous a encore rien écrit.")
    return _written(idea, "reply", Side.HOLDER, actor, words, request_key)


def _written(idea: Idea, verb: str, side: Side, actor: Actor, words: str, request_key: str) -> Exchange:
    if not words.strip():
        raise RefusedActError("Écrivez votre message.")
    adoption = idea.consultation.adoption
    with acting(
        adoption, f"ballots.{verb}", actor=actor, participations=[idea.participation], request_key=request_key
    ) as act:
        editions.open_phase(act, idea.consultation, BEFORE_THE_VOTE)
        found = Exchange.objects.create(
            idea=idea, side=side, words=words.strip()[:4000], at=act.now, by=actor.key, trial=idea.trial
        )
        if side == Side.TEAM:
            idea.participation = act.participations[0]
            telling.tell(act, "asked", idea, reason=words)
    return found
