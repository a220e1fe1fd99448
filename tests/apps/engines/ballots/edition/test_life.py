"""The test of a service leaves nothing but its dates; a person is erased; what is counted; what the author and the team are told."""

from fractions import Fraction

import pytest

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import adopting
from essaim.adoptions.models import Told
from essaim.engines.ballots.domain.edition import editions, erasing, moderating, studying, supporting, talking, works
from essaim.engines.ballots.domain.edition.counting import counted
from essaim.engines.ballots.domain.edition.queries.waiting import for_roles
from essaim.engines.ballots.models.edition import Consultation, Exchange, Idea, Project, Support
from essaim.engines.ballots.runtime import BallotsRuntime
from essaim.foundation.parties.registry import holders
from tests.apps.engines.ballots import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def tried():
    """A service in test whose team tried every phase without waiting for its dates."""
    adoption = builders.adopted(builders.KIT, phase="testing")
    edition = editions.begin(adoption=adoption, title="Édition d’essai")
    editions.set_dates(consultation=edition, spans=builders.spans_at("follow-up"))
    return at(builders.again(edition), "ideas")


def at(edition, phase):
    editions.try_phase(consultation=edition, adoption=edition.adoption, key=phase)
    return builders.again(edition)


def test_in_the_test_the_team_says_which_phase_it_tries():
    edition = tried()
    idea = builders.published(edition)
    with pytest.raises(RefusedActError, match="En test, l’étape essayée est « dépôt des idées »"):
        studying.study(idea=idea, actor=builders.AGENT)
    at(edition, "instruction")
    assert studying.study(idea=builders.reread_idea(idea), actor=builders.AGENT).trial


def test_opening_erases_what_was_tried_and_keeps_the_dates():
    edition = tried()
    one, other = builders.published(edition), builders.idea(edition, email="b@exemple.test", titre="Un autre verger")
    supporting.support(idea=one, adoption=edition.adoption, who="x")
    talking.ask(idea=one, actor=builders.AGENT, words="Où ?")
    moderating.merge(idea=other, into=one, actor=builders.AGENT, version=1, consent="oui, au téléphone")
    edition = at(edition, "instruction")
    found = builders.project(edition)
    builders.sealed(edition)
    edition = at(edition, "results")
    with builders.acting(edition.adoption, "ballots.follow", actor=builders.SYSTEM) as act:
        builders.deciding.retain(act, edition, [found.pk])
    works.spend(
        project=builders.reread(found), actor=builders.AGENT, on=builders.timezone.localdate(), cents=5, words="A"
    )
    adopting.open_adoption(adoption=edition.adoption, actor=None)
    assert not any(model.objects.exists() for model in (Idea, Project, Support, Exchange))
    left = Consultation.objects.get()
    assert (left.last_project, left.sealed, left.tried, left.phases.count()) == (0, False, "", 6)
    with pytest.raises(RefusedActError, match="ses dates décident"):
        editions.try_phase(consultation=left, adoption=builders.again(left).adoption, key="vote")


def test_an_erased_author_leaves_what_the_team_published_and_nothing_else():
    edition = builders.service()
    idea, kept_apart = builders.published(edition), builders.idea(edition, titre="Chez moi")
    talking.ask(idea=idea, actor=builders.AGENT, words="Vous habitez où ?")
    assert "Vous habitez où ?" in str(holders["ballots"].export("camille@exemple.test"))
    assert holders["ballots"].erase("camille@exemple.test") == 2
    assert Exchange.objects.get().words == "(effacé)"
    assert builders.reread_idea(idea).title == "Un verger"
    assert builders.reread_idea(kept_apart).title == "(effacé)"
    erasing.erase(idea.participation)


def test_one_person_sends_so_many_ideas():
    edition = builders.service()
    builders.idea(edition)
    second = builders.idea(edition, titre="Deux")
    assert dict(BallotsRuntime().look(second.participation, ["ideas"])) == {"ideas": 2}
    with pytest.raises(RefusedActError, match="déjà envoyé 2 idées"):
        builders.idea(edition, titre="Trois")
    builders.idea(edition, titre="Trois", email="autre@exemple.test")


