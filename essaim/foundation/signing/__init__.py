"""The key with which the platform signs what others keep outside of it: made, used, replaced, published."""
