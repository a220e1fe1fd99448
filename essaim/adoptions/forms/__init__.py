"""Forms made from the fields of a kit; import them from here."""

from essaim.adoptions.forms.fields import KitForm, form_for

__all__ = ["KitForm", "form_for"]
