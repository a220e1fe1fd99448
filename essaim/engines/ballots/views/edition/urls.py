"""The addresses of an edition but its vote: `PUBLIC` under `/services/<slug>/ballots/`, `DESK` under `/gestion/<slug>/ballots/`."""

from django.urls import path

from essaim.engines.ballots.views.edition import (
    desk_ideas,
    desk_projects,
    home,
    ideas,
    own,
    pictures,
    projects,
    selection,
    setup,
)

PUBLIC = [
    path("", home.page, name="home"),
    path("<int:edition>/idees/", ideas.index, name="ideas"),
    path("<int:edition>/idees/<int:pk>/", ideas.page, name="idea"),
    path("<int:edition>/idees/<int:pk>/soutenir/", ideas.support, name="support"),
    path("<int:edition>/projets/", projects.index, name="projects"),
    path("<int:edition>/projets/<int:number>/", projects.page, name="project"),
    path("<int:edition>/projets/<int:number>/selection/", selection.toggle, name="select"),
    path("<int:edition>/selection/", selection.page, name="selection"),
    path("<int:edition>/realisations/", projects.works, name="works"),
    path("images/<uuid:key>/", pictures.picture, name="picture"),
    path("dossier/<uuid:key>/echange/", own.dialogue, name="dialogue"),
    path("dossier/<uuid:key>/retirer/", own.withdraw, name="withdraw"),
]
DESK = [
    path("edition/", setup.page, name="edition"),
    path("edition/terminer/", setup.end, name="end_edition"),
    path("edition/secteurs/<int:pk>/supprimer/", setup.remove_zone, name="remove_zone"),
    path("idees/", desk_ideas.index, name="ideas"),
    path("idees/<int:pk>/", desk_ideas.page, name="idea"),
    path("idees/<int:pk>/<slug:verb>/", desk_ideas.page, name="idea_act"),
    path("projets/", desk_projects.index, name="projects"),
    path("projets/ajouter/", desk_projects.add, name="add_project"),
    path("projets/<int:pk>/", desk_projects.page, name="project"),
    path("projets/<int:pk>/<slug:key>/", desk_projects.page, name="project_act"),
]
