"""Each engine is a package with its own domain, invariants and pages; see docs/engines.md."""
