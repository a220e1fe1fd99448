"""What is read of a barometer, for pages."""
