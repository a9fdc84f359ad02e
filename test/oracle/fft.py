"""Writes test/fixtures/fft.json and signal.json: results of single calls of numpy.fft, and of SciPy's cosine and sine transforms and convolutions.

A case is [function, arguments, options, result], as in products.py; names from `fft.dct` on are scipy.fft's, `signal.` is scipy.signal's.
"""
import json
import pathlib
import warnings

import numpy as np
import scipy.fft
import scipy.signal

warnings.simplefilter('ignore')
rng = np.random.default_rng(5)
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'fft.json'
EXACT = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64']
FLOATS = ['float32', 'float64', 'complex64', 'complex128']


def some(dtype, *shape):
    d = np.dtype(dtype)
    a = rng.normal(size=shape) * 4
    if d.kind == 'c':
        a = a + 1j * rng.normal(size=shape) * 4
    if d.kind == 'b':
        a = a > 0
    elif d.kind == 'u':
        a = abs(a)
    return np.asarray(a).astype(d)


def code(x):
    if isinstance(x, (np.ndarray, np.generic)):
        x = np.asarray(x)
        return {'d': x.dtype.name, 's': list(x.shape), 'h': np.ascontiguousarray(x).tobytes().hex()}
    if isinstance(x, (list, tuple)):
        return [code(y) for y in x]
    return x


cases = []


def case(name, *args, **options):
    space, f = name.split('.')
    home = scipy.signal if space == 'signal' else np.fft if hasattr(np.fft, f) else scipy.fft
    coded, given = code(args), {k: code(v) for k, v in options.items()}
    try:
        result = code(getattr(home, f)(*args, **options))
    except Exception as error:
        result = {'error': type(error).__name__}
    cases.append([name, coded, given, result])


ALONG = ['fft.fft', 'fft.ifft', 'fft.rfft', 'fft.irfft', 'fft.hfft', 'fft.ihfft']
PLANE = ['fft.fft2', 'fft.ifft2', 'fft.rfft2', 'fft.irfft2']
SPACE = ['fft.fftn', 'fft.ifftn', 'fft.rfftn', 'fft.irfftn']
NORMS = ['backward', 'ortho', 'forward', None]

for f in ALONG:
    for d in EXACT + FLOATS:
        case(f, some(d, 6))
    for d in ['float32', 'float64', 'complex64', 'complex128']:
        for n in [1, 3, 5, 8]:
            case(f, some(d, 5), n)
        case(f, some(d, 3, 4), axis=0, norm='ortho')
    for length in [1, 2, 3, 4, 7, 9, 11, 16]:
        case(f, some('float64', length))
    for norm in NORMS:
        case(f, some('float64', 5), norm=norm)
        case(f, some('float32', 4), None, -1, norm)
        case(f, some('float64', 2, 3), 4, 0, norm)
    case(f, some('float64', 2, 3, 4), 3, 1)
    case(f, some('int16', 2, 3, 4), 5, -3)
    for bad in [dict(n=0), dict(n=-1), dict(n=2.5), dict(axis=1), dict(axis=-2), dict(norm='x'), dict(norm=5)]:
        case(f, some('float64', 4), **bad)
    case(f, np.float64(3.0).reshape(()))
    case(f, np.float64(3.0).reshape(()), 4)
    case(f, np.zeros(0))
    case(f, np.zeros((0, 3)))
    case(f, np.zeros((0, 3)), axis=0)
    # NumPy's irfft and hfft of nothing give what happens to be in memory.
    if f not in ['fft.irfft', 'fft.hfft']:
        case(f, np.zeros(0), 4)
        case(f, np.zeros((0, 3)), 2, 0)
        case(f, np.zeros((2, 0)), 3)

