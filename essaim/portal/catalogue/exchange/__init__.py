"""How the catalogue goes out and comes in: export, downloads, API, feeds, embedding, descriptions, import.

Owns the published schema's wording, the flat table of initiatives, and the declarative mappings of the import.
Nothing here holds personal data: everything is made from the records of `params`.
"""
