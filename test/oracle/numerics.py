"""Writes test/fixtures/numerics.json: NumPy's results of single calls of functions that are made of others. Numbers are quarters, so that
no order of summation is better than another.

A case is [function, arguments, options, result], as in sorting.py.
"""
import json
import math
import pathlib
import warnings

import numpy as np
import scipy.special

warnings.simplefilter('ignore')
rng = np.random.default_rng(5)
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'numerics.json'
REAL = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64']
ALL = REAL + ['complex64', 'complex128']
INEXACT = ['float32', 'float64', 'complex64', 'complex128']
PLACES = ['nanargmax', 'nanargmin']
angle_of = np.angle
np.angle = lambda z, *deg: angle_of(z.astype(np.float32) if z.dtype in ("int8", "uint8") else z, *deg)  # where NumPy has float16
np.logsumexp = lambda a, axis=None, **o: scipy.special.logsumexp(a, axis, **o)


def some(dtype, shape, missing=False, special=False):
    n, d = int(np.prod(shape)), np.dtype(dtype)
    if d.kind == 'b':
        a = rng.random(n) < 0.5
    elif d.kind in 'iu':
        a = rng.integers(0 if d.kind == 'u' else -50, 50, n)
    else:
        a = np.round(rng.normal(size=n) * 32) / 4 + (1j * np.round(rng.normal(size=n) * 32) / 4 if d.kind == 'c' else 0)
        if missing:
            a[rng.random(n) < 0.3] = np.nan
        if special:
            a[: min(n, 5)] = [0.0, np.inf, -np.inf, np.nan, -0.0][: min(n, 5)]
    return np.asarray(a).astype(d).reshape(shape)


def code(x, places=False):
    if isinstance(x, (np.ndarray, np.generic)):
        x = np.asarray(x)
        x = x.astype(np.int32) if places else x.astype(np.float32) if x.dtype == np.float16 else x
        return {'d': x.dtype.name, 's': list(x.shape), 'h': np.ascontiguousarray(x).tobytes().hex()}
    if isinstance(x, (list, tuple)):
        return [code(y, places) for y in x]
    return 'NaN' if isinstance(x, float) and math.isnan(x) else x


cases = []


def case(name, *args, **options):
    try:
        result = code(getattr(np, name)(*args, **options), name in PLACES)
    except Exception as error:
        result = {'error': type(error).__name__}
    cases.append([name, code(args), {k: code(v) for k, v in options.items()}, result])


for d in ALL:
    a, b, line = some(d, (4, 5)), some(d, (4, 5)), some(d, (7,))
    for axis in [None, 0, -1, 2]:
        for f in ['ptp', 'cumsum', 'cumprod', 'average', 'nansum', 'nanmax', 'nanmin', 'nanmean', 'nanvar', 'nanstd', 'nanprod', 'nancumsum', 'nancumprod']:
            if d == 'bool' and f in ('ptp', 'nanvar', 'nanstd', 'nanmean'):
                continue
            case(f, some(d, (4, 5), True) if f.startswith('nan') else a, axis)
        if d in REAL:
            case('logsumexp', a.astype('float32' if d == 'float32' else 'float64'), axis)
            for f in ['nanargmax', 'nanargmin']:
                case(f, some(d, (4, 5)), axis)
    case('cumulative_sum', line)
    case('cumulative_sum', a, axis=1, include_initial=True)
    case('cumulative_prod', a, axis=0, include_initial=True)
    case('cumulative_sum', a)
    for n, axis in [(1, -1), (2, 0), (0, 0), (6, 1), (1, 3)]:
        case('diff', a, n, axis)
    case('diff', a, 1, 1, prepend=some(d, (4, 2)), append=some(d, ()))
    case('diff', some(d, ()))
    if d != 'bool':
        case('ediff1d', a)
        case('ediff1d', line, to_begin=some(d, (2,)), to_end=some(d, ()))
        case('trapezoid', a)
        case('trapezoid', a, some('float64', (5,)))
        case('trapezoid', a, some('float64', (4, 5)), axis=0)
        case('trapezoid', a, dx=0.5, axis=0)
        case('gradient', line)
        case('gradient', a, 0.5, axis=1, edge_order=2)
        case('gradient', a)
        case('gradient', a, 2.0, np.array([0.0, 1, 3, 4, 8]))
        case('gradient', a, np.array([0.0, 1, 3, 4]), axis=0, edge_order=2)
        case('gradient', line, np.array([0, 2, 4, 6, 8, 10, 12]))
        case('gradient', some(d, (1,)))
        case('gradient', some(d, (2,)), edge_order=2)
        for x, y, o in [((3,), (3,), {}), ((4, 3), (4, 3), {}), ((3, 4), (4, 3), {'axisa': 0, 'axisb': 1, 'axisc': 0}), ((3, 2), (3, 2), {'axis': 0}), ((2, 1, 3), (4, 3), {}), ((4,), (3,), {})]:
            case('cross', some(d, x), some(d, y), **o)
    if d in REAL and d not in ('bool', 'float16'):
        case('unwrap', some(d, (3, 12)))
        case('unwrap', some(d, (12, 3)), axis=0, period=9)
        case('unwrap', some(d, (12,)), period=8, discont=6)
    for decimals in [0, 1, 2, -1, -2]:
        case('round', a, decimals)
    case('angle', a)
    case('angle', some(d, (6,), special=True), True)
    for f in ['isreal', 'iscomplex']:
        case(f, some(d, (6,), special=True))
    case('nan_to_num', some(d, (9,), special=True))
    case('nan_to_num', some(d, (9,), special=True), nan=1.5, posinf=7.0, neginf=-2.0)
    case('array_equal', a, a)
    case('array_equal', a, line)
    case('array_equiv', a, line)
    case('array_equiv', np.broadcast_to(line, (2, 7)).copy(), line)
    case('isclose', a, b)
    near = a.astype('complex128' if np.dtype(d).kind == 'c' else 'float64')
    near = near * (1 + rng.choice([0, 1e-6, 1e-4], near.shape)) + rng.choice([0, 1e-9, 1e-7], near.shape)
    case('isclose', a, near)
    case('isclose', near, a, rtol=1e-7, atol=0.0)
    case('allclose', a, near)
    if d != 'bool':
        w = np.abs(rng.normal(size=(4, 5))) + 0.1
        case('average', a, weights=w)
        case('average', a, 1, weights=w[0])
        case('average', a, 0, weights=w, keepdims=True, returned=True)
        case('average', a, axis=(1, 0), weights=w.T)
        case('average', a, weights=w[0])
        case('average', a, 1, weights=np.zeros(5))
        case('cov', a)
        case('cov', a, b[0])
        case('cov', line)
        case('cov', a, rowvar=False, bias=True)
        case('cov', a, ddof=2)
        case('cov', a, fweights=np.array([1, 2, 0, 3, 1]), aweights=np.array([1, 0.5, 2, 1, 3]))
        case('cov', a, aweights=np.array([1, 0.5, 2, 1, 3]), ddof=0)
        case('cov', a, b[:, :3])
        case('corrcoef', a)
        case('corrcoef', line, line)
        case('corrcoef', a, rowvar=False)
