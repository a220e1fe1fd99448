"""A document or an image to add to a page."""

from typing import Any

from django import forms

from essaim.portal.catalogue.domain.files import DOCUMENTS, IMAGES, LARGEST, kind_of


class UploadField(forms.FileField):
    """A file of at most 10 MB, of an accepted type, judged by what it holds."""

    def __init__(self, *, accepted: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.accepted = accepted
        self.widget.attrs["accept"] = ",".join(accepted.values())

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file.size > LARGEST:
            raise forms.ValidationError("Ce fichier dépasse 10 Mo : choisissez-en un plus léger.")
        if kind_of(file) not in self.accepted:
            names = ", ".join(name.upper() for name in self.accepted)
            raise forms.ValidationError(f"Ce fichier n’est pas d’un type accepté ({names}), quel que soit son nom.")
        return file


class DocumentForm(forms.Form):
    prefix = "document"
    label = forms.CharField(label="Intitulé du document", max_length=300)
    file = UploadField(label="Fichier", accepted=DOCUMENTS, help_text="PDF ou OpenDocument, 10 Mo au plus.")


class ImageForm(forms.Form):
    prefix = "image"
    alternative = forms.CharField(
        label="Texte de remplacement",
        max_length=300,
        help_text="Ce que montre l’image, pour qui ne la voit pas : « Le bus devant la mairie, trois personnes montent ».",
    )
    credit = forms.CharField(label="Crédit", max_length=200, required=False)
    file = UploadField(label="Image", accepted=IMAGES, help_text="PNG, JPEG ou WebP, 10 Mo au plus.")
