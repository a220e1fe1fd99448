"""People and structures as the platform serves them, and the law on their data.

Owns the register of personal fields (purpose, basis, retention, recipients), the export and the erasure of
one person, and the retention calendar.
"""
