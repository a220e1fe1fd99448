"""What sets of people leave when they are added and taken off, by brute force and apart from the core: people are bits, a set is a whole number."""

from itertools import combinations


def left_by_two(sets, least):
    """What is left of a set once another that it holds is taken off."""
    return {
        large & ~less
        for large in sets
        for less in sets
        if less & large == less and 0 < (large & ~less).bit_count() < least
    }


def left_by_three(sets, least):
    """What is left of a set less two apart, or of two less a third: only sums that count each person once or not at all."""
    by_size = {}
    for each in sets:
        by_size.setdefault(each.bit_count(), []).append(each)
    found = set()
    for one, other in combinations(sets, 2):
        common, union = one & other, one | other
        if common.bit_count() < least:
            joint = one.bit_count() + other.bit_count()
            for size in range(joint - least + 1, joint):
                thirds = by_size.get(size, ())
                found |= {
                    common | union & ~third for third in thirds if third | union == union and third & common == common
                }
            for size in range(joint + 1, joint + least) if not common else ():
                found |= {third & ~union for third in by_size.get(size, ()) if third & union == union}
    return found


def left_by_a_table(sets, tables, least):
    """What is left of a set less all columns of one table that it holds, or of those that it meets less the set."""
    found = set()
    for each in sets:
        for columns in tables:
            inside, met = (_union(part for part in columns if test(part, each)) for test in (_in, _meets))
            found |= {each & ~inside} if inside else set()
            found |= {met & ~each} if met & each == each else set()
    return {left for left in found if 0 < left.bit_count() < least}


def _in(part, whole):
    return part & whole == part


def _meets(part, whole):
    return bool(part & whole)


def _union(parts):
    found = 0
    for part in parts:
        found |= part
    return found
