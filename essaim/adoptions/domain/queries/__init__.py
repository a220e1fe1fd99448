"""What the pages of adoptions read."""
