"""What kits run on: each package is one engine, declared in its `engine.py` and switched on by its line in `ENGINES`.

An engine knows adoptions, foundation and cores; nobody imports an engine, and no engine knows another.
"""
