"""The small kit with a frame whose every part is a parameter, as pairs of texts to replace; values are set one by one."""

PARAMETERS = {
    "decompte": ("choice", "greedy"),
    "plafond": ("money", "8000"),
    "part-petits": ("%", "0"),
    "part-jeunes": ("%", "0"),
    "reste": ("choice", "lost"),
    "canton": ("choice", "none"),
    "argent-canton": ("money", "20000"),
    "par-theme": ("projets", "0"),
    "par-porteur": ("projets", "0"),
    "voix": ("voix", "0"),
    "partiel": ("%", "0"),
    "choix-theme": ("projets", "0"),
    "choix-apart": ("yes-no", "non"),
}
WORDS = {
    "decompte": (
        "greedy",
        "greedy-stop",
        "equal-shares",
        "equal-shares-add1",
        "equal-shares-add1-last",
        "equal-shares-by-votes",
    ),
    "reste": ("lost", "next", "common"),
    "canton": ("none", "only", "first", "each"),
}
FRAME = """rule: {choice: decompte}
    frame:
      reserved: [{id: jeunes, label: projets des jeunes}]
      bands:
        - {id: jeunes, label: Jeunes, reserved: jeunes, share: part-jeunes}
        - {id: petits, label: Petits projets, up_to: plafond, share: part-petits}
        - {id: grands, label: Grands projets}
      leftover: reste
      canton: canton
      canton_money: argent-canton
      per_theme: par-theme
      per_holder: par-porteur
      minimum: voix
      part: partiel
      ballot_per_theme: choix-theme
      ballot_apart: choix-apart"""


def framed(limit="at-most", **values):
    """Return the pairs that give the small kit a frame with these defaults: ``framed(part_petits=20)``."""
    set_ = {name.replace("_", "-"): str(value) for name, value in values.items()}
    lines = [_line(name, kind, set_.get(name, default)) for name, (kind, default) in PARAMETERS.items()]
    return (
        ("rule: {method: greedy}", FRAME),
        ("\nroles:\n", "\n" + "\n".join(lines) + "\nroles:\n"),
        ("limit: at-most", f"limit: {limit}"),
    )


def _line(name, kind, value):
    common = f"id: {name}, label: Réglage {name}, source: Délibération, default: {value}"
    if kind == "choice":
        choices = ", ".join(f"{{id: {word}, label: choix {word}}}" for word in WORDS[name])
        return f"  - {{{common}, type: choice, choices: [{choices}]}}"
    if kind == "yes-no":
        return f"  - {{{common}, type: yes-no}}"
    if kind == "money":
        return f"  - {{{common}, type: money, min: 0, max: 9000000}}"
    return f'  - {{{common}, type: integer, unit: "{kind}", min: 0, max: 200}}'
