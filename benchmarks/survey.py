"""Weighting and estimation beside svy, ipfn, balance and R's survey: processor seconds of one thread, same numbers asserted.

    PYTHONPATH=. python benchmarks/survey.py                      # beside svy and ipfn (requirements/bench.txt)
    PYTHONPATH=. python benchmarks/survey.py --balance PYTHON     # and balance, by the Python of its own environment (numpy < 2)
    PYTHONPATH=. python benchmarks/survey.py --sizes 2000         # quicker
    PYTHONPATH=. python benchmarks/survey.py --slow               # R too on the book and the replicates at 100,000: a quarter of an hour

R is taken when Rscript and its packages survey and jsonlite are installed. Data are drawn with a fixed seed; reading files is not counted.
Each time is the least of several runs; a peer's runs and ours alternate, so that both meet the same machine.
"""

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")
os.environ |= dict.fromkeys(ONE_THREAD, "1")

import numpy as np  # noqa: E402 - the libraries read the number of threads when they load

SHARES = {
    "sexe": [0.522, 0.478],
    "age": [0.105, 0.148, 0.238, 0.247, 0.262],
    "pcs": [0.008, 0.037, 0.104, 0.152, 0.163, 0.118, 0.296, 0.122],
    "region": [0.185, 0.039, 0.043, 0.05, 0.089, 0.085, 0.058, 0.053, 0.094, 0.092, 0.124, 0.082, 0.006],
    "agglo": [0.224, 0.172, 0.134, 0.302, 0.168],
}
QUESTIONS, ANSWERS, REPLICATES = 60, 4, 500
POLLS = 100_000
"""The book and the replicates are measured up to this many rows."""
RUNS, LONG, ENOUGH = 5, 2.0, 10
"""Runs of each, of short ones ENOUGH times more; a run longer than LONG seconds is not repeated."""
Timed = tuple[float, object]


def drawn(rows: int) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return coded margins, a yes/no answer and the questions of a book: a sample that leans away from its margins."""
    draw = np.random.default_rng(2101)
    columns = {}
    for name, shares in SHARES.items():
        lean = np.array(shares) * np.linspace(0.75, 1.25, len(shares))
        columns[name] = draw.choice(len(shares), rows, p=lean / lean.sum())
    chance = 0.3 + 0.015 * columns["region"] + 0.03 * columns["sexe"]
    yes = (draw.random(rows) < chance).astype(np.intp)
    book = draw.integers(0, ANSWERS, (QUESTIONS, rows)) if rows <= POLLS else np.zeros((0, rows), np.intp)
    return columns, yes, book


def once(work: Callable[[], object]) -> Timed:
    """Return the processor seconds of one run, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def least(work: Callable[[], object], runs: int) -> Timed:
    """Return the least processor seconds over some runs, and the last result."""
    found = [once(work)]
    while len(found) < runs and found[-1][0] < LONG:
        found.append(once(work))
    return min(seconds for seconds, _ in found), found[-1][1]


class Ours:
    """Essaim's core."""

    name = "Essaim"

    def __init__(self, rows: int) -> None:
        from essaim.cores.survey import Factor, from_shares

        columns, yes, book = drawn(rows)
        self.factors = [
            Factor(name, codes, tuple(f"{name}{place}" for place in range(len(SHARES[name]))))
            for name, codes in columns.items()
        ]
        self.margins = [
            from_shares(each.name, dict(zip(each.levels, SHARES[each.name], strict=True)), float(rows))
            for each in self.factors
        ]
        self.yes = Factor("yes", yes, ("0", "1"))
        self.questions = [
            Factor(f"q{place}", codes, tuple(map(str, range(ANSWERS)))) for place, codes in enumerate(book)
        ]

    def rake(self) -> np.ndarray:
        from essaim.cores.survey import weigh

        self.weighting = weigh(self.factors, self.margins)
        return self.weighting.weights

    def sample(self) -> object:
        from essaim.cores.survey import sample

        return sample(self.weighting)

    def regions(self) -> np.ndarray:
        from essaim.cores.survey import book

        (table,) = book(self.sample(), [self.yes], [self.factors[3]])
        return np.column_stack([table.shares[:, 1], table.errors[:, 1]])

    def book(self) -> np.ndarray:
        from essaim.cores.survey import book

        tables = book(self.sample(), self.questions, self.factors)
        return np.concatenate([np.column_stack([each.shares.ravel(), each.errors.ravel()]) for each in tables])

    def replicates(self) -> np.ndarray:
        from essaim.cores.survey import replicates

        found = replicates(self.weighting, self.sample(), count=REPLICATES, seed=1)
        yes = self.yes.codes.astype(float)
        full = float(self.weighting.weights @ yes / self.weighting.weights.sum())
        return np.array([full, found.error(lambda weights: float(weights @ yes / weights.sum()), full)])


