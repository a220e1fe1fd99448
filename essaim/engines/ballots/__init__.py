"""Participatory budgets: ideas, instruction, catalogue of projects, vote, results, what was built."""
