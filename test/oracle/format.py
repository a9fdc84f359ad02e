"""Writes test/fixtures/format.json: what NumPy prints for arrays x print options.

Usage: python3 format.py [random cases [seed [path]]]; the defaults make the fixture that is tracked.
Each case is [dtype, shape, base64 of the little-endian elements, options, str(a), repr(a)].
"""
import base64
import json
import pathlib
import sys

import numpy as np

DTYPES = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64',
          'float32', 'float64', 'complex64', 'complex128']
count = int(sys.argv[1]) if len(sys.argv) > 1 else 250
rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 7)
path = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).parent.parent / 'fixtures' / 'format.json'
cases = []


def case(a, **options):
    a = np.ascontiguousarray(a).reshape(np.shape(a))
    with np.printoptions(**options):
        data = base64.b64encode(a.tobytes()).decode()
        cases.append([a.dtype.name, list(a.shape), data, options, str(a), repr(a)])


def special(dtype):
    kind = np.dtype(dtype).kind
    if kind == 'b':
        return np.array([True, False, True])
    if kind in 'iu':
        i = np.iinfo(dtype)
        return np.array([i.min, i.max, 0, 1, 7, i.max // 3], dtype)
    real = np.float32 if dtype in ('float32', 'complex64') else np.float64
    f = np.finfo(real)
    v = np.array([0.0, -0.0, 1, -1.5, np.nan, np.inf, -np.inf, 1e-5, 1 / 3, f.max, f.tiny, f.smallest_subnormal], real)
    if kind == 'f':
        return v
    out = np.empty(v.size, dtype)
    out.real, out.imag = v, v[::-1]
    return out


def values(n, dtype):
    """n random elements of one of many flavours."""
    kind = np.dtype(dtype).kind
    if kind == 'b':
        return rng.integers(0, 2, n).astype(bool)
    if kind in 'iu':
        i = np.iinfo(dtype)
        top = min(int(i.max), 10 ** int(rng.integers(1, 20)))
        low = 0 if kind == 'u' or rng.random() < 0.5 else max(int(i.min), -10 ** int(rng.integers(0, 19)))
        return rng.integers(low, top, n, dtype=dtype, endpoint=True)
    if kind == 'c':
        real = 'float32' if dtype == 'complex64' else 'float64'
        out = np.empty(n, dtype)
        out.real, out.imag = values(n, real), values(n, real)
        return out
    flavour = rng.integers(0, 11)
    v = rng.standard_normal(n)
    if flavour == 1:
        v = np.round(v, int(rng.integers(0, 5)))
    elif flavour == 2:
        v = v * 10.0 ** rng.integers(-9, 10, n)
    elif flavour == 3:
        v = v * 10.0 ** int(rng.integers(-30, 30))
    elif flavour == 4:
        v = 2.0 ** rng.integers(-140, 127, n)
    elif flavour == 5:
        v = rng.integers(-99, 99, n) / 2.0 ** int(rng.integers(0, 7))  # ties
    elif flavour == 6:
        v = rng.integers(0, 2 ** 31 - 2 ** 23, n).astype('uint32').view('float32').astype('float64')
    elif flavour == 7:
        v = np.array(rng.choice([0.0, -0.0, 1, 2.5, np.nan, np.inf, -np.inf, 1e6, 1e8, 1e16, 0.0001, 999999.5], n))
    elif flavour == 8:
        v = rng.integers(0, 2 ** 62, n).astype('uint64').view('float64')
    elif flavour == 9:
        v = rng.integers(2 ** 21, 2 ** 22, n) + 0.25 * rng.integers(0, 4, n)  # ties of the shortest float32
    elif flavour == 10:
        v = 1 - 10.0 ** -rng.integers(0, 17, n)
    if rng.random() < 0.2:
        v = np.where(rng.random(n) < 0.3, rng.choice([np.nan, np.inf, -np.inf, 0.0], n), v)
    with np.errstate(over='ignore', invalid='ignore'):
        return v.astype(dtype)


def some_options():
    o = {}
    if rng.random() < 0.5: o['precision'] = int(rng.choice([0, 1, 2, 3, 4, 8, 16, 17, 20, 40, 120]))
    if rng.random() < 0.4: o['floatmode'] = str(rng.choice(['fixed', 'unique', 'maxprec', 'maxprec_equal']))
    if rng.random() < 0.3: o['sign'] = str(rng.choice(['-', '+', ' ']))
    if rng.random() < 0.3: o['suppress'] = bool(rng.integers(0, 2))
    if rng.random() < 0.3: o['threshold'] = int(rng.choice([0, 1, 5, 20]))
    if rng.random() < 0.3: o['edgeitems'] = int(rng.choice([0, 1, 2, 3, 5]))
    if rng.random() < 0.3: o['linewidth'] = int(rng.choice([1, 10, 20, 40, 60, 100, 200]))
    if rng.random() < 0.1: o['nanstr'] = str(rng.choice(['', 'NA', 'not a number at all']))
    if rng.random() < 0.1: o['infstr'] = str(rng.choice(['', 'Infinity']))
    return o


def some_shape():
    ndim = int(rng.choice([0, 1, 1, 1, 2, 2, 3, 4]))
    return tuple(int(n) for n in rng.integers(0 if rng.random() < 0.1 else 1, [0, 24, 7, 4, 3][ndim], ndim))


for dtype in DTYPES:
    s = special(dtype)
    case(s)
    case(s.reshape(3, -1), sign='+')
    case(s.reshape(3, 1, -1), sign=' ', threshold=2, edgeitems=1)
    for x in s:
        case(np.array(x))
    case(np.empty(0, dtype))
    case(np.empty((0, 3), dtype))
    case(np.empty((2, 0, 1), dtype))
    for floatmode in ('fixed', 'unique', 'maxprec', 'maxprec_equal'):
        case(s, floatmode=floatmode, precision=3)
for a in (np.arange(1000) % 100, np.arange(1001) % 100, (np.arange(2000) % 50).reshape(40, 50), (np.arange(1100) % 7).reshape(11, 4, 5, 5)):
    case(a.astype('uint8'))
for x in (1e5, 999999.5, 1e6, 9999999.0, 1e8, 1e15, 1e16, 1e-4, 9.9e-5, 123456.789, 2.0 ** -44, 1e23, 9007199254740993.0):
    for dtype in ('float32', 'float64', 'complex64', 'complex128'):
        case(np.array(x, dtype))
        case(np.array([x], dtype), floatmode=str(rng.choice(['maxprec', 'unique'])))
        case(np.array([1, x], dtype))
        case(np.array([x, 0, -x], dtype), floatmode='fixed', precision=int(rng.integers(0, 22)), suppress=True)
for places in range(7):
    case(np.array([0.5, 1.5, 2.5, 0.125, 0.375, 0.0625, 1e-7, 0.999999, 9.5]), precision=places, suppress=True)
for _ in range(count):
    dtype = str(rng.choice(DTYPES + 3 * ['float32', 'float64', 'complex64', 'complex128']))
    shape = some_shape()
    a = values(int(np.prod(shape)), dtype).reshape(shape)
    case(a, **some_options())

path.parent.mkdir(parents=True, exist_ok=True)
path.write_text('[\n' + ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases) + '\n]\n')
