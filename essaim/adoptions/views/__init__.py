"""The pages of adoptions: what a visitor sees of a service, what its team does."""