for f in PLANE + SPACE:
    for d in ['int8', 'float32', 'float64', 'complex64', 'complex128']:
        case(f, some(d, 3, 4))
        case(f, some(d, 2, 3), [4, 2])
        if f in SPACE:
            case(f, some(d, 2, 3, 2))
            case(f, some(d, 2, 3, 2), [3, 1], axes=[0, 2])
    for s in [[2, 2], [4, 5], [2, 5], [4, -1], [-1, 4], [1, 1], [3, None], [0, 2], [2, -3], [3], [2, 3, 4, 5]]:
        case(f, some('float64', 3, 3), s)
    for axes in [[0, 1], [1, 0], [0], [-1], [0, 0], [1, 1], [0, 2], [], [0, -1]]:
        case(f, some('float64', 2, 3), axes=axes)
        if f in SPACE:
            case(f, some('complex64', 2, 3, 2), axes=axes)
    case(f, some('float64', 3, 4), [4, 5], [0, 0])
    case(f, some('complex128', 2, 3), [3, 5, 4], [0, 1, 0])
    for norm in NORMS[:3]:
        case(f, some('float64', 3, 4), None, [1, 0], norm)
        case(f, some('float32', 2, 3), [3, 4], norm=norm)
    case(f, some('float64', 4))
    case(f, np.zeros(()))
    case(f, np.zeros((0, 3)))
    case(f, np.zeros((2, 0, 3)))
    case(f, np.zeros((0, 3)), [2, 3])
    case(f, some('float64', 3, 4), [4])
    case(f, some('float64', 3, 4), [4], [0, 1])
    case(f, some('float64', 3, 4), norm='x')

for n in [1, 2, 5, 8]:
    for d in [1.0, 0.1, -2.0]:
        case('fft.fftfreq', n, d)
        case('fft.rfftfreq', n, d)
for f in ['fft.fftfreq', 'fft.rfftfreq']:
    for bad in [(0,), (-3.5,), (4, 0.0)]:
        case(f, *bad)
for f in ['fft.fftshift', 'fft.ifftshift']:
    for d in ['int8', 'float32', 'complex128']:
        case(f, some(d, 5))
        case(f, some(d, 4, 3))
    for axes in [0, 1, -1, [0], [1, 0], [0, 0], [], 2, [0, 5]]:
        case(f, some('int8', 3, 4), axes)
    case(f, np.zeros((0, 3)))

R2R = ['fft.dct', 'fft.idct', 'fft.dst', 'fft.idst']
for f in R2R:
    for t in [1, 2, 3, 4]:
        for n in [1, 2, 3, 4, 5, 6, 9]:
            case(f, some('float64', n), t)
        for d in ['bool', 'int32', 'float32', 'complex64', 'complex128']:
            case(f, some(d, 7), t)
        for norm in NORMS:
            for ortho in [None, True, False]:
                case(f, some('float64', 5 + t % 2), t, norm=norm, orthogonalize=ortho)
        case(f, some('float64', 3, 4), t, axis=0)
        case(f, some('float32', 3, 4), t, 6, -1)
        case(f, some('float64', 3, 4), t, 2, 0, 'forward')
    for bad in [dict(type=0), dict(type=5), dict(n=0), dict(axis=1), dict(norm='x')]:
        case(f, some('float64', 4), **bad)
    case(f, np.zeros(()))
    case(f, np.zeros(0))
    case(f, np.zeros((0, 3)))
for f in ['fft.dctn', 'fft.idctn', 'fft.dstn', 'fft.idstn']:
    for t in [1, 2, 3, 4]:
        case(f, some('float64', 3, 4), t)
        case(f, some('float32', 2, 3, 4), t, axes=[0, 2], norm='ortho')
        case(f, some('complex64', 3, 2), t)
    for o in [dict(s=[2, 5]), dict(s=[-1, 2]), dict(s=[3], axes=[0]), dict(s=4, axes=1), dict(axes=[]), dict(axes=[1, 0], norm='forward'), dict(axes=[0, 0]), dict(axes=[2]), dict(s=[1, 2, 3]), dict(s=[2], axes=[0, 1]), dict(s=[0, 2]), dict(type=7)]:
        case(f, some('float64', 3, 4), **o)
    case(f, np.zeros(()))

