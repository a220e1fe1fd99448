"""The frame of a count: the parts that French rules are composed of, frozen before the vote (docs/formats/cadre.md).

``frame`` holds the data; ``reading`` and ``writing`` its JSON; ``fitting`` puts a frame on an election; ``admitting`` sets void ballots aside;
``funding`` counts by votes through the pots, ``sharing`` by another rule pot by pot; ``missing`` and ``telling`` explain.
"""
