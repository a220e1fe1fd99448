"""The author of a group of synonyms is an opaque key, as in the journal; the platform's own groups say so by themselves."""

from django.conf import settings
from django.db import migrations, models


def key_the_authors(apps, _editor):
    """A name that only one account bears becomes its key; any other name is forgotten."""
    group_model, account = apps.get_model("catalogue", "SynonymGroup"), apps.get_model("accounts", "Account")
    for group in group_model.objects.all():
        if group.author == "Essaim":
            group.shipped = group.words[0]
        else:
            keys = list(account.objects.filter(name=group.author).exclude(name="").values_list("key", flat=True)[:2])
            group.actor = keys[0] if len(keys) == 1 else None
        group.save(update_fields=["shipped", "actor"])


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="synonymgroup",
            name="actor",
            field=models.UUIDField(blank=True, null=True, verbose_name="auteur (identifiant opaque)"),
        ),
        migrations.AddField(
            model_name="synonymgroup",
            name="shipped",
            field=models.CharField(blank=True, max_length=200, verbose_name="première expression dans la liste fournie"),
        ),
        migrations.RunPython(key_the_authors, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="synonymgroup", name="author"),
    ]
