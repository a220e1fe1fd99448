"""pydantic's errors in French: what is wrong, where, what to do."""

from decimal import Decimal
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator

from essaim.cores.reading import SENTENCES, explain, line, place, sentence, shown


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=5, min_length=2)


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["a", "b"] = "a"
    count: int = Field(default=1, ge=1, le=9)
    price: Decimal = Decimal(0)
    site: HttpUrl | None = None
    code: str = Field(default="x", pattern="^[a-z]+$")
    sure: bool = True
    parts: list[Part] = Field(default=[], min_length=0, max_length=2)
    part: Part | None = None

    @field_validator("code")
    @classmethod
    def _known(cls, code):
        if code == "zz":
            raise ValueError("« zz » n’existe pas : prenez x")
        return code


WRONG = [
    ({"kind": "c"}, "kind : « c » est inconnu : écrivez l’un de : a ou b"),
    ({"count": "beaucoup"}, "count : un nombre entier est attendu : écrivez-le en chiffres"),
    ({"count": 10}, "count : la plus grande valeur possible est 9"),
    ({"count": 0}, "count : la plus petite valeur possible est 1"),
    ({"price": "x"}, "price : un nombre est attendu : écrivez-le en chiffres"),
    ({"site": "ftp:/"}, "site : adresse web mal écrite : elle commence par https:// ou http://"),
    ({"code": "A{1}"}, "code : « A{1} » n’a pas la bonne forme : ^[a-z]+$"),
    ({"code": "zz"}, "code : « zz » n’existe pas : prenez x"),
    ({"parts": [{"name": "abcdef"}]}, "parts.0.name : texte trop long : 5 caractères au plus"),
    ({"parts": [{"name": "a"}]}, "parts.0.name : texte trop court : au moins 2 caractère(s)"),
    ({"parts": [{}]}, "parts.0.name : « name » manque : ajoutez-le"),
    ({"parts": 1}, "parts : une liste est attendue"),
    ({"parts": [{"name": "ab"}] * 3}, "parts : la liste est trop longue : 2 au plus"),
    ({"part": "x"}, "part : un objet est attendu : donnez ses champs par leur nom"),
    ({"colour": "blue"}, "colour : « colour » est inconnu ici : retirez-le ou corrigez son nom"),
]


def fault(given):
    with pytest.raises(ValidationError) as refused:
        Whole.model_validate(given)
    return refused.value.errors()[0]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[said for _, said in WRONG])
def test_an_error_is_one_line_of_french(given, said):
    assert line(fault(given)) == said


def test_an_error_of_the_whole_has_no_place():
    with pytest.raises(ValidationError) as refused:
        Whole.model_validate("x")
    detail = refused.value.errors()[0]
    assert (place(detail), line(detail)) == ("", sentence(detail))


def test_whoever_reads_another_format_gives_its_own_words():
    words = SENTENCES | {"model_type": ("une table est attendue", "")}
    detail = fault({"part": "x"})
    assert explain(detail, words) == ("une table est attendue", "")
    assert explain(fault({"code": "A"}), forms={"^[a-z]+$": "des minuscules"})[1] == "des minuscules"


def test_a_type_without_words_keeps_those_of_pydantic_and_says_what_to_do():
    detail = {"type": "new", "loc": ("a",), "msg": "odd {thing}", "input": 1}
    assert explain(detail, otherwise="voyez le guide") == ("odd {thing}", "voyez le guide")


def test_what_was_written_is_cut_and_a_value_that_is_not_said_is_not_made_up():
    assert shown("x" * 80) == "« " + "x" * 60 + "… »"
    assert (shown([1]), shown({"a": 1}), shown(3)) == ("une liste", "une table", "« 3 »")
    detail = {"type": "enum", "loc": ("a",), "msg": "", "ctx": {"expected": "'a' or 'b'"}}
    assert sentence(detail) == "« ? » est inconnu : écrivez l’un de : a ou b"
