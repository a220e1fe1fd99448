"""`essaim backup` and `essaim restore`: the whole node in one file, and back."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from essaim.foundation.storage.archive import ArchiveError
from essaim.foundation.storage.domain import backup, restore
from essaim.foundation.storage.public import guard_problems


def configure_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FICHIER", help="archive à écrire (sauvegarde.tar.gz)")
    parser.set_defaults(run=lambda options: _said(_back_up, options))


def configure_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FICHIER", help="archive à remettre en place")
    parser.add_argument("--replace", action="store_true", help="remplacer tout ce que ce nœud contient")
    parser.set_defaults(run=lambda options: _said(_restore, options))


def _said(act: Callable[[argparse.Namespace], None], options: argparse.Namespace) -> int:
    try:
        act(options)
    except ArchiveError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 2
    return 0


def _back_up(options: argparse.Namespace) -> None:
    manifest = backup.back_up(options.file)
    media = sum(name.startswith("media/") for name in manifest.members)
    size = f"{options.file.stat().st_size / 1e6:.1f}".replace(".", ",")
    print(
        f"Sauvegarde : {options.file} ({size} Mo), base {manifest.engine} {manifest.engine_version}, {media} fichier(s)."
    )
    print("Les secrets n’y sont pas : gardez ESSAIM_SECRET_KEY et les mots de passe à part, dans un coffre.")


def _restore(options: argparse.Namespace) -> None:
    if not options.file.is_file():
        raise ArchiveError(f"{options.file} n’existe pas")
    manifest = restore.restore(options.file, replace=options.replace)
    if manifest is None:
        print("La restauration interrompue est terminée.")
    else:
        print(f"Nœud remis à l’état du {manifest.made_at} (essaim {manifest.essaim}).")
    for problem in guard_problems():
        print(f"! {problem}", file=sys.stderr)
    print("Ensuite : « essaim setup », puis « essaim check ». Les réglages et les secrets sont restés ceux de ce nœud.")
