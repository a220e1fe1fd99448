"""Copy and erase the data of one person; run the retention calendar."""
