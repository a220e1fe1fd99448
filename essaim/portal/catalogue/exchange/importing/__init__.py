"""Import from files of others: read lines, apply a declarative mapping, check all, then write all or nothing."""
