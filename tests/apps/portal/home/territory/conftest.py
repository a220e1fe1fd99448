from tests.territories import small_france, whole_france

__all__ = ["small_france", "whole_france"]
