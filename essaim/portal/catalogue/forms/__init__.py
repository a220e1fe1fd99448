"""What people fill: proposals one question a page, amendments, moderation."""