for n in [*range(0, 40), 97, 131, 1000, 1009, 4097, 65537, 10**6 + 3, 2**31 + 1, 10**12 + 1]:
    for f in ['fft.next_fast_len', 'fft.prev_fast_len']:
        for real in [False, True]:
            case(f, n, real)
for f in ['fft.next_fast_len', 'fft.prev_fast_len']:
    for bad in [-1, 2.5]:
        case(f, bad)

CONVOLVE = ['signal.fftconvolve', 'signal.oaconvolve', 'signal.convolve', 'signal.correlate']
for f in CONVOLVE:
    for mode in ['full', 'same', 'valid']:
        for a, b in [((7,), (3,)), ((3,), (7,)), ((5,), (5,)), ((1,), (4,)), ((4, 5), (2, 3)), ((2, 3), (4, 5)), ((2, 5), (4, 3)), ((3, 1, 4), (3, 2, 2)), ((2, 0), (2, 3))]:
            # Of nothing SciPy's direct forms give what happens to be in memory.
            if 0 in a and 'fftconvolve' not in f and 'oa' not in f:
                continue
            case(f, some('float64', *a), some('float64', *b), mode)
        for d, e in [('float32', 'float32'), ('complex64', 'float32'), ('complex128', 'complex128'), ('int16', 'int8'), ('uint8', 'uint8'), ('bool', 'bool')]:
            if 'fftconvolve' in f or 'oa' in f:
                if d == 'bool':
                    continue
            case(f, some(d, 6), some(e, 3), mode)
            if d != 'bool':
                case(f, some(d, 3, 4), some(e, 2, 2), mode)
    case(f, some('float64', 4), some('float64', 4, 2))
    case(f, some('float64', 4), some('float64', 4), 'x')
    case(f, np.float64(2).reshape(()), np.float64(3).reshape(()))
for f in CONVOLVE[:2]:
    for mode in ['full', 'same', 'valid']:
        case(f, some('float64', 4, 9), some('float64', 4, 3), mode, axes=1)
        case(f, some('float64', 4, 9), some('float64', 1, 3), mode, axes=[1])
        case(f, some('float64', 9, 4), some('float64', 3, 4), mode, axes=[0])
        case(f, some('float64', 9, 4), some('float64', 3, 4), mode, axes=[-1, 0])
        case(f, some('float64', 2, 40), some('float64', 2, 3), mode, axes=[1])
    case(f, some('float64', 4, 9), some('float64', 3, 3), axes=[1])
    case(f, some('float64', 4, 9), some('float64', 3, 3), axes=[])
    case(f, some('float64', 4, 9), some('float64', 3, 3), axes=[0, 0])
    case(f, some('float64', 4, 9), some('float64', 3, 3), axes=[2])
for f in CONVOLVE[2:]:
    for method in ['auto', 'direct', 'fft', 'x']:
        for d in ['float64', 'int16', 'complex64']:
            case(f, some(d, 3, 5), some(d, 2, 2), 'same', method)
for mode in ['full', 'same', 'valid']:
    case('signal.oaconvolve', some('float64', 90), some('float64', 4), mode)
    case('signal.oaconvolve', some('complex64', 3), some('complex64', 70), mode)
    case('signal.oaconvolve', some('float64', 40, 3), some('float64', 3, 3), mode)
    case('signal.correlate', some('complex64', 3), some('complex64', 8), mode)
    case('signal.correlate', some('complex128', 3, 4), some('complex128', 2, 2), mode, 'direct')

for file, own in [('fft', lambda name: 'signal.' not in name), ('signal', lambda name: 'signal.' in name)]:
    path, some_cases = path.with_name(file + '.json'), [c for c in cases if own(c[0])]
    path.write_text(json.dumps(some_cases, separators=(',', ':')).replace('],["', '],\n["'))
    print(file, len(some_cases), 'cases,', sum(isinstance(c[3], dict) and 'error' in c[3] for c in some_cases), 'refused,', path.stat().st_size, 'bytes')
