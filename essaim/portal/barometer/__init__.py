"""Barometers: questionnaires, fieldwork by quotas, waves, and the weighted results that come of them.

A territory owns barometers; a barometer owns its bank of questions, kept word for word, and its waves. A wave goes one way:
draft, open, closed, published; the database refuses every step back and every change to what is frozen (`guards`).
An answer names nobody: see `models.collection` and docs/adr/0015-anonymous-answers.md. Other apps come through `public`.
"""
