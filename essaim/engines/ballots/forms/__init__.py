"""The forms of the engine, one file a screen."""
