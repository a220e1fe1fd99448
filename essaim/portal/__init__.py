"""What visitors and editors see: home > barometer > catalogue (upper may import lower)."""
