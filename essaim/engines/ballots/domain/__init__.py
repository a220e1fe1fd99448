"""What is done in an edition: `edition` (everything but the vote). `phases` says what is open on a day."""
