"""The content of the style page: every component with true facts of the founding note, so that it is read as it is used."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from essaim.foundation.ui import charts, registry
from essaim.foundation.ui.components import Cell, Column, Event, Facet, FacetOption, Tab, Table, Tag

NOTE = "la note fondatrice (Observatoire de l’expérimentation et de l’innovation locales)"

COLOURS = {
    "Le papier et l’encre": ["paper", "surface", "sunken", "rule", "border", "muted", "ink"],
    "Ce qui agit": ["action", "link", "honey", "honey-soft", "honey-text"],
    "Les quatre teintes et leur texte": [
        "leaf", "leaf-text", "sky", "sky-text", "brick", "brick-text", "plum", "plum-text",
    ],
    "Les séries des graphiques": [f"series-{rank}" for rank in range(1, 6)],
    "Les classes des cartes": [f"step-{rank}" for rank in range(1, 6)],
}  # fmt: skip
ICONS = [
    "search", "person", "info", "success", "warning", "error", "download", "link", "place", "calendar", "bell", "arrow",
    "back", "edit", "close",
]  # fmt: skip

LAUNCHED = {"58": "Nièvre", "33": "Gironde"}
STUDIED = {
    "40": "Landes", "24": "Dordogne", "55": "Meuse", "47": "Lot-et-Garonne", "11": "Aude", "45": "Loiret",
    "63": "Puy-de-Dôme", "34": "Hérault", "16": "Charente", "35": "Ille-et-Vilaine", "37": "Indre-et-Loire",
}  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind, with help, an error and an optional one."""

    title = forms.CharField(
        label="Comment s’appelle votre initiative ?", help_text="Quelques mots suffisent : « bus de dépistage »."
    )
    story = forms.CharField(label="Que change-t-elle pour les habitants ?", widget=forms.Textarea(attrs={"rows": 4}))
    stage = forms.ChoiceField(
        label="Où en est-elle ?",
        widget=forms.RadioSelect,
        choices=[("idea", "C’est une idée"), ("test", "Elle est à l’essai"), ("running", "Elle est en service")],
    )
    people = forms.MultipleChoiceField(
        label="À qui s’adresse-t-elle ?",
        help_text="Plusieurs réponses sont possibles.",
        widget=forms.CheckboxSelectMultiple,
        choices=[("old", "Personnes âgées"), ("young", "Jeunes"), ("all", "Tout le monde")],
    )
    theme = forms.ChoiceField(label="Quel est son premier thème ?", choices=[("sante", "Santé"), ("emploi", "Emploi")])
    count = forms.IntegerField(label="Combien de personnes touche-t-elle ?", required=False, min_value=0)
    agreed = forms.BooleanField(label="J’accepte que cette page soit relue avant d’être publiée.")


def page(request: HttpRequest) -> dict[str, Any]:
    """Everything that the style page shows."""
    return {
        "colours": COLOURS,
        "icons": ICONS,
        "numbers": {"votes": 47660, "volume": Decimal("3.5"), "below": -12, "missing": None, "day": date(2021, 2, 2)},
        "cards": _cards(),
        "facets": _facets(request),
        "tabs": [
            Tab("Liste", "/style/", current=True, count=58),
            Tab("Carte", "/style/?vue=carte"),
            Tab("Chronologie", "/style/?vue=temps"),
        ],
        "table": _table(),
        "pages": Paginator(range(240), 20).get_page(request.GET.get("page") or 3),
        "events": _events(),
        "diff": (
            "Un retraité propriétaire d’une voiture est mis en relation avec un chauffeur inscrit.",
            "Une personne retraitée, propriétaire d’une voiture qu’elle ne conduit plus, est mise en relation avec un chauffeur inscrit sur la plate-forme.",
        ),
        "form": SampleForm(),
        "wrong_form": SampleForm(
            {
                "erreur-title": "",
                "erreur-story": "Des soins près de chez soi.",
                "erreur-theme": "sante",
                "erreur-count": "-3",
            },
            prefix="erreur",
        ),
        "note": NOTE,
        "charts": [*_charts(), *_maps()],
    }


def _cards() -> list[dict[str, Any]]:
    return [
        {
            "title": "Conduire la voiture d’une personne qui ne conduit plus",
            "summary": "Une personne retraitée garde sa voiture ; un chauffeur inscrit la conduit pour elle.",
            "tags": [Tag("Mobilité", "sky"), Tag("Grand âge", "plum")],
            "foot": "27 départements engagés début 2020",
            "evidence": "followed",
            "reason": "",
            "place": "",
            "stage": "",
        },
        {
            "title": "CAR 47",
            "summary": "196 protocoles actifs et 306 conducteurs pour rompre l’isolement dans les petites communes.",
            "tags": [Tag("Mobilité", "sky")],
            "place": "Lot-et-Garonne",
            "stage": "spread",
            "evidence": "followed",
            "foot": "",
            "reason": "Pourquoi ici : « voiture » et « personnes âgées » sont dans le résumé.",
        },
        {
            "title": "Reliance",
            "summary": "Un accompagnement intensif de parents seuls, allocataires du RSA depuis plus de deux ans.",
            "tags": [Tag("Emploi", "leaf"), Tag("Familles", "brick")],
            "place": "Meurthe-et-Moselle",
            "stage": "test",
            "evidence": "planned",
            "foot": "100 personnes par an, pendant trois ans",
            "reason": "",
        },
    ]


