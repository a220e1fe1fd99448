"""Write messages, deliver them, run what is due."""
