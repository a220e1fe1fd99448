"""The outcomes of adoptions: what engines count, what may be said of it, what people measure by hand."""
