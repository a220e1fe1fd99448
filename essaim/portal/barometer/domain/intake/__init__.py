"""An institute's file: read within bounds, matched column by column, checked cell by cell, taken in at once or not at all."""
