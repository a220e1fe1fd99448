"""What changes an adoption: install a kit, adopt it, take part, act."""
