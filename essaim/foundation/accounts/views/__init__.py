"""Pages of accounts: sign-in, profile, administration of people."""
