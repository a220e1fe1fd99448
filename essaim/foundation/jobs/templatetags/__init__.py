"""Template filters of jobs."""
