"""Under `/services/<slug>/ballots/`: what everybody reads, what authors do."""

from essaim.engines.ballots.views.edition import urls as edition
from essaim.engines.ballots.views.vote import urls as vote

urlpatterns = [*edition.PUBLIC, *vote.PUBLIC]
