"""The addresses of barometers: answering and reading (anybody), then the desk (by role)."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from essaim.portal.barometer.views import (
    answering,
    book,
    exchange,
    exploring,
    fieldwork,
    intake,
    inviting,
    languages,
    margins,
    moving,
    paper,
    published,
    questions,
    quotas,
    reading,
    texts,
    trials,
    waves,
)


class Name(StringConverter):
    """The name of a question: small letters, digits, « _ »."""

    regex = "[a-z0-9_-]+"


class Names(StringConverter):
    """Several of them, joined by « + »."""

    regex = r"[a-z0-9_-]+(?:\+[a-z0-9_-]+)*"


register_converter(Name, "question")
register_converter(Names, "questions")

app_name = "barometer"
WAVE = "barometres/<slug:slug>/<int:number>/"
PAGE = "barometre/<slug:slug>/<int:number>/"
ONE = WAVE + "questions/<question:name>/"
urlpatterns: list[URLPattern] = [
    path("invitation/", answering.code, name="code"),
    path("invitation/<str:text>/", answering.code, name="invitation"),
    path("invitation/<str:text>/refuser/", inviting.refused, name="invitation_refused"),
    path("repondre/<uuid:key>/", answering.start, name="answer"),
    path("repondre/<uuid:key>/suite/", answering.following, name="answer_next"),
    path("repondre/<uuid:key>/relire/", answering.review, name="answer_review"),
    path("repondre/<uuid:key>/merci/", answering.thanks, name="answer_thanks"),
    path("repondre/<uuid:key>/complet/", answering.full, name="answer_full"),
    path("repondre/<uuid:key>/effacer/", answering.leave, name="answer_leave"),
    path("repondre/<uuid:key>/q/<question:slug>/", answering.question, name="question"),
    path("barometre/", published.listed, name="list"),
    path(PAGE, published.wave, name="wave"),
    path(PAGE + "chiffres.csv", published.table, name="figures"),
    path(PAGE + "chiffres/<question:name>.csv", published.table, name="question_figures"),
    path(PAGE + "donnees.zip", published.archive, name="archive"),
    path("barometre/<slug:slug>/", moving.through, name="trends"),
    path(PAGE + "comparer/", moving.compared, name="compare"),
    path(PAGE + "croiser/", exploring.crossed, name="cross"),
    path(PAGE + "croiser.csv", exploring.crossed_table, name="cross_table"),
    path("barometres/", waves.index, name="index"),
    path("barometres/nouveau/", waves.create, name="create"),
    path("barometres/<slug:slug>/", waves.barometer, name="barometer"),
    path(WAVE, waves.desk, name="desk"),
    path(WAVE + "questions/", questions.listed, name="questions"),
    path(WAVE + "nouvelle-question/", questions.added, name="question_new"),
    path(WAVE + "banque/", questions.taken, name="question_taken"),
    path(ONE, questions.changed, name="question_edit"),
    path(ONE + "condition/", questions.condition, name="question_condition"),
    path(ONE + "traduire/<slug:language>/", languages.translated, name="translation"),
    path(ONE + "<slug:act>/", questions.acted, name="question_act"),
    path(WAVE + "reprendre/", exchange.brought, name="exchange"),
    path(WAVE + "questionnaire.xlsx", exchange.xlsform, name="xlsform"),
    path(WAVE + "questionnaire.xml", exchange.codebook, name="codebook"),
    path(WAVE + "langues/", languages.chosen, name="languages"),
    path(WAVE + "pretest/", trials.shown, name="trials"),
    path(WAVE + "pretest/<slug:act>/", trials.acted, name="trial_act"),
    path(WAVE + "apercu/", questions.preview, name="preview"),
    path(WAVE + "collecte/", waves.collection, name="collection"),
    path(WAVE + "notice/", waves.notice, name="notice"),
    path(WAVE + "quotas/", quotas.grids, name="quotas"),
    path(WAVE + "quotas/question/<slug:what>/", quotas.official_added, name="official_added"),
    path(WAVE + "quotas/<questions:axes>/", quotas.grid, name="grid"),
    path(WAVE + "quotas/<questions:axes>.csv", quotas.grid_file, name="grid_file"),
    path(WAVE + "quota/<int:pk>/retirer/", quotas.grid_removed, name="grid_removed"),
    path(WAVE + "marges/", margins.margins, name="margins"),
    path(WAVE + "marges/<question:name>/", margins.margin, name="margin"),
    path(WAVE + "fichier/", intake.sent, name="intake"),
    path(WAVE + "fichier/colonnes/", intake.columns, name="intake_columns"),
    path(WAVE + "fichier/colonnes/<int:place>/", intake.values, name="intake_values"),
    path(WAVE + "fichier/verifier/", intake.checked, name="intake_check"),
    path(WAVE + "fichier/effacer/", intake.discarded, name="intake_discarded"),
    path(WAVE + "invitations/", fieldwork.invite, name="invitations"),
    path(WAVE + "panel/", inviting.invited, name="panel"),
    path(WAVE + "panel/<int:pk>/relancer/", inviting.reminded, name="reminded"),
    path(WAVE + "affichettes.pdf", fieldwork.flyers, name="flyers"),
    path(WAVE + "textes/<question:name>/", texts.read, name="texts"),
    path(WAVE + "saisie/", fieldwork.entry, name="entry"),
    path(WAVE + "papier/", paper.batches, name="paper"),
    path(WAVE + "papier/<int:pk>/", paper.batch, name="paper_batch"),
    path(WAVE + "papier/<int:pk>/<int:sheet>/", paper.sheet, name="paper_sheet"),
    path(WAVE + "papier/<int:pk>/<int:sheet>/trancher/", paper.compared, name="paper_compared"),
    path(WAVE + "papier/<int:pk>/<slug:act>/", paper.acted, name="paper_act"),
    path(WAVE + "suivi/", waves.followed, name="board"),
    path(WAVE + "ouvrir/", waves.open_it, name="open"),
    path(WAVE + "clore/", waves.close_it, name="close"),
    path(WAVE + "effacer/", waves.delete, name="delete"),
    path(WAVE + "redressement/", reading.weights, name="weights"),
    path(WAVE + "redressement/<question:name>/", reading.groups, name="groups"),
    path(WAVE + "redresser/<slug:act>/", reading.mended, name="mended"),
    path(WAVE + "verifier/", reading.checked, name="checked"),
    path(WAVE + "lecture/", reading.previewed, name="previewed"),
    path(WAVE + "livre/", book.book, name="book"),
    path(WAVE + "publier/", reading.published, name="publish"),
]
