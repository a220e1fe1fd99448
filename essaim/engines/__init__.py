"""What kits run on: one package an engine, each on its own, switched on by one line of the settings."""
