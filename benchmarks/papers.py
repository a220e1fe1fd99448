"""Papers: processor time of one letter and of a print run, beside peers on the same words.

    python benchmarks/papers.py                # needs WeasyPrint (and its Pango) and ReportLab; a peer that is absent is said
    python benchmarks/papers.py --letters 200

Each maker prints the same letter (address, subject, paragraphs, list, table, signature, rights), another name each time. Times are
processor milliseconds of this process (all its threads), the median of the runs, after one letter that warms up. ReportLab's open
source edition writes no tags: its file is not for screen readers, it is the floor of time.
"""

import argparse
import html
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.config.settings")
os.environ.setdefault("ESSAIM_DEBUG", "1")

import django

django.setup()

from essaim.foundation.papers import public as papers  # noqa: E402 - Django is set up first

AT = datetime(2026, 11, 25, tzinfo=UTC)
SUBJECT = "Votre demande d’aide au maintien à domicile"
BODY = papers.blocks_of("""\
Madame,

Vous avez demandé une aide au maintien à domicile. Le Département vous l'accorde, pour un montant de 1 200 € par an.

- douze heures d'aide à domicile par mois ;
- le portage de repas, trois jours par semaine.

| Trimestre | Montant | Versement |
| décembre à février | 300 € | 15 décembre 2026 |
| mars à mai | 300 € | 15 mars 2027 |

Je vous prie d'agréer, Madame, l'expression de mes salutations distinguées.
""")
RIGHTS = "Vous pouvez contester cette décision dans les deux mois qui suivent sa réception."
SENDER = ("Direction de l’autonomie", "81 route de Pessan", "32022 Auch cedex 9")


def letter(name: str) -> papers.Letter:
    return papers.Letter(
        papers.Sender("Département du Gers", SENDER), BODY, (name, "12 rue de l’Évêché", "32300 MIRANDE"), "Auch",
        date(2026, 11, 25), "DA/2026-00412", SUBJECT, signature=papers.Signature("Le président,", "Philippe Martin"), rights=(RIGHTS,),
    )  # fmt: skip


def ours(names: list[str]) -> bytes:
    return papers.letters_pdf([letter(name) for name in names], at=AT)


def weasyprint_maker() -> Callable[[list[str]], bytes]:
    from weasyprint import HTML

    def part(block: object) -> str:
        if isinstance(block, papers.Paragraph):
            return f"<p>{html.escape(block.text)}</p>"
        if isinstance(block, papers.Bullets):
            return "<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in block.items) + "</ul>"
        assert isinstance(block, papers.Grid)
        head = "".join(f"<th>{html.escape(cell)}</th>" for cell in block.head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
        )
        return f"<table><tr>{head}</tr>{rows}</table>"

    def page(name: str) -> str:
        body = "".join(part(block) for block in BODY)
        return (
            f"<section style='page-break-after: always'><p>Département du Gers<br>{'<br>'.join(SENDER)}</p>"
            f"<p style='margin-left: 80mm'>{html.escape(name)}<br>12 rue de l’Évêché<br>32300 MIRANDE</p>"
            f"<h1>{SUBJECT}</h1>{body}<p>Le président,<br>Philippe Martin</p><p>{RIGHTS}</p></section>"
        )

    def make(names: list[str]) -> bytes:
        text = f"<html lang='fr'><title>{SUBJECT}</title><body>{''.join(page(name) for name in names)}"
        return bytes(HTML(string=text).write_pdf(pdf_variant="pdf/ua-1"))

    return make


def reportlab_maker() -> Callable[[list[str]], bytes]:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, SimpleDocTemplate, Table
    from reportlab.platypus import Paragraph as Words

    style = getSampleStyleSheet()

    def flow(name: str) -> list[object]:
        parts: list[object] = [Words("Département du Gers<br/>" + "<br/>".join(SENDER), style["Normal"])]
        parts += [Words(f"{html.escape(name)}<br/>32300 MIRANDE", style["Normal"]), Words(SUBJECT, style["Heading1"])]
        for block in BODY:
            if isinstance(block, papers.Paragraph):
                parts.append(Words(html.escape(block.text), style["Normal"]))
            elif isinstance(block, papers.Bullets):
                parts += [Words(html.escape(item), style["Bullet"]) for item in block.items]
            elif isinstance(block, papers.Grid):
                parts.append(Table([block.head, *block.rows]))
        return [*parts, Words(RIGHTS, style["Normal"]), PageBreak()]

    def make(names: list[str]) -> bytes:
        held = io.BytesIO()
        SimpleDocTemplate(held, title=SUBJECT, lang="fr").build([part for name in names for part in flow(name)])
        return held.getvalue()

    return make


def spent(make: Callable[[], object]) -> float:
    """Processor milliseconds of one call."""
    start = time.process_time()
    make()
    return 1000 * (time.process_time() - start)


def measured(make: Callable[[list[str]], bytes], letters: int, runs: int) -> tuple[float, float, int]:
    """Milliseconds of one letter alone and of one letter of a run, and the bytes of one letter."""
    size = len(make(["Madame Jeanne DURAND"]))
    alone = statistics.median(spent(lambda n=number: make([f"Madame Jeanne DURAND {n}"])) for number in range(runs))
    run = [f"Madame Jeanne DURAND {number}" for number in range(letters)]
    return alone, spent(lambda: make(run)) / letters, size


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--letters", type=int, default=100, help="letters of the print run")
    asked.add_argument("--runs", type=int, default=30, help="letters printed alone")
    wanted = asked.parse_args()
    base = measured(ours, wanted.letters, wanted.runs)
    print(
        f"| maker | one letter, ms | one of {wanted.letters}, ms | bytes | ratio, alone | ratio, run |\n|---|---|---|---|---|---|"
    )
    row("Essaim (typst), PDF/UA-1", base, base)
    for name, maker in {"WeasyPrint, PDF/UA-1": weasyprint_maker, "ReportLab, no tags": reportlab_maker}.items():
        try:
            made = maker()
        except (ImportError, OSError) as error:
            print(f"{name}: absent ({error.__class__.__name__})")
            continue
        row(name, measured(made, wanted.letters, wanted.runs), base)
    others()


def row(name: str, found: tuple[float, float, int], base: tuple[float, float, int]) -> None:
    alone, run, size = found
    print(f"| {name} | {alone:.1f} | {run:.1f} | {size} | {alone / base[0]:.1f} | {run / base[1]:.1f} |")


def others() -> None:
    document = papers.Document("Convention", BODY)
    cards = [
        papers.Card("Titre", "Jeanne Durand", code=f"K7M4-{n:04}", qr=f"https://exemple.fr/{n}") for n in range(100)
    ]
    papers.cards_pdf(cards[:1], size="wallet", at=AT)
    print(
        f"\ndocument: PDF {spent(lambda: papers.document_pdf(document, at=AT)):.1f} ms, ODT {spent(lambda: papers.document_odt(document, at=AT)):.1f} ms"
    )
    print(f"100 wallet cards with their codes: {spent(lambda: papers.cards_pdf(cards, size='wallet', at=AT)):.0f} ms")


if __name__ == "__main__":
    main()
