"""Under `/services/<slug>/ballots/`: what everybody reads, what authors do."""

from essaim.engines.ballots.views.edition import urls as edition

urlpatterns = [*edition.PUBLIC]