for d in INEXACT:
    x = some(d, (8,), special=True)
    case('isclose', x, x)
    case('isclose', x, x, equal_nan=True)
    case('array_equal', x, x)
    case('array_equal', x, x, equal_nan=True)
    case('nan_to_num', x)
    case('real_if_close', x)
    case('real_if_close', some(d, (3,)) .real.astype(d) * np.array(1 + 2e-15j if d == 'complex128' else 1).astype(d))
    for f in ['nanmax', 'nanmin', 'nanmean', 'nanvar', 'nansum']:
        y = some(d, (3, 4), True)
        y[1] = np.nan
        case(f, y, 1)
        case(f, y, 0, keepdims=True)
        case(f, y)
    case('nanvar', some(d, (4, 6), True), 1, ddof=1)
    case('nanvar', np.array([[1, 2, np.nan], [1, np.nan, np.nan]], d), 1, ddof=2)
    case('nanmean', some(d, (4, 6), True), 1, where=np.arange(24).reshape(4, 6) % 3 > 0)
    case('nanargmax', some(d, (4, 6), True), 0)
    case('nanargmin', np.full((2, 3), np.nan, d), 1)
    case('ptp', some(d, (3, 0)), 1)
case('logsumexp', np.array([1000.0, 1000.5]))
case('logsumexp', np.array([[-np.inf, -np.inf], [np.inf, 1]]), 1)
case('logsumexp', some('float64', (3, 4)), 0, b=np.abs(some('float64', (3, 4))), keepdims=True)

points = np.array([-2.0, 0, 1, 4])
for d in ALL:
    case('interp', some(d, (3, 4)), points, some(d, (4,)))
    case('interp', np.linspace(-3, 5, 17), points, some(d, (4,)), left=7.0, right=-7.0)
    case('interp', np.linspace(-30, 30, 17), np.array([3.0, 1, 6.5]), some(d, (3,)), period=8)
case('interp', np.array([-3, -2, -1, 0, 0.5, 1, 4, 5, np.nan, np.inf, -np.inf]), points, np.array([1, np.inf, -np.inf, np.nan]))
case('interp', np.array([-1.0, 2, 3]), np.array([2.0]), np.array([5.0]))
case('interp', np.array([0.0, 1, 2]), np.array([0, 1, 1, 2.0]), np.array([0.0, 1, 3, 4]))
case('interp', 0.5, np.array([0, 1]), np.array([0, 10]))
case('interp', np.zeros(2), np.zeros(0), np.zeros(0))
case('interp', np.zeros(2), np.zeros(3), np.zeros(2))
case('interp', np.zeros(2), np.zeros((2, 2)), np.zeros((2, 2)))
lines = ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases)
path.write_text(f'[\n{lines}\n]\n')
print(len(cases), sum(isinstance(c[3], dict) and 'error' in c[3] for c in cases))
