"""What is read of the territories: by code, by name, by place on the globe, by indicator."""
