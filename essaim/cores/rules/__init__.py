"""Conditions and amounts written as data: closed trees, three-valued, exact, printed in French.

`kinds` types of values; `reading` text to value; `wording` value to French; `tree` conditions; `amounts` computations;
`book` what a tree may name; `checking` refuses a wrong tree; `evaluation` and `computing` answer with their trace;
`phrases` print a condition as a reason. Allowed library: RE2 (`patterns`). No expression is ever evaluated as code.
"""
