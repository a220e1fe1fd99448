"""What a case goes through: the pure machine, and the verbs that write it."""