class Svy:
    """svy 0.35: polars frames in, rust inside; to a relative gap of 1e-6 on every margin."""

    name = "svy"

    def __init__(self, rows: int) -> None:
        import polars as pl
        import svy

        columns, yes, book = drawn(rows)
        data = {name: codes.astype(str) for name, codes in columns.items()} | {"w0": np.ones(rows), "yes": yes}
        data |= {f"q{place}": codes.astype(str) for place, codes in enumerate(book)} | {"id": np.arange(rows)}
        self.svy, self.frame = svy, pl.DataFrame(data)
        self.shares = {
            name: {str(place): share for place, share in enumerate(shares)} for name, shares in SHARES.items()
        }
        self.start = svy.Sample(self.frame, svy.Design(wgt="w0", psu="id"))
        self.raked: object = None

    def rake(self) -> np.ndarray:
        sample = self.start.clone()
        self.raked = sample.weighting.rake(shares=self.shares, tol=1e-6)
        return self.raked.data["rk_wgt"].to_numpy()

    def regions(self) -> np.ndarray:
        found = self.raked.estimation.mean("yes", by="region").to_polars()
        found = found.with_columns(found["region"].cast(int).alias("place")).sort("place")
        return np.column_stack([found["est"].to_numpy(), found["se"].to_numpy()])

    def book(self) -> np.ndarray:
        names, lines = [f"q{place}" for place in range(QUESTIONS)], {}
        for banner in SHARES:
            for name, found in zip(names, self.raked.estimation.prop(names, by=banner), strict=True):
                lines[name, banner] = found.to_polars()
        return np.concatenate([self._table(lines[name, banner], banner) for name in names for banner in SHARES])

    def _table(self, found, banner: str) -> np.ndarray:
        answer = next(name for name in found.columns if name.startswith("q"))
        ordered = found.with_columns(found[banner].cast(int).alias("b_"), found[answer].cast(int).alias("a_"))
        ordered = ordered.sort("b_", "a_")
        return np.column_stack([ordered["est"].to_numpy(), ordered["se"].to_numpy()])

    def replicates(self) -> np.ndarray:
        sample = self.start.clone().weighting.create_bs_wgts(REPLICATES, rstate=1)
        raked = sample.weighting.rake(shares=self.shares, tol=1e-6)
        found = raked.estimation.mean("yes", method="replication").to_polars()
        return np.array([found["est"][0], found["se"][0]])


class Ipfn:
    """ipfn 1.4: iterative proportional fitting on a table of numbers."""

    name = "ipfn"

    def __init__(self, rows: int) -> None:
        import pandas as pd

        columns, _, _ = drawn(rows)
        self.frame = pd.DataFrame(columns)
        self.frame["total"] = 1.0
        self.targets = []
        for name, shares in SHARES.items():
            series = pd.Series(np.array(shares) * rows, name="total")
            series.index.name = name
            self.targets.append(series)

    def rake(self) -> np.ndarray:
        from ipfn import ipfn

        work = ipfn.ipfn(self.frame.copy(), self.targets, [[name] for name in SHARES], convergence_rate=1e-6)
        return work.iteration()["total"].to_numpy()


