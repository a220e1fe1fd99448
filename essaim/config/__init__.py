"""Settings, addresses and the command line: the only list of apps. Nothing imports it."""

import os

# One thread for linear algebra, in every process of ours (it inherits them): more fight over the cores of a small
# machine, and a server has threads of its own. It must be said before numpy is imported, hence here.
for _library in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_library, "1")
