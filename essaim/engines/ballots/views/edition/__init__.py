"""The pages of an edition but its vote."""
