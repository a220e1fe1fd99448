"""What must never be installed: one file a question, each check yields findings; `run` asks them in order.

`machines` is a building block for engines whose section declares states and transitions.
"""
