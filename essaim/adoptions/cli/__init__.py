"""The command line of kits and adoptions: `essaim kit`, `essaim adopt`."""
