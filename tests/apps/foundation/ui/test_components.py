"""Components and registration, drawn and read back."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from essaim.foundation.ui import context_processors, public
from essaim.foundation.ui.diff import compare

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def request_(rf: RequestFactory):
    return rf.get("/recherche/", {"q": "bus", "theme": ["sante", "emploi"], "page": "2"})


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def test_breadcrumbs_lead_home_and_end_here():
    tree = html.fromstring(draw('{% breadcrumbs "Solutions" "/solutions/" name %}', name=HOSTILE))
    assert [(link.text, link.get("href")) for link in tree.iter("a")] == [
        ("Accueil", "/"),
        ("Solutions", "/solutions/"),
    ]
    assert tree.xpath('//li[@aria-current="page"]')[0].text_content().strip() == HOSTILE


def test_pagination_keeps_the_rest_of_the_address(request_):
    page = Paginator(range(100), 10).get_page(2)
    tree = html.fromstring(draw("{% pagination page %}", page=page, request=request_))
    assert "?q=bus&theme=sante&theme=emploi&page=3" in [link.get("href") for link in tree.iter("a")]
    assert tree.xpath('//*[@aria-current="page"]')[0].text_content() == "Page 2"


def test_one_page_needs_no_pagination(request_):
    page = Paginator(range(5), 10).get_page(1)
    assert "<nav" not in draw("{% pagination page %}", page=page, request=request_)


def test_facets_keep_the_query_and_go_back_to_the_first_page(request_):
    options = [public.FacetOption("sante", "Santé", 14, checked=True), public.FacetOption("eau", "Eau", 0)]
    tree = html.fromstring(
        draw("{% facets groups %}", groups=[public.Facet("theme", "Thème", options)], request=request_)
    )
    hidden = [(field.get("name"), field.get("value")) for field in tree.xpath('//input[@type="hidden"]')]
    assert hidden == [("q", "bus")]
    assert [box.get("value") for box in tree.xpath("//input[@checked]")] == ["sante"]
    assert tree.get("action") == "/recherche/"
    assert tree.xpath("//button")


@pytest.mark.parametrize(("count", "folded"), [(6, 0), (9, 4)])
def test_a_long_facet_shows_the_first_few_and_folds_the_others(request_, count, folded):
    options = [public.FacetOption(str(number), f"Public {number}", number) for number in range(count)]
    tree = html.fromstring(
        draw("{% facets groups %}", groups=[public.Facet("public", "Pour qui", options)], request=request_)
    )
    assert len(tree.xpath("//details//input")) == folded
    assert len(tree.xpath('//input[@type="checkbox"]')) == count


def test_a_fold_of_a_facet_is_open_when_something_in_it_is_ticked(request_):
    options = [public.FacetOption(str(number), f"Public {number}", checked=number == 8) for number in range(9)]
    tree = html.fromstring(
        draw("{% facets groups %}", groups=[public.Facet("public", "Pour qui", options)], request=request_)
    )
    assert tree.xpath("//details[@open]//input[@checked]")


def test_a_table_names_its_columns_and_rows():
    table = public.Table(
        "Appels", [public.Column("Territoire"), public.Column("Nombre", number=True)], [["Ardèche", HOSTILE]]
    )
    tree = html.fromstring(draw("{% table table %}", table=table))
    assert tree.xpath("//caption")[0].text == "Appels"
    assert tree.xpath('//th[@scope="row"]')[0].text_content().strip() == "Ardèche"
    assert tree.xpath("//td")[0].text_content().strip() == HOSTILE
    assert tree.xpath("//td")[0].get("data-label") == "Nombre"


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        draw("{% table table %}", table=public.Table("x", [public.Column("a")], [["1", "2"]]))


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_figure_says_so(value):
    drawn = draw('{% figure value "personnes" "Personnes reçues" %}', value=value)
    assert "non disponible" in drawn
    assert "figure-number" not in drawn


def test_zero_is_a_figure():
    assert "non disponible" not in draw('{% figure value "personnes" %}', value=0)


def test_a_figure_keeps_what_the_source_says_of_it():
    drawn = draw('{% figure 10000 "appels" precision="nearly" kind="target" when="2020" source="la note" %}')
    text = html.fromstring(drawn).text_content()
    for words in ("près de", "10\u202f000", "appels", "objectif", "2020", "la note"):
        assert words in text


def test_an_unknown_kind_or_stage_is_an_error():
    with pytest.raises(KeyError):
        draw('{% figure 1 kind="guessed" %}')
    with pytest.raises(KeyError):
        draw('{% stage "almost" %}')


def test_blocks_escape_what_people_typed():
    for source in (
        '{% alert "error" text %}{{ text }}{% endalert %}',
        "{% empty_state text %}{{ text }}{% endempty_state %}",
        "{% disclosure text %}{{ text }}{% enddisclosure %}",
        "{% term text %}{{ text }}{% endterm %}",
        "{% card text text text place=text reason=text foot=text %}",
        "{% diff text text|add:'x' text %}",
        "{% tag text '' text %}",
        "{% step 1 2 text %}",
    ):
        assert "<script>" not in draw(source, text=HOSTILE), source


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_diff_gives_both_texts_back(before, after):
    parts = compare(before, after)
    assert "".join(text for _, text in parts["left"]) == before
    assert "".join(text for _, text in parts["right"]) == after


def test_a_diff_marks_words_not_letters():
    parts = compare("le bus part lundi", "le bus part mardi")
    assert parts["left"][-1] == ("del", "lundi")
    assert parts["right"][-1] == ("ins", "mardi")


class Sample(forms.Form):
    name = forms.CharField(label="Votre nom ?", help_text="Prénom et nom.")
    stage = forms.ChoiceField(
        label="Étape", widget=forms.RadioSelect, choices=[("a", "À l’essai"), ("b", "En service")]
    )
    phone = forms.CharField(label="Téléphone", required=False)

    def clean(self):
        raise forms.ValidationError("Ces réponses se contredisent.")


def test_a_field_is_tied_to_its_label_help_and_error():
    tree = html.fromstring(f"<form>{Sample({'name': ''})}</form>")
    field = tree.xpath('//input[@name="name"]')[0]
    described = field.get("aria-describedby").split()
    assert {tree.get_element_by_id(each).text_content().strip() for each in described} == {
        "Prénom et nom.",
        "Erreur\u00a0: Ce champ est obligatoire.",
    }
    assert field.get("aria-invalid") == "true"
    assert tree.xpath('//label[@for="id_name"]')


def test_the_error_summary_leads_to_each_field():
    tree = html.fromstring(f"<form>{Sample({'name': ''})}</form>")
    (summary,) = tree.xpath("//*[@data-error-summary]")
    links = [link.get("href") for link in summary.iter("a")]
    assert links == ["#id_name", "#id_stage_0"]
    for link in links:
        assert tree.get_element_by_id(link[1:]) is not None
    assert "Ces réponses se contredisent." in summary.text_content()


def test_a_clean_form_has_no_summary_and_says_what_is_optional():
    drawn = str(Sample())
    assert "data-error-summary" not in drawn
    assert drawn.count("(facultatif)") == 1


def test_hostile_input_comes_back_escaped():
    assert "<script>" not in str(Sample({"name": HOSTILE, "stage": HOSTILE}))


def test_panels_come_in_their_order_and_may_say_nothing(rf):
    public.register_panel("home", 20, lambda _request, subject: format_html("<p>{}</p>", subject))
    public.register_panel("home", 10, lambda _request, _subject: mark_safe("<p>premier</p>"))
    public.register_panel("home", 5, lambda _request, _subject: None)
    public.register_panel("territory", 1, lambda _request, _subject: mark_safe("<p>ailleurs</p>"))
    drawn = draw('{% panels "home" "Gers" %}', request=rf.get("/"))
    assert drawn == "<p>premier</p>\n<p>Gers</p>"


def test_the_frame_shows_what_is_registered_and_visible(rf):
    public.register_navigation("Style", "ui:style", 2)
    public.register_navigation("Caché", "ui:style", 1, visible=lambda _request: False)
    public.register_footer_link("Contact", "ui:style", 1)
    public.register_account_link("Se connecter", "ui:style", 1)
    public.register_search("ui:style", "Que cherchez-vous ?")
    chrome = context_processors.chrome(rf.get("/style/", {"q": "bus"}))["chrome"]
    assert [(entry.label, entry.current) for entry in chrome.navigation] == [("Style", True)]
    assert [entry.label for entry in chrome.footer] == ["Contact"]
    assert [entry.label for entry in chrome.account] == ["Se connecter"]
    assert (chrome.search_url, chrome.query) == ("/style/", "bus")


def test_the_search_field_is_empty_on_other_pages(rf):
    public.register_search("ui:style")
    assert context_processors.chrome(rf.get("/autre/", {"q": "bus"}))["chrome"].query == ""


def test_a_brand_puts_its_name_and_its_accent_on_the_page(client):
    public.register_brand(lambda _request: None)
    public.register_brand(lambda _request: public.Brand("Gers, le département", accent="#C98A0B"))
    answer: HttpResponse = client.get("/style/")
    assert "Gers, le département" in answer.content.decode()
    assert "/style/accent/c98a0b.css" in answer.content.decode()
