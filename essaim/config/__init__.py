"""Settings, addresses and the command line: the only list of apps. Nothing imports it."""
