"""What pages read of an edition."""
