"""The pages of barometers: answering, composing, running."""
