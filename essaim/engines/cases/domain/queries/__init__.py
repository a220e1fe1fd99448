"""What the pages of cases read."""
