"""The settings of the platform with the toy engines beside its own: they too can be left out."""

from essaim.config import settings as own
from essaim.config.environment import environment
from essaim.config.settings import *  # noqa: F403 - settings are names

TOYS = ("tests.apps.adoptions.desk", "tests.apps.adoptions.purse")
ENGINES = [*own.ENGINES, *(toy for toy in TOYS if toy.rpartition(".")[2] not in environment.without_engines)]
