"""Background work by name, and the outbox: every mail, SMS or letter leaves through it, once.

A message is written in the transaction of the act that causes it, then taken by a worker under a lease.
In development the local mailbox shows every message.
"""
