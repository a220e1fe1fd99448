"""The rules of matching, without Django: pairs, reasons, and what a person may do with a proposal."""
