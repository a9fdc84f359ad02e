"""What scipy.linalg.blas gives: rotations, extreme norms, and products with band and packed matrices, for test/fixtures/blas.json.

python3 test/oracle/blas.py
"""

import json
import math
import pathlib

import numpy as np
from scipy.linalg import blas

rng = np.random.default_rng(12)


def pair(z):
    return [float(z.real), float(z.imag)]


def z_of(a, b, c, s):
    """The reference's z, which SciPy does not hand out: s, 1 / c or 1."""
    if b == 0:
        return 0.0
    if a == 0:
        return 1.0
    return s if abs(a) > abs(b) else 1 / c if c != 0 else 1.0


def r_of(a, b):
    r = math.hypot(a, b)
    return math.copysign(r, a if abs(a) > abs(b) else b) if b != 0 else a


rotg = []
for a, b in [(3, 4), (4, 3), (-3, 4), (3, -4), (-4, 3), (4, -3), (-1, -1), (1, 1), (1e200, 3e200), (1e-200, -3e-200), (1e-300, 1), (0, 5), (5, 0), (0.3, 1e-20)]:
    c, s = blas.drotg(a, b)
    rotg.append([float(a), float(b), float(c), float(s), r_of(a, b), z_of(a, b, c, s)])

complex_rotg = []
for a, b in [(3 + 4j, 1 - 2j), (1 - 2j, 3 + 4j), (-1 + 0j, 2j), (2j, -1 + 0j), (0j, 3 - 4j), (3 - 4j, 0j), (1e-10 + 1j, 1e10 - 1j), (0.5 - 0.25j, -0.125 + 0.75j)]:
    c, s = blas.zrotg(a, b)
    complex_rotg.append([pair(a), pair(b), float(c.real), pair(s), pair(c.real * a + s * b)])

# SciPy gives the list alone; what d1, d2 and x1 become follows from it, as H leaves d1 x1² + d2 y1² as it was.
rotmg = []
for args in [(1, 1, 1, 1), (2, 3, 4, 5), (3, 2, 5, 4), (1, -0.25, 4, 1), (1, 0, 2, 3), (-1, 1, 1, 1), (1e-9, 1, 1, 1), (1, 1e-9, 1e5, 1), (1e10, 1, 1, 1e-3), (1, 1e10, 1, 1e3), (1e-20, 1e-20, 1, 2), (5, 1e-18, 3, 7)]:
    d1, d2, x1, y1 = map(float, args)
    param = [float(x) for x in blas.drotmg(d1, d2, x1, y1)]
    flag, h11, h21, h12, h22 = param
    if flag == -2:
        result = [d1, d2, x1]
    else:
        if flag == 0:
            h11 = h22 = 1.0
        if flag == 1:
            h12, h21 = 1.0, -1.0
        if h11 == h12 == h21 == h22 == 0:
            result = [0.0, 0.0, 0.0]
        else:
            # The new d1 and d2 solve Hᵀ diag(new) H = diag(old).
            det = h11 * h22 - h12 * h21
            new1, new2 = (d1 * h22 / h11 / det, d2 * h11 / h22 / det) if h11 != 0 and h22 != 0 else (-d2 * h21 / h12 / det, -d1 * h12 / h21 / det)
            result = [new1, new2, h11 * x1 + h12 * y1]
    rotmg.append([[d1, d2, x1, y1], param, result])

norms = []
for values in [[3e200, 4e200], [3e-200, 4e-200], [1e-310, 2e-310], [1e300, 1e-300], [5e-324]]:
    norms.append([values, float(blas.dnrm2(np.array(values)))])

# Band and packed matrices: the arrays as SciPy takes them, and its products and solutions.
n, k = 6, 2
stored = []
x = rng.integers(-4, 5, n).astype(float)
for name, call, array in [
    ("gbmv", lambda ab: blas.dgbmv(5, n, 1, 2, 1.0, ab, x), rng.integers(-4, 5, (4, n))),
    ("sbmv U", lambda ab: blas.dsbmv(k, 1.0, ab, x), rng.integers(-4, 5, (k + 1, n))),
    ("sbmv L", lambda ab: blas.dsbmv(k, 1.0, ab, x, lower=1), rng.integers(-4, 5, (k + 1, n))),
    ("tbmv U", lambda ab: blas.dtbmv(k, ab, x), rng.integers(-4, 5, (k + 1, n))),
    ("tbmv L", lambda ab: blas.dtbmv(k, ab, x, lower=1), rng.integers(-4, 5, (k + 1, n))),
    ("spmv U", lambda ap: blas.dspmv(n, 1.0, ap, x), rng.integers(-4, 5, n * (n + 1) // 2)),
    ("spmv L", lambda ap: blas.dspmv(n, 1.0, ap, x, lower=1), rng.integers(-4, 5, n * (n + 1) // 2)),
    ("tpmv U", lambda ap: blas.dtpmv(n, ap, x), rng.integers(-4, 5, n * (n + 1) // 2)),
    ("tpmv L", lambda ap: blas.dtpmv(n, ap, x, lower=1), rng.integers(-4, 5, n * (n + 1) // 2)),
    ("spr U", lambda ap: blas.dspr(n, 1.0, x, ap), rng.integers(-4, 5, n * (n + 1) // 2)),
    ("spr L", lambda ap: blas.dspr(n, 1.0, x, ap, lower=1), rng.integers(-4, 5, n * (n + 1) // 2)),
]:
    array = array.astype(float)
    stored.append([name, array.tolist(), np.asarray(call(array)).tolist()])

path = pathlib.Path(__file__).parent.parent / "fixtures" / "blas.json"
path.write_text(json.dumps({"rotg": rotg, "complex": complex_rotg, "rotmg": rotmg, "norms": norms, "x": x.tolist(), "stored": stored}) + "\n")
