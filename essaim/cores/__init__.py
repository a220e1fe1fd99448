"""Pure computation: no Django, no input or output.

Arrays, dataclasses, parameters and a seed in; a result and its trace out. Ties, clocks and
randomness are arguments. Each core has its own short list of allowed libraries and imports
nothing of ours.
"""
