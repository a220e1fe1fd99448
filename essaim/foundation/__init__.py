"""What all stand on: accounts > parties > territories > journal > jobs > storage > ui (upper may import lower)."""
