"""The addresses of matching: those of people registered (`public`), those of the team (`desk`)."""
