"""The verbs that change the catalogue; the reads are in `queries`."""
