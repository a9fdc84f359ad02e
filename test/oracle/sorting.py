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
    return {'nan': 'NaN', 'inf': 'Infinity', '-inf': '-Infinity'}[str(x)] if isinstance(x, float) and not math.isfinite(x) else x


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


def searching():
    for d in ALL:
        for n in [0, 1, 2, 30]:
            a, v = np.sort(some(d, (n,), True)), some(d, (5, 4), True)
            for side in ['left', 'right']:
                yield case('searchsorted', a, v, side=side)
        a = some(d, (25,))
        yield case('searchsorted', a, some(d, (3,)), sorter=np.argsort(a).astype('i4'))
        yield case('searchsorted', np.sort(a), some(d, (11,)))
        yield case('searchsorted', np.sort(a), some('float64', (9,)), side='right')
        yield case('digitize', some(d, (4, 5), True), np.sort(some(d, (6,), True)))
        yield case('digitize', some(d, (4, 5), True), np.sort(some(d, (6,), True))[::-1], right=True)
        yield case('flatnonzero', some(d, (3, 4), True))
        yield case('argwhere', some(d, (3, 4), True))
        yield case('argwhere', some(d, (2, 3, 2), True))
        yield case('argwhere', some(d, (), True))
    yield case('searchsorted', np.array([1, 2, 3], 'int32'), 2.5)
    yield case('searchsorted', np.array([1, 2, 3], 'float32'), 2.0, side='right')
    yield case('searchsorted', [1.0, 2.0, 3.0], 1e300)
    yield case('searchsorted', np.zeros((2, 2)), 1.0)
    yield case('searchsorted', np.zeros(3), 1.0, side='middle')
    yield case('searchsorted', np.zeros(3), 1.0, sorter=np.array([0, 1], 'i4'))
    yield case('searchsorted', np.zeros(3), 1.0, sorter=np.array([0, 1, 3], 'i4'))
    yield case('digitize', [0.5, 1.5], [0.0, 2.0, 1.0])
    yield case('digitize', 1.5, [0.0, 1.0, 2.0])
    yield case('digitize', [0.5, 1.5], [])
    for d in ALL:
        for shape in [(), (0,), (1,), (40,), (6, 7)]:
            a = some(d, shape, shape != (40,) or d[0] == 'c')      # of several complex NaN any may stand for all
            yield case('unique', a)
            yield case('unique', a, return_index=True, return_inverse=True, return_counts=True)
        yield case('unique', some(d, (30,)), equal_nan=False, return_counts=True)
        for name in ['unique_all', 'unique_counts', 'unique_inverse']:
            yield case(name, some(d, (5, 5), name == 'unique_inverse'))
        yield case('unique_values', some(d, (9,), True)[:1])
        few = some(d, (9, 2), True)
        for axis in [0, 1, -2]:
            yield case('unique', few, axis=axis, return_index=True, return_inverse=True, return_counts=True)
        yield case('unique', some(d, (4, 2, 2), True), axis=1)
        x, y = some(d, (30,), True)[:14], some(d, (3, 4), True)
        for name in ['union1d', 'setdiff1d', 'setxor1d', 'intersect1d']:
            yield case(name, x, y)
        yield case('intersect1d', x, y, return_indices=True)
        yield case('intersect1d', np.unique(x), np.unique(y), return_indices=True, assume_unique=True)
        yield case('setdiff1d', np.unique(some(d, (20,)))[::-1], np.unique(some(d, (20,))), assume_unique=True)
        yield case('setxor1d', np.unique(x), np.unique(y), assume_unique=True)
        for e in ['int8', 'uint64', 'float64']:
            yield case('isin', y, some(e, (7,), True))
            yield case('isin', y, some(e, (20,)), invert=True)
        yield case('isin', y, some(d, (7,), True), kind='sort')
        yield case('isin', y, np.zeros(0, d), invert=True)
        if np.dtype(d).kind in 'iub':
            yield case('isin', some(d, (20,)), some(d, (7,), True), kind='table')
    yield case('unique', np.zeros((3, 0)), axis=0)
    yield case('unique', np.zeros((0, 3)), axis=0)
    yield case('unique', np.zeros((2, 3)), axis=2)
    yield case('isin', [1.0], [2.0], kind='tables')
    yield case('isin', [1.0], [2.0], kind='table')


