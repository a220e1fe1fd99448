"""The pages of matching: those of people registered (`mine`), those of the team."""
