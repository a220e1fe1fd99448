"""The workshop of rules: ballots of another time counted by candidate rules, side by side, before a rule is frozen."""
