"""Walk the pages of a dossier as somebody does: begin, answer, give a contact, send."""

import re

BEGIN = "/services/{slug}/commencer/desk/demande/"


def begin(client, adoption):
    """Begin through the only door of the toy kits; return the address of the draft."""
    answer = client.post(BEGIN.format(slug=adoption.slug))
    assert answer.status_code == 302, answer.content
    return answer["Location"].removesuffix("suite/")


def code_of(client):
    """The code that the browser keeps, as it is printed."""
    draft = next(iter(client.session["dossiers"]))
    page = client.get(f"/mon-dossier/{draft}/reprendre/").content.decode()
    return re.search(r'code-box">([A-Z0-9-]+)<', page)[1]


def hidden(client, url):
    """What a form sends back without being seen."""
    page = client.get(url).content.decode()
    return dict(re.findall(r'type="hidden" name="(_\w+|request_key)" value="([^"]*)"', page))


def answer(client, url, values, **more):
    """Open a screen, fill it in, send it."""
    return client.post(url, {**hidden(client, url), **values, **more})


def contact(client, draft, **changes):
    values = {"for_whom": "self", "name": "Camille Exemple", "email": "camille@exemple.test", **changes}
    return answer(client, f"{draft}contact/", values)


def send(client, draft):
    return answer(client, f"{draft}relire/", {})


def sent_online(client, adoption, heures="12", **who):
    """Everything, from the door to the receipt; return the address of the dossier."""
    draft = begin(client, adoption)
    assert answer(client, f"{draft}page/1/", {"heures": heures}).status_code == 302
    assert contact(client, draft, **who).status_code == 302
    assert send(client, draft)["Location"].endswith("/recu/")
    return draft
