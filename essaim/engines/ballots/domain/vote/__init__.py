"""The vote: pure parts (`keys`, `sealing`, `paper`, `frame`…) and the verbs that write."""
