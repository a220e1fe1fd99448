"""The Method of Equal Shares, exactly: budget classes, rational prices, named completions.

D. Peters, G. Pierczyński, P. Skowron, « Proportional Participatory Budgeting with Additive Utilities », NeurIPS 2021.
"""
