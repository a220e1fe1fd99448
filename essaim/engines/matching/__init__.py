"""Mise en relation: people of two sides meet under hard criteria and wishes, both consent, then an agreement runs and is followed."""
