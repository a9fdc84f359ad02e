"""Writes test/fixtures/polynomial.json: NumPy's windows and polynomials. Usage: python3 polynomial.py"""
import json
import pathlib
import warnings

import mpmath
import numpy as np

warnings.simplefilter('ignore')
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'polynomial.json'
DTYPES = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128']
rng = np.random.default_rng(3)


def packed(a):
    a = np.asarray(a)
    return [str(a.dtype), list(a.shape), np.ascontiguousarray(a).tobytes().hex()]


def some(dtype, n):
    a = rng.integers(0, 7, n)
    a = a + 1j * rng.integers(-3, 4, n) if dtype.startswith('complex') else a / 4 if dtype.startswith('float') else a
    return a.astype(dtype)


windows = {name: [[M, packed(getattr(np, name)(M))] for M in (0, 1, 2, 3, 4, 5, 8, 12, 51, 100)] for name in ('bartlett', 'blackman', 'hamming', 'hanning')}
windows['kaiser'] = [[M, beta, packed(np.kaiser(M, beta))] for M in (0, 1, 2, 3, 12, 51) for beta in (0., 0.5, 5., 8.6, 14., 100.)]

pairs = []
for i, a in enumerate(DTYPES):
    for b in (DTYPES[i:] if a == 'float64' else [a, DTYPES[(i * 5 + 2) % 13]]):
        for n, m in ((4, 4), (6, 3), (1, 5), (2, 0)):
            x, y = some(a, n), some(b, m)
            entry = [packed(x), packed(y)]
            for f in (np.polyadd, np.polysub, np.polymul, np.polydiv, np.polyval):
                try:
                    r = f(x, y)
                    entry.append([packed(q) for q in r] if isinstance(r, tuple) else packed(r))
                except Exception:
                    entry.append(None)
            pairs.append(entry)

calculus = []
for dtype in DTYPES:
    for n in (0, 1, 2, 5):
        p = some(dtype, n)
        calculus.append([packed(p), [packed(np.polyder(p, m)) for m in (0, 1, 2, 6)], [packed(np.polyint(p, m)) for m in (0, 1, 2)], packed(np.polyint(p, 2, [6, 5.5])), packed(np.polyint(p, 3, 2))])

zeros = []
for dtype in DTYPES:
    for n in (1, 2, 5):
        z = some(dtype, n)
        zeros.append([packed(z), packed(np.poly(z))])
for z in ([1j, -1j], [1 + 2j, 3, 1 - 2j], [1 + 2j, 1 - 2j, 1 + 2j], [0j], [1e300, 1e-300]):
    zeros.append([packed(z), packed(np.poly(z))])


def characteristic(m):
    # By mpmath's determinant at integers would lose less, but eigenvalues of 60 digits are enough.
    with mpmath.workdps(60):
        e = mpmath.eig(mpmath.matrix(m.tolist()), left=False, right=False) if m.shape[0] > 1 else [mpmath.mpmathify(m[0, 0].item())]
        c = [mpmath.mpf(1)]
        for z in e:
            c = [(c[i] if i < len(c) else 0) - (z * c[i - 1] if i > 0 else 0) for i in range(len(c) + 1)]
        c = np.array([complex(v) for v in c])
        return c if np.iscomplexobj(m) else c.real


matrices = []
for n in (1, 2, 3, 4, 7, 12):
    matrices.append(rng.integers(-4, 5, (n, n)))
    matrices.append(rng.standard_normal((n, n)))
    matrices.append(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n)))
matrices += [np.eye(3), np.zeros((3, 3)), np.diag([1., 2, 3, 4]), np.triu(np.ones((4, 4))), np.tril(np.ones((5, 5))), np.array([[0, 1.], [1, 0]]), np.array([[0, 0, 1.], [1, 0, 0], [0, 1, 0]])]
matrices = [[packed(m), packed(characteristic(m))] for m in matrices]


def exact(c):
    with mpmath.workdps(400):
        c = [mpmath.mpmathify(v) for v in np.asarray(c).tolist()]
        lead = next((i for i, v in enumerate(c) if v != 0), len(c))
        c = c[lead:]
        found = mpmath.polyroots(c, maxsteps=3000, extraprec=2000) if len(c) > 1 else []
        return packed(np.array([complex(z) for z in found], complex))


roots = []
for c in ([1., -6, 11, -6], [1., 0, 1], [3.2, 2, 1], [0., 1, 2, 0, 0], [2., 4], [0., 0, 3, -1], [1., 0, 0, 0, -1], [1., 2, 3, 4, 5, 6, 7], [1e-200, 1, 1], [1., 1e10, 1], [1., 1e20, 1, 1e-20], [1., -1e-8, 1e-30],
          [1., 0, 0, 1e-300], [1j, 2, -3j, 1], [1., -3j, -2], [1 + 1j, 0, 5, 0, -2j], [1., -1.0001, 0.00005], [5.], [0., 5, 0], np.ones(30), np.poly(np.arange(1, 11)), np.poly(2.0 ** np.arange(-10, 11)),
          rng.standard_normal(41), rng.standard_normal(16) + 1j * rng.standard_normal(16), 10 ** rng.uniform(-30, 30, 20)):
    roots.append([packed(c), exact(c)])

fits = []
x = np.linspace(-2, 3, 14)
y = np.sin(x) + rng.standard_normal(14) / 10
Y = np.stack([y, np.cos(x)], 1)
w = rng.uniform(0.5, 2, 14)
cases = [(x, y, 3, {}), (x, y, 0, {}), (x, Y, 4, {}), (x, y, 3, {'w': w}), (x, Y, 2, {'w': w}), (x.astype('f4'), y.astype('f4'), 2, {}), (x.astype('f4'), y, 2, {}), (np.arange(8), np.arange(8) ** 2 % 5, 2, {}),
         (x + 1000, y, 3, {}), (x, y + 1j * np.cos(x), 3, {}), (x[:3], y[:3], 2, {}), (x[:3], y[:3], 5, {}), (np.array([1., 1, 1, 2]), np.array([1., 2, 3, 4]), 2, {}), (x, y, 6, {'rcond': 0.05}), (x.astype('f4'), Y.astype('f4'), 3, {'w': w})]
for a, b, deg, options in cases:
    full = np.polyfit(a, b, deg, full=True, **options)
    covariances = []
    for cov in (True, 'unscaled'):
        try:
            covariances.append(packed(np.polyfit(a, b, deg, cov=cov, **options)[1]))
        except Exception:
            covariances.append(None)
    fits.append([packed(a), packed(b), deg, {k: v.tolist() if k == 'w' else v for k, v in options.items()}, [packed(full[0]), packed(full[1]), int(full[2]), packed(full[3]), float(full[4])], covariances])

path.write_text(json.dumps({'windows': windows, 'pairs': pairs, 'calculus': calculus, 'zeros': zeros, 'matrices': matrices, 'roots': roots, 'fits': fits}, separators=(',', ':')) + '\n')
print(len(pairs), len(roots), len(fits), path.stat().st_size)
