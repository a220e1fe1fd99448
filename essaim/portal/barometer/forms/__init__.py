"""What people type: answers, and the settings of a wave."""
