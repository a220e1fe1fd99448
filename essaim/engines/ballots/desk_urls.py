"""Under `/gestion/<slug>/ballots/`: what the team does."""

from essaim.engines.ballots.views.edition import urls as edition

urlpatterns = [*edition.DESK]
