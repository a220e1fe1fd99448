"""`essaim django …`: Django's own commands, for whoever operates the platform."""

import argparse

from django.core.management import call_command


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="la commande de Django et ses arguments")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if not options.words:
        call_command("help")
        return 0
    call_command(*options.words)
    return 0
