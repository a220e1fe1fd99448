"""A refused act is said where somebody reads it; anything else that breaks is not taken for a refusal."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import DoneRequest
from essaim.adoptions.refusing import refused_on, sentence, told


class Kept(BaseStorage):
    """Messages of one request, kept in it."""

    def _get(self, *_args, **_kwargs):
        return [], True

    def _store(self, *_args, **_kwargs):
        return []


@pytest.fixture
def request_(rf):
    made = rf.post("/")
    made._messages = Kept(made)
    return made


def said(request):
    return [(one.level_tag, one.message) for one in get_messages(request)]


@pytest.mark.parametrize(
    ("error", "shown", "done"),
    [
        (None, ("success", "C’est fait."), True),
        (RefusedActError("le compte est vide"), ("error", "Le compte est vide."), False),
        (AlreadyDoneError(DoneRequest()), ("info", "Cette demande a déjà été faite."), True),
    ],
    ids=["done", "refused", "again"],
)
def test_the_page_shown_next_says_how_an_act_went(request_, error, shown, done):
    with told(request_, "C’est fait.") as how:
        if error:
            raise error
    assert (said(request_), how.done) == ([shown], done)


def test_a_block_may_say_itself_what_it_did(request_):
    with told(request_) as how:
        pass
    assert (said(request_), how.done) == ([], True)


def test_a_form_says_why_it_was_refused(request_):
    form = forms.Form({})
    with refused_on(form) as how:
        raise RefusedActError("il ne reste que 3 heures")
    assert (form.non_field_errors(), how.done) == (["Il ne reste que 3 heures."], False)


@pytest.mark.parametrize("shown", [lambda request: told(request, "Fait."), lambda _: refused_on(forms.Form({}))])
def test_what_is_no_refusal_is_not_hidden(request_, shown):
    how = shown(request_)
    with pytest.raises(ZeroDivisionError), how:
        raise ZeroDivisionError
    assert (said(request_), how.done) == ([], False)


@pytest.mark.parametrize("words", ["Déjà rendue.", "Vraiment ?", "Attendez…"])
def test_a_sentence_keeps_its_own_end(words):
    assert sentence(RefusedActError(words)) == words