class Outside:
    """A peer that runs in a process of its own, on the same numbers written to a folder; it times itself."""

    def __init__(self, rows: int, command: list[str], code: str) -> None:
        self.command = command
        self.folder = tempfile.TemporaryDirectory()  # kept as long as the peer is
        place = Path(self.folder.name)
        columns, yes, book = drawn(rows)
        table = {**columns, "yes": yes} | {f"q{number}": codes for number, codes in enumerate(book)}
        header, body = ",".join(table), np.column_stack(list(table.values()))
        np.savetxt(place / "data.csv", body, fmt="%d", delimiter=",", header=header, comments="")
        (place / "shares.json").write_text(json.dumps(SHARES), encoding="utf-8")
        (place / "peer").write_text(code, encoding="utf-8")

    def timed(self, line: str) -> Timed:
        folder = Path(self.folder.name)
        done = subprocess.run(
            [*self.command, folder / "peer", folder, line, str(REPLICATES)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{self.command[0]} failed:\n{done.stderr[-2000:]}")
        seconds, numbers = json.loads(done.stdout.splitlines()[-1])[line]
        return seconds, np.array(numbers, float)


BALANCE = """
import json, sys, time, logging
import numpy as np, pandas as pd
from balance.weighting_methods.rake import rake
logging.disable(logging.CRITICAL)
folder = sys.argv[1]
data = pd.read_csv(folder + "/data.csv")
shares = json.load(open(folder + "/shares.json"))
names = list(shares)
sample = data[names].astype(str)
margins = {name: {str(place): share for place, share in enumerate(each)} for name, each in shares.items()}
start = pd.Series(np.ones(len(data)))
def work():
    return rake(sample, start, None, None, variables=names, transformations=None, target_margins=margins,
                convergence_rate=1e-6, keep_sum_of_weights=True)["weight"]
work()
least = 1e9
for _ in range(3):
    begin = time.process_time(); found = work(); least = min(least, time.process_time() - begin)
found = np.asarray(found, float)
print(json.dumps({"rake": [least, (found * len(data) / found.sum()).tolist()]}))
"""

R = r"""
suppressPackageStartupMessages({library(survey); library(jsonlite)})
arguments <- commandArgs(TRUE)
folder <- arguments[1]; lines <- strsplit(arguments[2], ",")[[1]]; count <- as.integer(arguments[3])
data <- read.csv(file.path(folder, "data.csv")); shares <- fromJSON(file.path(folder, "shares.json"))
for (name in names(shares)) data[[name]] <- factor(data[[name]], levels = seq_along(shares[[name]]) - 1)
timed <- function(work, runs = 3) {
  least <- Inf
  for (run in seq_len(runs)) {
    spent <- system.time(result <- work(), gcFirst = FALSE); least <- min(least, spent[["user.self"]] + spent[["sys.self"]])
    if (least > 2) break
  }
  list(least, result)
}
n <- nrow(data)
plain <- svydesign(ids = ~1, weights = rep(1, n), data = data)
formula <- as.formula(paste("~", paste(names(shares), collapse = "+")))
totals <- c(n, unlist(lapply(shares, function(each) n * each[-1]), use.names = FALSE))
names(totals) <- colnames(model.matrix(formula, data[1:min(n, 1000), ]))
rake_it <- function() calibrate(plain, formula, totals, calfun = "raking", epsilon = 1e-9, maxit = 100)
answers <- list()
if ("rake" %in% lines) answers$rake <- timed(function() weights(rake_it()))
raked <- rake_it()
if ("regions" %in% lines) answers$regions <- timed(function() {
  found <- svyby(~yes, ~region, raked, svymean); as.matrix(found[, c("yes", "se")]) })
if ("book" %in% lines) answers$book <- timed(function() {
  questions <- grep("^q[0-9]+$", names(data), value = TRUE); all <- list()
  work <- raked
  for (q in questions) work$variables[[q]] <- factor(work$variables[[q]])
  for (q in questions) for (banner in names(shares)) {
    found <- svyby(as.formula(paste0("~", q)), as.formula(paste0("~", banner)), work, svymean)
    value <- t(as.matrix(coef(found))); half <- matrix(coef(found), nrow = nrow(found)); error <- as.matrix(SE(found))
    all[[length(all) + 1]] <- cbind(as.vector(t(half)), as.vector(t(error)))
  }
  do.call(rbind, all) }, runs = 1)
if ("replicates" %in% lines) answers$replicates <- timed(function() {
  boot <- as.svrepdesign(plain, type = "subbootstrap", replicates = count)
  boot <- calibrate(boot, formula, totals, calfun = "raking", epsilon = 1e-6, maxit = 100, force = TRUE)
  found <- svymean(~yes, boot); c(coef(found), SE(found)) }, runs = 1)
cat(toJSON(answers, digits = NA, auto_unbox = TRUE), "\n")
"""

PEERS: dict[str, type] = {"svy": Svy, "ipfn": Ipfn}
ALL = "rake", "regions", "book", "replicates"
LINES = {
    "rake": "raking, five margins",
    "regions": "13 regional shares with calibrated errors",
    "book": f"book of {QUESTIONS * ANSWERS * sum(map(len, SHARES.values())):,} cells with calibrated errors",
    "replicates": f"{REPLICATES} replicates, raked again",
}
CLOSE = {"rake": 1e-4, "regions": 1e-4, "book": 1e-4, "replicates": 0.15}  # replicates are drawn apart


def asked(rows: int) -> list[str]:
    """The book and the replicates are measured at the sizes of polls."""
    return list(ALL) if rows <= POLLS else ["rake", "regions"]


def peers(rows: int, balance: str) -> dict[str, Callable[[str], Timed]]:
    """Return how to time each peer that is here."""
    found: dict[str, Callable[[str], Timed]] = {}
    for name, make in PEERS.items():
        if importlib.util.find_spec(name):
            found[name] = _inside(make(rows))
    if balance:
        found["balance"] = Outside(rows, [balance], BALANCE).timed
    if shutil.which("Rscript"):
        found["R survey"] = Outside(rows, ["Rscript", "--vanilla"], R).timed
    return found


def _inside(peer: object) -> Callable[[str], Timed]:
    return lambda line: least(getattr(peer, line), 1)


def check(line: str, name: str, ours: np.ndarray, theirs: object) -> None:
    """Stop when a peer has other numbers than ours: times of different work do not compare."""
    gap = float(np.max(np.abs(np.asarray(theirs, float) - ours) / np.maximum(np.abs(ours), 1e-6)))
    if not gap <= CLOSE[line]:
        sys.exit(f"{name} and we differ on {line}: by {gap:.1e}")


HAS = {"svy": set(ALL), "ipfn": {"rake"}, "balance": {"rake"}, "R survey": set(ALL)}
OUTSIDE = {"balance", "R survey"}
SLOW = {"book", "replicates"}


def beside(ours: Callable[[], object], theirs: Callable[[], Timed], runs: int) -> tuple[Timed, Timed]:
    """Time both in turns: the least of each, and the last results."""
    mine, other = [], []
    for _ in range(runs):
        mine.append(least(ours, ENOUGH))
        other.append(theirs())
        if other[-1][0] > LONG:
            break
    return _least(mine), _least(other)


def _least(found: list[Timed]) -> Timed:
    return min(seconds for seconds, _ in found), found[-1][1]


def measure(rows: int, balance: str, *, slow: bool) -> None:
    """Print the lines of the table for one size."""
    ours, others = Ours(rows), peers(rows, balance)
    for line in asked(rows):
        work = getattr(ours, line)
        work()
        times, cells = [], []
        for name, lines in HAS.items():
            if name not in others or line not in lines or (name == "R survey" and too_slow(line, rows) and not slow):
                cells.append("–")
                continue
            runs = 1 if name in OUTSIDE else RUNS  # a process of its own repeats by itself
            mine, (spent, theirs) = beside(work, lambda name=name, line=line: others[name](line), runs)
            check(line, name, np.asarray(mine[1]), theirs)
            times.append(mine[0])
            cells.append(f"{spent:.4f} (× {spent / mine[0]:.1f})")
        seconds = min(times) if times else least(work, RUNS * ENOUGH)[0]
        print(f"| {LINES[line]} | {rows:,} | {seconds:.4f} | " + " | ".join(cells) + " |", flush=True)


def too_slow(line: str, rows: int) -> bool:
    """Whether R takes minutes."""
    return line in SLOW and rows > 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 100_000, 1_000_000])
    parser.add_argument("--slow", action="store_true", help="R on the book and the replicates of 100,000 rows too")
    parser.add_argument("--balance", default="", metavar="PYTHON", help="the Python of an environment that has balance")
    options = parser.parse_args()
    for name in ("svy", "ipfn"):
        if not importlib.util.find_spec(name):
            print(f"{name} is absent: install requirements/bench.txt", file=sys.stderr)
    if not options.balance:
        print("balance is not measured: it needs numpy < 2, give the Python of its own environment", file=sys.stderr)
    if not shutil.which("Rscript"):
        print("R is absent: not measured", file=sys.stderr)
    print("| work | rows | Essaim, s | " + " | ".join(f"{name}, s" for name in HAS) + " |")
    print("|" + "---|" * (3 + len(HAS)))
    for rows in options.sizes:
        measure(rows, options.balance, slow=options.slow)


if __name__ == "__main__":
    main()
