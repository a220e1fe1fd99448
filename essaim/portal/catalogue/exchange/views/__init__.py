"""The pages of reuse: downloads, feeds, frames, descriptions, documentation."""
