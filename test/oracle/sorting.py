"""Writes test/fixtures/{sorting,searching,quantiles,histograms}.json: NumPy's results of single calls.

A case is [function, arguments, options, result]; arrays are {d: dtype, s: shape, h: elements in hexadecimal}, other values themselves.
Indices and counts are int32 here.
"""
import json
import math
import pathlib
import warnings

import numpy as np

warnings.simplefilter('ignore')
folder = pathlib.Path(__file__).parent.parent / 'fixtures'
rng = np.random.default_rng(3)
REAL = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64']
ALL = REAL + ['complex64', 'complex128']
# Which of several results are places or counts.
PLACES = {'argsort': 0, 'lexsort': 0, 'argpartition': 0, 'searchsorted': 0, 'digitize': 0, 'flatnonzero': 0, 'argwhere': 0, 'bincount': 0,
          'unique': 1, 'unique_all': 1, 'unique_counts': 1, 'unique_inverse': 1, 'intersect1d': 1}


def some(dtype, shape, few=False):
    """Elements with equal ones among them, and the special ones."""
    n, d = int(np.prod(shape)), np.dtype(dtype)
    if d.kind == 'b':
        a = rng.random(n) < 0.5
    elif d.kind in 'iu':
        info = np.iinfo(d)
        a = rng.integers(max(info.min, -9), 9, n).astype(d)
        if not few:
            a[:n // 3] = rng.integers(info.min, info.max, n // 3, dtype=d, endpoint=True)
            a[n // 4:n // 4 + 2] = [info.min, info.max][:len(a[n // 4:n // 4 + 2])]
    else:
        values = [0.0, -0.0, 1.0, -1.0, 1.5, 2.0, -3.25, 7.0] + ([] if few else [math.nan, math.inf, -math.inf, 5e-324, -1e-40, 1e300])
        part = lambda: np.where(rng.random(n) < 0.3, np.round(rng.normal(size=n), 2), rng.choice(values, n)) if not few else rng.choice(values, n)
        a = part() + 0j if d.kind == 'c' else part()
        if d.kind == 'c':
            a.imag = part()
    a = np.asarray(a).astype(d)
    rng.shuffle(a)
    return a.reshape(shape)


def code(x, places=False):
    if isinstance(x, (np.ndarray, np.generic)):
        x = np.asarray(x)
        if places and x.dtype == np.intp:
            x = x.astype(np.int32)
        return {'d': x.dtype.name, 's': list(x.shape), 'h': np.ascontiguousarray(x).tobytes().hex()}
    if isinstance(x, (list, tuple)):
        return [code(y, places) for y in x]
    return 'NaN' if isinstance(x, float) and math.isnan(x) else x


def case(name, *args, **options):
    f = getattr(np, name)
    try:
        r = f(*args, **options)
    except Exception as error:
        return [name, code(args), code_options(options), {'error': type(error).__name__}]
    at = PLACES.get(name, 0 if name.startswith('histogram') and not options.get('density') else 9)
    if isinstance(r, (tuple, list)):
        r = [code(x, k >= at if not name.startswith('hist') else k == 0) for k, x in enumerate(r)]
    else:
        r = code(r, at == 0)
    return [name, code(args), code_options(options), r]


def code_options(options):
    return {k: code(v) for k, v in options.items()}


def write(name, cases):
    cases = list(cases)
    lines = ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases)
    (folder / f'{name}.json').write_text(f'[\n{lines}\n]\n')
    print(name, len(cases), sum(isinstance(c[3], dict) and 'error' in c[3] for c in cases))


def sorting():
    for d in ALL:
        for shape, axes in {(): [None, -1], (0,): [0], (35,): [-1], (4, 5): [None, 0, 1, 2], (3, 0): [1], (2, 3, 4): [1]}.items():
            a = some(d, shape)
            for axis in axes:
                yield case('sort', a, axis)
                yield case('argsort', a, axis, kind='stable')
        yield case('sort_complex', some(d, (3, 9)))
        for k in [1, 2, 3]:
            yield case('lexsort', [some(d, (4, 8), True) for _ in range(k)], 0)
            yield case('lexsort', some(d, (k, 8), True))
        # What partition and argpartition leave between is no one's business: the tests look at the places kth only.
        yield case('partition', some(d, (9,)), 9)
        yield case('argpartition', some(d, (9,)), -10)
    yield case('lexsort', [some('int8', (30,), True), some('float32', (30,)), some('bool', (30,))])
    yield case('lexsort', [5.0, 3.0])


write('sorting', sorting())
