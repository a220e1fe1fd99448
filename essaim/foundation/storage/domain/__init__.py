"""What storage does to the database: guards, backup, restore."""
