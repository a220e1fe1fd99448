"""The pages of home: one file per family (index, territory, note, legal)."""
