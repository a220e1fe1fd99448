"""The door of signing: sign a statement, know the public key, say what is missing."""

from essaim.foundation.signing.keys import NoKeyError, Signature, canonical, current, ensure, problem, said, sign

__all__ = ["NoKeyError", "Signature", "canonical", "current", "ensure", "problem", "said", "sign"]
