"""Writes test/fixtures/dtype-info.json: what NumPy says of its ufuncs and dtypes. Usage: python3 dtype_info.py"""
import itertools
import json
import pathlib
import random

import numpy as np

path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'dtype-info.json'
DTYPES = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128']
FAMILIES = ['generic', 'number', 'integer', 'signedinteger', 'unsignedinteger', 'inexact', 'floating', 'complexfloating']
KINDS = ['bool', 'signed integer', 'unsigned integer', 'integral', 'real floating', 'complex floating', 'numeric']
LETTERS = set('?bhilBHILfdFD->')

ufuncs = {}
for name in dir(np):
    f = getattr(np, name)
    if isinstance(f, np.ufunc):
        identity = f.identity if f.identity is None or np.isfinite(f.identity) else str(f.identity)
        ufuncs[name] = [f.__name__, f.nin, f.nout, f.nargs, identity, [t for t in f.types if set(t) <= LETTERS]]

both = DTYPES + FAMILIES
sub = [''.join(str(int(np.issubdtype(getattr(np, a), getattr(np, b)))) for b in both) for a in both]
kinds = [''.join(str(int(np.isdtype(np.dtype(d), k))) for k in KINDS) for d in DTYPES]

random.seed(1)
WEAK = {'int': 3, 'float': 0.5, 'bool': True, 'complex': 1j}
results = []
for n in (1, 2, 2, 3, 3, 3, 4):
    for _ in range(60):
        some = random.choices(DTYPES, k=random.randint(0, n)) + random.choices(list(WEAK), k=random.randint(0, 2))
        if not [x for x in some if x in DTYPES or x != 'int'] or not any(x in DTYPES for x in some):
            continue                                          # a JavaScript number alone is a float64
        random.shuffle(some)
        # 'bool' is the dtype; a Python bool is weak and changes nothing.
        results.append([some, str(np.result_type(*[np.dtype(x) if x in DTYPES else WEAK[x] for x in some]))])

common = []
for n in (1, 2, 3):
    for some in random.sample(list(itertools.product(DTYPES[1:], repeat=n)), 12):
        common.append([some, str(np.dtype(np.common_type(*[np.zeros(1, d) for d in some])))])

smallest = []
for value in [0, 1, 127, 128, 255, 256, 65535, 65536, 2**31, 2**32 - 1, 2**32, 2**53, -1, -128, -129, -32768, -32769, -2**31, -2**31 - 1]:
    smallest.append([value, str(np.min_scalar_type(value))])
for value in [0.5, 1e10 + 0.5, -2.5e-300]:
    smallest.append([value, str(np.min_scalar_type(value)).replace('float16', 'float32')])
zero_d = []
for dtype, value in itertools.product(DTYPES, [0, 1, 100]):
    zero_d.append([dtype, value, str(np.min_scalar_type(np.array(value, dtype))).replace('float16', 'float32')])
for value in (3.3e38, 3.4e38, 1e39, -1e39):
    zero_d.append(['float64', value, str(np.min_scalar_type(np.float64(value))).replace('float16', 'float32')])
    zero_d.append(['complex128', value, str(np.min_scalar_type(np.complex128(value)))])

FLOAT = ['bits', 'eps', 'epsneg', 'machep', 'negep', 'iexp', 'nexp', 'nmant', 'max', 'min', 'maxexp', 'minexp', 'precision', 'resolution', 'smallest_normal', 'tiny', 'smallest_subnormal']
finfo = {d: {'dtype': str(np.finfo(d).dtype), **{k: float(getattr(np.finfo(d), k)) for k in FLOAT}} for d in DTYPES[9:]}
iinfo = {d: {'dtype': d, 'kind': np.iinfo(d).kind, 'bits': np.iinfo(d).bits, 'min': str(np.iinfo(d).min), 'max': str(np.iinfo(d).max)} for d in DTYPES[1:9]}

constants = [None if x is None else repr(x) for x in (np.pi, np.e, np.euler_gamma, np.inf, np.nan, np.newaxis)]
path.write_text(json.dumps({'constants': constants, 'ufuncs': ufuncs, 'names': both, 'sub': sub, 'standard': KINDS, 'kinds': kinds, 'results': results, 'common': common, 'smallest': smallest, 'zero_d': zero_d, 'finfo': finfo, 'iinfo': iinfo}, separators=(',', ':')) + '\n')
print(len(ufuncs), len(results), path.stat().st_size)
