"""`essaim tally`: count an election from a file. The files are read and written here; the core does the counting."""
