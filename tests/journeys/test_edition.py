"""A whole edition at its real size: an idea, its study, 416 projects, 300 voters on the web and 200 on paper, the count, the works.

One journey, on a service of its own. People walk in a browser where somebody judges, reads or types; what is many is done by
the same requests and the same verbs (`edition.py`). Ballots are drawn from a stated seed (`gers.py`): what must come out is known.
"""

import pytest

from tests.journeys.edition_count import (
    BOTH,
    paper_comes,
    results_are_recounted,
    the_vote_is_counted,
    works_are_followed,
)
from tests.journeys.edition_ideas import an_idea_is_sent, it_is_published, it_is_studied, the_catalogue_is_read
from tests.journeys.edition_vote import people_vote, the_vote_opens
from tests.journeys.edition_walk import Journey, Node


@pytest.fixture
def node(server):
    found = Node(server)
    yield found
    found.close()


def test_a_whole_edition(node, open_context, tmp_path):
    walk = Journey(node, open_context)
    idea = an_idea_is_sent(walk)
    it_is_published(walk)
    number = it_is_studied(walk, idea)
    numbers = the_catalogue_is_read(walk, number)
    papers = the_vote_opens(walk)
    cast = people_vote(walk, numbers, number)
    del cast[BOTH - 1]  # her paper comes too
    cast += paper_comes(walk, numbers)
    the_vote_is_counted(walk, papers)
    won = results_are_recounted(walk, cast, tmp_path)
    works_are_followed(walk, won)
