"""Counters, rights and titles: what somebody has used, may still use, and where it was spent. Never above, never twice."""
