"""The settings of a node whose kits run on the two toy engines of the tests: what is made once for all engines is walked with them."""

from essaim.config import settings

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
ENGINES = ["tests.apps.adoptions.desk", "tests.apps.adoptions.purse"]
INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if not name.startswith("essaim.engines.")]
