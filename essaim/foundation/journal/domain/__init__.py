"""Write the journal, verify it, drop its expired months."""
