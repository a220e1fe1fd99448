"""Home, territory pages, the founding note passage by passage, and the legal pages.

Made of panels that the apps below register; owns no data of its own.
"""
