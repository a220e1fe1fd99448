"""What the ledger does: the pure part first (units, periods, positions, legs), then the verbs that write."""
