"""What the paragraph test lets through, each line read and accepted by somebody."""

DERIVED = {
    (54, "après 2018"): "« En 2018 … Depuis, une quinzaine de départements se sont lancés »",
    (15, "Gers"): "« Ce dispositif » : celui du Gers, au passage 14",
    (47, "Bordeaux"): "« Autre innovation bordelaise »",
}
"""(passage, phrase): the phrase says in other words what the passage says; the reason follows."""

SAME_UNIT = {
    "intercommunalités": ["structures", "intercommunales"],
    "conteneurs": ["poissons"],
    "€": ["euros"],
    "fois moins d’attente": ["delais"],
    "votants": ["personnes"],
    "médecins généralistes": ["generalistes"],
}
"""Our unit and the words of the note that count the same thing."""

TERRITORIES = {
    "pays-FR": "",
    "departement-07": "Ardèche",
    "departement-11": "Aude",
    "departement-16": "Charente",
    "departement-24": "Dordogne",
    "departement-31": "Haute-Garonne",
    "departement-32": "Gers",
    "departement-33": "Gironde",
    "departement-34": "Hérault",
    "departement-35": "Ille-et-Vilaine",
    "departement-37": "Indre-et-Loire",
    "departement-40": "Landes",
    "departement-44": "Loire-Atlantique",
    "departement-45": "Loiret",
    "departement-47": "Lot-et-Garonne",
    "departement-54": "Meurthe-et-Moselle",
    "departement-55": "Meuse",
    "departement-58": "Nièvre",
    "departement-63": "Puy-de-Dôme",
    "departement-93": "Seine-Saint-Denis",
    "commune-07010": "Annonay",
    "commune-07019": "Aubenas",
    "commune-07186": "Privas",
    "commune-33063": "Bordeaux",
    "commune-40088": "Dax",
    "commune-44129": "Pontchâteau",
}
"""The name under which the note speaks of each territory."""

_STARTERS = """
    accompagnement age anciennete annee annonce attirer autour beaucoup bien c campagne celles-ci certains chacun chaque
    comme contacts creation d dans demander departement depuis des deux division duree ecart elle entre essayer etudier faute garder
    gratuit habitants hausse il intercommunalites l lancement le les loin mise montant on ouverture parmi part partager paye pendant
    plusieurs premier presentation quand quatre sans se selon soignants son surtout taille territoire tous tout toutes
    transmettre un une accompagne accueillent associe construisent leurs membres mene parrainent partenaire participe
    presents recoit recrutent reunis tient visitent essai comite par mieux population
"""
OUR_WORDS = frozenset(_STARTERS.split())
"""Ordinary words that start our sentences."""

OFFICIAL_NAMES = [
    "Observatoire de l’expérimentation et de l’innovation locales",
    "Association des territoires pour des solutions solidaires",
    "Comité départemental d’analyse et de vigilance",
]
"""Long names that can only be copied as they are."""

UNUSED_NUMBERS = {
    (13, "1er"): "« premier sujet, premier thème » : une analyse, pas une initiative",
    (16, "19"): "le nom de la maladie, Covid-19",
    (25, "1er"): "« au premier chef » : une façon de parler",
    (25, "3e"): "« le troisième âge » : une façon de parler",
    (27, "1er"): "« première cause de démence » : contexte médical, sans valeur chiffrée",
    (46, "3e"): "« un troisième volet » : l’ordre d’une énumération, les trois volets sont racontés",
    (63, "3"): "le nom d’une loi, 3 D",
}
"""(passage, number): why no page of the seed uses it."""
