"""Storage owns no table. Django sends its signal `post_migrate` only to apps that have this module."""
