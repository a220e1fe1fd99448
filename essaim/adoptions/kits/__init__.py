"""A kit as data: `document` read, `kit` typed, `checking` refused or accepted, `settings` of an adopter, texts in French.

Nothing here touches the database: what a kit says can be read, tried and shown before anything is installed.
"""
