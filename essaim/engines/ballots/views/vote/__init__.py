"""The pages of a vote: the citizen's, and the desk's."""