def test_what_an_edition_did_is_counted_by_month_and_commune():
    edition = builders.service()
    idea = builders.published(edition)
    builders.idea(edition, titre="Deux", email="b@exemple.test", commune="32107")
    edition = builders.at_phase(edition, "instruction")
    project = studying.study(idea=idea, actor=builders.AGENT)
    builders.advised(project)
    builders.decided(project, "admit")
    builders.called(edition, [project])
    day = builders.timezone.localdate()
    works.spend(project=builders.reread(project), actor=builders.AGENT, on=day, cents=150, words="Un arbre")
    builders.decided(project, "deliver")
    found = {(one.outcome, one.commune): one.value for one in counted(edition.adoption)}
    assert found == {
        ("ideas", "commune-32013"): 1, ("ideas", "commune-32107"): 1, ("projects", "commune-32013"): 1,
        ("winners", "commune-32013"): 1, ("delivered", "commune-32013"): 1, ("spent", "commune-32013"): Fraction(3, 2),
    }  # fmt: skip


def test_the_author_is_told_each_step_in_the_words_of_the_kit():
    edition = builders.service()
    idea = builders.published(edition)
    edition = builders.at_phase(edition, "instruction")
    project = studying.study(idea=idea, actor=builders.AGENT)
    builders.decided(project, "refuse", reason="Le terrain est privé.")
    builders.decided(project, "reopen", reason="Il ne l’est plus.")
    builders.advised(project)
    builders.decided(project, "admit")
    said = list(Told.objects.order_by("pk").values_list("message", "body"))
    assert [message for message, _ in said] == ["recue", "refus", "admis"]
    assert "Le terrain est privé." in said[1][1]
    assert "porte le numéro 1" in said[2][1]
    assert idea.participation.__class__.objects.get().standing == "decided"
    (line,) = BallotsRuntime().follow(builders.reread_idea(idea).participation)
    assert line.title == "Votre projet est soumis au vote"
    assert [label for label, _ in line.links] == ["La page du projet", "Retirer mon projet"]


def test_what_waits_is_told_to_whom_may_do_it():
    edition = builders.service()
    builders.idea(edition)
    assert [one.label for one in for_roles(edition.adoption, frozenset({"agent"}))] == ["Relire et publier"]
    assert list(for_roles(edition.adoption, frozenset({"habitant"}))) == []
    idea = builders.published(edition, titre="Deux")
    talking.ask(idea=idea, actor=builders.AGENT, words="Où ?")
    talking.reply(idea=idea, actor=builders.HOLDER, words="Là.")
    labels = [one.label for one in for_roles(edition.adoption, frozenset({"agent"}))]
    assert labels == ["Relire et publier", "Lire la réponse de l’auteur"]
    edition = builders.at_phase(edition, "instruction")
    builders.project(edition, standing="studied")
    labels = [one.label for one in for_roles(edition.adoption, frozenset({"agent"}))]
    assert labels[-2:] == ["Ouvrir l’étude", "Décider avant le vote"]


def test_a_winner_without_news_waits():
    edition = builders.service(phase="instruction")
    project = builders.project(edition)
    builders.called(edition, [project])
    assert list(for_roles(edition.adoption, frozenset({"agent"}))) == []
    long_ago = builders.timezone.now() - builders.timedelta(days=120)
    Project.objects.update(decided_at=long_ago)
    (line,) = for_roles(edition.adoption, frozenset({"agent"}))
    assert (line.label, line.subject) == ("Donner des nouvelles", "1 projet lauréat sans nouvelles")


def test_a_winner_of_elsewhere_is_refused():
    edition = builders.service(phase="instruction")
    found = builders.project(edition, standing="studied")
    with pytest.raises(RefusedActError, match="n’est pas un projet soumis au vote"):
        builders.called(edition, [found])