METHODS = ['inverted_cdf', 'averaged_inverted_cdf', 'closest_observation', 'interpolated_inverted_cdf', 'hazen', 'weibull', 'linear', 'median_unbiased',
           'normal_unbiased', 'lower', 'higher', 'midpoint', 'nearest']


def quantiles():
    q = [0.0, 0.1, 0.25, 1 / 3, 0.5, 0.6, 0.875, 1.0]
    for d in ALL:
        for shape in [(0,), (1,), (6,), (9,), (4, 5), (2, 3, 4)]:
            a = some(d, shape, True)
            for axis in [None, *range(len(shape))]:
                yield case('median', a, axis=axis)
        yield case('median', some(d, (2, 3, 4), True), axis=[0, 2], keepdims=True)
        if d[0] != 'c':                                        # NumPy divides by 1 + 0j, which makes NaN of infinities
            yield case('median', some(d, (5, 4)), axis=0)
            yield case('nanmedian', some(d, (5, 4)), axis=0)
            yield case('nanmedian', some(d, (5, 4)), axis=1, keepdims=True)
            yield case('nanmedian', some(d, (21,)))
        elif (nan := some(d, (21,), True)) is not None:
            nan[[3, 7, 8]] = math.nan
            yield case('median', nan)
            yield case('nanmedian', nan)
            yield case('nanmedian', nan.reshape(3, 7), axis=1)
        if d in ('bool', 'complex64', 'complex128'):
            yield case('quantile', some(d, (5,)), 0.5)
            continue
        for method in METHODS if d in ('int8', 'uint64', 'float32', 'float64') else ['linear', 'lower']:
            for n in [1, 7, 12]:
                yield case('quantile', some(d, (n,), True), q, method=method)
            yield case('quantile', some(d, (3, 8), True), 0.37, axis=1, method=method)
            yield case('percentile', some(d, (8, 3), True), [[12.0, 99.0]], axis=0, keepdims=True, method=method)
            yield case('percentile', some(d, (10,), True), 77.0, method=method)
            if np.dtype(d).kind == 'f':
                nan = some(d, (9, 5), True)
                nan[rng.random(nan.shape) < 0.3] = np.nan
                nan[:, 2] = np.nan
                for f, o in [('quantile', q), ('nanquantile', q), ('nanpercentile', 35.0)]:
                    yield case(f, nan, o, axis=0, method=method)
                yield case('nanquantile', nan, q, method=method)
                yield case('quantile', nan, 0.25, method=method)
        w = rng.integers(0, 4, (4, 6)).astype('f8') + np.arange(6)
        yield case('quantile', some(d, (4, 6), True), q, axis=1, weights=w, method='inverted_cdf')
        yield case('percentile', some(d, (4, 6), True), 40.0, axis=0, weights=[1.0, 0.0, 2.0, 0.5], method='inverted_cdf')
        yield case('nanquantile', some(d, (4, 6), True), q, weights=w, method='inverted_cdf')
        yield case('quantile', some(d, (12,), True), np.array([0.2, 0.7], 'float32'))
    yield case('quantile', np.array([4, 2, 8, 9], 'int16'), np.array([0, 1]))
    yield case('quantile', [1.0, 2.0, math.inf], [0.0, 0.5, 1.0])
    yield case('median', [1.0, math.inf, -math.inf, 2.0])
    yield case('nanmedian', [math.nan, math.nan])
    yield case('nanquantile', np.full((2, 3), math.nan), [0.2, 0.3], axis=1)
    yield case('percentile', 5.0, 50.0)
    for bad in [1.5, -0.1, math.nan]:
        yield case('quantile', [1.0, 2.0], bad)
    yield case('quantile', [1.0, 2.0], 0.5, method='exact')
    yield case('quantile', [1.0, 2.0], 0.5, weights=[1.0, 1.0])
    yield case('quantile', [1.0, 2.0], 0.5, weights=[1.0, -1.0], method='inverted_cdf')
    yield case('quantile', [1.0, 2.0], 0.5, weights=[0.0, 0.0], method='inverted_cdf')
    yield case('quantile', [1.0, 2.0], 0.5, weights=[1.0, 1.0, 1.0], method='inverted_cdf')
    yield case('quantile', [], 0.5)
    yield case('quantile', np.zeros((0, 2)), 0.5, axis=1)


