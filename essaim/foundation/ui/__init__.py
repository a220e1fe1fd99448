"""The look: layouts, components, French typography, SVG charts and maps, vendored assets.

The lowest app: it knows no other. Upper apps register their navigation items and their panels in `public`.
The style page shows every component as it is.
"""