def _facets(request: HttpRequest) -> list[Facet]:
    chosen = request.GET.getlist("theme")
    themes = [
        ("sante", "Santé", 14),
        ("emploi", "Emploi et insertion", 9),
        ("alimentation", "Alimentation", 5),
        ("logement", "Logement", 0),
    ]
    options = [FacetOption(value, label, count, value in chosen) for value, label, count in themes]
    return [
        Facet("theme", "Thème", options),
        Facet("stage", "Étape", [FacetOption("running", "En service", 31), FacetOption("test", "À l’essai", 8)]),
    ]


def _table() -> Table:
    return Table(
        "Collecte de plastique dans l’Hérault",
        [Column("Année"), Column("Conteneurs", number=True), Column("Plastique collecté", number=True)],
        [[Cell("2019"), "4", "115 m³"], [Cell("2020"), "20", "plus de 800 m³"]],
        note=f"Source : {NOTE}.",
    )


def _events() -> list[Event]:
    return [
        Event(
            "2018",
            "Première édition dans le Gers",
            "370 projets, 35 000 votants, 25 % du corps électoral.",
            tags=[Tag("mesuré", "leaf")],
        ),
        Event("deuxième édition", "Le Gers recommence", "416 projets, 47 660 votants.", tags=[Tag("mesuré", "leaf")]),
        Event("depuis", "Une quinzaine de départements se lancent", "Parmi eux, la Nièvre et la Gironde."),
    ]


def _charts() -> list[charts.Scene]:
    source = NOTE
    return [
        charts.bars(
            "Budget participatif du Gers : personnes ayant voté",
            [
                charts.Bar("Première édition (2018)", 35000),
                charts.Bar("Deuxième édition", 47660, strong=True),
                charts.Bar("Troisième édition", None),
            ],
            unit="votants",
            reading="De 35 000 à 47 660 votants entre les deux premières éditions ; la note ne dit rien de la troisième.",
            source=source,
            label_of_rows="Édition",
        ),
        charts.bars(
            "Reliance : taux de sorties dynamiques",
            [charts.Bar("Avant l’expérimentation", None, 7, 8), charts.Bar("Objectif", 20, strong=True)],
            unit="%",
            reading="Entre 7 et 8 % avant l’expérimentation ; l’objectif est d’atteindre 20 %. Aucun résultat n’est encore connu.",
            source=source,
        ),
        charts.lines(
            "« Poissons gloutons » : plastique collecté dans l’Hérault",
            [charts.Series("Plastique collecté", [(2019, 115), (2020, 800)])],
            unit="m³",
            reading="115 m³ en 2019 ; plus de 800 m³ en 2020.",
            source=source,
        ),
        charts.lines(
            "Conteneurs et communes",
            [
                charts.Series("Conteneurs", [(2019, 4), (2020, 20), (2021, None)]),
                charts.Series("Communes", [(2019, None), (2020, 20), (2021, None)]),
            ],
            source=source,
        ),
        charts.stacked(
            "Bucco-bus de Seine-Saint-Denis : personnes visées",
            ["Enfants", "Autres personnes"],
            [charts.StackRow("Objectif", [2000, 500]), charts.StackRow("Personnes reçues", [None, None])],
            reading="L’objectif est de 2 500 personnes, dont 2 000 enfants ; la note ne donne pas le nombre de personnes reçues.",
            source=source,
        ),
        charts.dots(
            "Budget participatif du Gers : projets soumis au vote",
            ["Première édition", "Deuxième édition"],
            [charts.DotRow("Projets soumis au vote", [370, 416])],
            unit="projets",
            zero=False,
            source=source,
        ),
        charts.diffusion("Le budget participatif, d’un département à l’autre", _spread(), source=source),
    ]


def _spread() -> list[charts.Spread]:
    rows = [charts.Spread("Gers", "origin", 2018)]
    rows += [charts.Spread(name, "launched", when="depuis 2018", origin="Gers") for name in LAUNCHED.values()]
    return rows + [charts.Spread(name, "studied") for name in STUDIED.values()]


def _maps() -> list[charts.Scene]:
    """Maps, where the app of territories has given the outlines."""
    if not registry.geometry:
        return []
    outlines = registry.geometry[0]()
    places = {"32": charts.Place("origin", url="/style/?territoire=32")}
    places |= {code: charts.Place("launched", url=f"/style/?territoire={code}") for code in LAUNCHED}
    places |= {code: charts.Place("studied", url=f"/style/?territoire={code}") for code in STUDIED}
    lengths = {shape.insee: charts.Place(value=len(shape.name)) for shape in outlines.shapes if shape.insee != "976"}
    return [
        charts.departements(
            "Le budget participatif des départements", outlines, places, arrows=[("32", "58"), ("32", "33")], source=NOTE
        ),
        charts.departements(
            "Longueur du nom des départements (pour montrer les cinq classes et une valeur absente)",
            outlines, lengths, by_value=True, unit="signes", source="code officiel géographique",
        ),
    ]  # fmt: skip
