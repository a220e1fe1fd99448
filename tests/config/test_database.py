"""SQLite as the node opens it: durable, readers beside one writer, kept open between two requests."""

import os
import subprocess
import sys

CODE = """
import django; django.setup()
from django.db import close_old_connections, connection, transaction
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout"):
        print(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
with transaction.atomic():
    import sqlite3
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
        print("second writer", "admitted")
    except sqlite3.OperationalError:
        print("second writer", "refused")
kept = connection.connection
close_old_connections()  # what Django does before and after each request
print("connection", "kept" if connection.connection is kept else "reopened")
"""
SAID = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: what was acknowledged survives a power cut
    "foreign_keys": "1",
    "secure_delete": "1",  # what a person erased is not left in the file
    "busy_timeout": "20000",
    "second writer": "refused",  # a transaction is a writer from its first line: no deadlock by upgrade
    "connection": "kept",
}


def test_the_node_opens_sqlite_as_the_architecture_says(tmp_path):
    node = {"ESSAIM_VAR": str(tmp_path), "ESSAIM_SECRET_KEY": "x", "DATABASE_URL": "", "ESSAIM_DEBUG": "0"}
    environment = os.environ | node | {"DJANGO_SETTINGS_MODULE": "essaim.config.settings"}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    assert dict(line.rsplit(" ", 1) for line in done.stdout.splitlines()) == SAID
