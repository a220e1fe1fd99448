"""The database as a guard: triggers and constraints beyond Django's, declared in one registry.

It installs them after every migration and verifies them at start, prepares SQLite connections,
and owns `essaim backup` and `essaim restore` on both databases.
"""
