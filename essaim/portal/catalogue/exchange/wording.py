"""What each field of a record means, in French: one sentence per field, held complete by a test."""

from essaim.portal.catalogue import params
from essaim.portal.catalogue.models.detail import KIND_LABELS, OBSTACLE_LABELS, PRECISION_LABELS
from essaim.portal.catalogue.models.diffusion import STATE_LABELS
from essaim.portal.catalogue.models.initiative import EVIDENCE_LABELS, STAGE_LABELS

RECORDS: dict[type[params.Record], tuple[str, str]] = {
    params.CatalogueRecord: ("Catalogue", "Tout le catalogue publié : solutions, initiatives et liens de diffusion."),
    params.SolutionRecord: ("Solution", "Ce qui peut se copier : la pratique, libre de tout territoire."),
    params.InitiativeRecord: (
        "Initiative",
        "La version qu’un territoire donne d’une solution, avec ses chiffres et ses sources.",
    ),
    params.DiffusionRecord: (
        "Diffusion",
        "Un lien du graphe d’essaimage : une solution va d’un territoire à un autre.",
    ),
    params.FigureRecord: ("Chiffre", "Un nombre daté, avec sa source, et une fourchette quand la source en donne une."),
    params.StageRecord: ("Date d’étape", "Le moment, exact ou vague, où une initiative a atteint une étape."),
    params.PartnerRecord: ("Partenaire", "Une structure qui prend part à l’initiative. Jamais une personne."),
    params.ObstacleRecord: ("Obstacle de droit", "Une règle qui a gêné, la dérogation ou la proposition qui y répond."),
    params.LinkRecord: ("Lien", "Une page, ailleurs, qui en dit plus."),
    params.Needs: ("Ce qu’il faut", "Ce qu’une solution demande. Ce qui n’est pas connu reste vide."),
    params.When: ("Date", "Une date telle que la source la donne, et son année quand elle est connue."),
}

_PASSAGES = "Pour chaque champ, les numéros des passages de la note fondatrice qui l’établissent."
_PASSAGE = "Numéro du passage de la note fondatrice qui l’établit."
_SOURCE_KEY = "Clé de la fiche dans sa source d’origine : elle évite les doublons quand on réimporte."
_PAGE = {
    "id": "Identifiant stable de la fiche : la fin de l’adresse de sa page.",
    "title": "Titre.",
    "summary": "En bref, deux ou trois phrases.",
    "problem": "Le problème auquel elle répond.",
    "how_it_works": "Comment ça marche.",
    "for_whom": "Pour qui, en une phrase.",
    "themes": "Identifiants des thèmes (liste : /api/v1/themes).",
    "publics": "Identifiants des publics concernés (liste : /api/v1/publics).",
    "everyday_words": "Mots de tous les jours par lesquels on la cherche.",
    "passages": _PASSAGES,
    "source_key": _SOURCE_KEY,
}

FIELDS: dict[type[params.Record], dict[str, str]] = {
    params.CatalogueRecord: {
        "schema_version": "Version du schéma que suit ce fichier.",
        "solutions": "Les solutions publiées.",
        "initiatives": "Les initiatives publiées.",
        "diffusion": "Les liens de diffusion des solutions publiées.",
    },
    params.SolutionRecord: _PAGE
    | {
        "needs": "Ce qu’il faut pour la mettre en place : personnes, argent, droit, temps.",
        "similar": "Identifiants de solutions proches.",
    },
    params.InitiativeRecord: _PAGE
    | {
        "solution": "Identifiant de la solution dont c’est une version ; vide pour une initiative isolée.",
        "territories": "Codes des territoires : pays-FR, region-84, departement-32, epci-200069193, commune-01001.",
        "holder": "Structure qui porte l’initiative.",
        "partners": "Structures partenaires et leur rôle.",
        "stage": "Étape où elle en est.",
        "stages": "Dates auxquelles elle a atteint ses étapes.",
        "lessons": "Ce qui a été appris ; obligatoire quand elle est arrêtée.",
        "figures": "Chiffres datés et sourcés.",
        "costs": "Ce qu’elle coûte.",
        "funding": "Qui la finance.",
        "legal_basis": "Texte ou décision sur quoi elle repose.",
        "obstacles": "Obstacles de droit rencontrés.",
        "links": "Liens pour en savoir plus.",
        "evidence_level": "Ce que l’on sait de ses effets.",
        "provenance": "D’où vient la fiche.",
    },
    params.DiffusionRecord: {
        "solution": "Identifiant de la solution qui se diffuse.",
        "from_territory": "Code du territoire d’où elle vient, s’il est connu.",
        "from_initiative": "Identifiant de l’initiative d’où elle vient, s’il y en a une.",
        "to_territory": "Code du territoire où elle va.",
        "to_initiative": "Identifiant de l’initiative qui en est née, s’il y en a une.",
        "state": "Ce que le territoire d’arrivée en a fait.",
        "when": "Quand.",
        "changes": "Ce qui a été changé au passage.",
        "source": "Source de l’information.",
        "passage": _PASSAGE,
    },
    params.FigureRecord: {
        "label": "Ce que dit le chiffre.",
        "value": "Valeur, ou bas de la fourchette.",
        "value_max": "Haut de la fourchette ; vide pour une valeur seule.",
        "precision": "Comment la source donne la valeur.",
        "unit": "Unité.",
        "kind": "Nature du chiffre. Une prévision n’est jamais un résultat.",
        "when": "Date ou période du chiffre.",
        "source": "Source, toujours renseignée.",
        "method": "Comment il a été obtenu.",
        "passage": _PASSAGE,
    },
    params.StageRecord: {
        "stage": "Étape atteinte.",
        "when": "Quand.",
        "note": "Précision.",
        "passage": _PASSAGE,
    },
    params.PartnerRecord: {"name": "Nom de la structure.", "part": "Son rôle."},
    params.ObstacleRecord: {
        "obstacle": "La règle qui gêne.",
        "derogation": "Dérogation recherchée.",
        "proposal": "Proposition faite à l’État.",
        "state": "Où cela en est.",
        "passage": _PASSAGE,
    },
    params.LinkRecord: {"label": "Intitulé du lien.", "url": "Adresse web."},
    params.Needs: {
        "people": "Quelles personnes, quelles compétences.",
        "money": "Quel budget.",
        "law": "Quelles règles permettent ou limitent.",
        "time": "Combien de temps pour démarrer.",
    },
    params.When: {"text": "La date avec les mots de la source.", "year": "L’année, quand elle est connue."},
}

CHOICES: dict[str, dict[str, str]] = {
    "Stage": {key.value: label for key, label in STAGE_LABELS.items()},
    "EvidenceLevel": {key.value: label for key, label in EVIDENCE_LABELS.items()},
    "FigureKind": {key.value: label for key, label in KIND_LABELS.items()},
    "Precision": {key.value: label or "valeur exacte" for key, label in PRECISION_LABELS.items()},
    "DiffusionState": {key.value: label for key, label in STATE_LABELS.items()},
    "ObstacleState": {key.value: label for key, label in OBSTACLE_LABELS.items()},
}
"""For each closed list: the value in the data, and its French label."""