RULES = ['auto', 'fd', 'doane', 'scott', 'stone', 'rice', 'sturges', 'sqrt']


def histograms():
    yield case('bincount', np.array([], 'int32'))
    for d in ['int8', 'uint8', 'int16', 'int32', 'uint32', 'int64', 'bool']:
        x = np.abs(some(d, (30,), True).astype('i8')).astype(d)
        yield case('bincount', x)
        yield case('bincount', x, minlength=20)
        yield case('bincount', x, weights=some('float32', (30,), True))
        yield case('bincount', x, weights=some('int16', (30,), True), minlength=3)
    yield case('bincount', np.array([1, -1]))
    yield case('bincount', np.array([1.0, 2.0]))
    yield case('bincount', np.array([[1]]))
    yield case('bincount', np.array([1, 2]), weights=[1.0])
    yield case('bincount', np.array([1, 2]), minlength=-1)
    for d in REAL:
        a = some(d, (4, 5), True)
        yield case('histogram', a)
        yield case('histogram', a, 7, range=[-2.0, 2.0])
        yield case('histogram', a, 4, density=True)
        yield case('histogram', a, [-3.0, 0.0, 0.5, 1.0, 1.0, 7.0])
        yield case('histogram', a, np.array([0, 1, 5], 'int16'), density=True)
        for w in ['bool', 'int32', 'float64', 'complex64']:
            yield case('histogram', a, 5, weights=some(w, (4, 5), True))
            if w != 'bool':                                 # NumPy refuses these
                yield case('histogram', a, [-5.0, 0.25, 7.0], weights=some(w, (4, 5), True))
        for rule in RULES:
            yield case('histogram_bin_edges', a, rule)
    x = np.concatenate([rng.normal(size=90), rng.normal(5, 2, 30)])
    for rule in RULES:
        for d in ['float64', 'float32']:
            yield case('histogram_bin_edges', x.astype(d), rule)
        yield case('histogram', (x * 10).astype('int32'), rule, range=[-5.0, 40.0])
    yield case('histogram_bin_edges', np.array([1, 2, 3, 2, 12], 'uint32'), 'doane')
    yield case('histogram', x[:0])
    yield case('histogram', np.full(5, 3.0), 'auto')
    yield case('histogram', np.array([1.0, math.nan]))
    yield case('histogram', np.array([1.0, math.nan, 2.0]), 3, range=[0.0, 2.0])
    yield case('histogram', np.array([1.0, math.nan, 2.0]), [0.0, 1.0, 2.0])
    yield case('histogram', x, 0)
    yield case('histogram', x, 2.5)
    yield case('histogram', x, [1.0, 0.0])
    yield case('histogram', x, 'best')
    yield case('histogram', x, 5, range=[1.0, 0.0])
    yield case('histogram', x, 5, range=[0.0, math.inf])
    yield case('histogram', x[:4], 'auto', weights=[1.0, 2.0, 3.0, 4.0])
    yield case('histogram', x[:4], 5, weights=[1.0, 2.0, 3.0])
    for d in REAL:
        p, q, w = some(d, (20,), True), some('float64', (20,), True), some('float32', (20,), True)
        yield case('histogram2d', p, q, 6)
        yield case('histogram2d', p, q, [3, 4], range=[[-2.0, 2.0], [0.0, 3.0]], weights=w)
        yield case('histogram2d', p, q, [0.0, 1.0, 2.0, 2.5], density=True)
        yield case('histogram2d', p, q, [5, np.array([-4.0, 0.0, 7.0])])
        yield case('histogramdd', [p, q, w], 3)
        yield case('histogramdd', np.stack([p, p], 1), [2, np.array([-1, 0, 4], 'int8')], weights=q)
    yield case('histogramdd', x[:9], 3, range=[[-1.0, 1.0]], density=True)
    yield case('histogram2d', x[:5], x[:4])
    yield case('histogramdd', [x[:5], x[:5]], [2, 2, 2])
    yield case('histogram2d', x[:5], x[:5], 3, range=[[0.0, 1.0]])


write('sorting', sorting())
write('searching', searching())
write('quantiles', quantiles())
write('histograms', histograms())
