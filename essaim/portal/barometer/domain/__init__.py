"""What changes a barometer: composing, collecting, closing. Each verb opens its own transaction."""
