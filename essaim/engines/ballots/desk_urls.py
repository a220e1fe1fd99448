"""Under `/gestion/<slug>/ballots/`: what the team does."""

from essaim.engines.ballots.views.edition import urls as edition
from essaim.engines.ballots.views.vote import urls as vote
from essaim.engines.ballots.views.workshop import urls as workshop

urlpatterns = [*edition.DESK, *vote.DESK, *workshop.DESK]
