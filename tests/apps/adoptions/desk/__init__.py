"""A toy engine: files that go from state to state. It proves the contract; nothing imports it by name."""
