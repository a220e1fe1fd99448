"""The pages of the workshop of rules."""
