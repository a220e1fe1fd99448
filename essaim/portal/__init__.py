"""What visitors and editors see: home > catalogue (upper may import lower)."""
