"""What is printed or handed over: letters, cards, documents, QR codes. Made from values, never from markup.

Pure functions of frozen dataclasses: no table, no address, nothing kept. A PDF is tagged for screen readers (PDF/UA-1);
a document is also an office file that somebody can change, and a part of a page. Where the compiler of PDF is absent,
the platform starts and says « PDF non disponible ».
"""
