"""A service of hours and vouchers at work, read by `essaim django shell`: prints where its people go and their sessions."""

import json
from importlib import import_module

from django.conf import settings

from essaim.adoptions.guard import OPENED
from essaim.engines.ledger.domain import cards
from essaim.engines.ledger.domain.codes import code_of
from tests.apps.engines.ledger.world import carrier, hours, issue, open_ledger, person, take

Store = import_module(settings.SESSION_ENGINE).SessionStore


def session(*participations):
    store = Store()
    store[OPENED] = [str(one.key) for one in participations]
    store.create()
    return store.session_key


adoption = open_ledger(plafond="120")
one, cars = person(adoption), carrier(adoption)
hours(one, 450, label="Ferme d’en bas")
titles = issue(one)
take(titles[0], cars)
own, shop = (
    f"/services/{adoption.slug}/ledger/comptes/{one.key}/",
    f"/services/{adoption.slug}/ledger/prendre/{cars.key}/",
)
there = f"/services/{adoption.slug}/ledger/"
told = json.dumps({
    "cookie": settings.SESSION_COOKIE_NAME, "holder": session(one), "carrier": session(cars), "take": shop,
    "codes": [code_of("title", title.key) for title in titles],
    "holder_pages": [own + "heures/", own + "bons/", own + "heures/carte/", own + "bons/titres/"],
    "carrier_pages": [shop, f"{there}recettes/{cars.key}/bons/"],
    "pages": [f"{there}code/{cards.card_code(one, 'heures')}/declarer/", f"{there}code/{code_of('title', titles[0].key)}/", there + "lieux/"],
})  # fmt: skip
print(told)  # noqa: T201 - what the test reads
