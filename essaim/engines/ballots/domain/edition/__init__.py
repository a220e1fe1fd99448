"""Dates, zones, ideas, instruction, catalogue, what was built."""
