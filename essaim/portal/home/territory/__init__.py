"""What the pages of territories show, made ready for their templates."""
