"""Writes test/fixtures/creation.json: what NumPy's creators give, its promotion table and its casting rules. Usage: python3 creation.py"""
import json
import pathlib
import warnings

import numpy as np

warnings.simplefilter('ignore')
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'creation.json'
DTYPES = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128']
NUMBERS = DTYPES[1:]


def packed(a):
    return [str(a.dtype), list(a.shape), np.ascontiguousarray(a).tobytes().hex()]


# A whole number as text is a Python int of 64 bits (a bigint), a JSON number is what JavaScript has: whole or not.
aranges = []
for args in ([5], [0], [-3], [2, 7], [7, 2], [0, 10, 3], [10, 0, -3], [1, 1], [0, 1, 0.1], [0, 1, 0.3], [1, 2, 0.1], [-1, 1, 0.25], [0.5, 3], [3.7], [0, -1, -0.2], [5, 5.5],
             [0, 1e-5, 1e-6], [1e6, 1e6 + 3], [0, 100, 33.3], [2, 9, 2.5], [10, 1, -2.5], [0, 2.1, 0.7], [100, 110, 5]):
    for dtype in NUMBERS:
        try:
            # Python ints where the numbers are whole, as a NumPy user writes them.
            whole = [int(v) if v == int(v) else v for v in args]
            if dtype.startswith('uint') and (min(whole) < 0 or np.arange(*whole).min(initial=0) < 0):
                continue
            a = np.arange(*whole, dtype=dtype)
        except Exception:
            continue
        aranges.append([args, packed(a)])

linspaces = []
for args in ([0, 1], [0, 1, 5], [0, 1, 1], [0, 1, 0], [2, 3, 2], [1, -1, 7], [0, 0, 3], [-5, 5, 11], [0, 10, 4], [0.1, 0.7, 9], [1e-300, 1e300, 3], [0, 5e-324, 3], [3, 3, 1], [0, 100, 50], [1e16, 1e16 + 2, 3]):
    for endpoint in (True, False):
        for dtype in ['float64', 'float32', 'int32', 'int8', 'uint16', 'int64', 'complex64', 'complex128']:
            if dtype.startswith(('int', 'uint')) and (max(map(abs, args[:2])) > 1e15 or max(map(abs, args[:2])) > 100 and dtype == 'int8' or min(args[:2]) < 0 and dtype == 'uint16'):
                continue
            a, step = np.linspace(*args, endpoint=endpoint, retstep=True, dtype=dtype)
            linspaces.append([args, endpoint, packed(a), None if np.isnan(step) else float(step)])

eyes = [[args, packed(np.eye(args[0], args[1], args[2], dtype=d))] for args in ([3, None, 0], [2, 4, 1], [4, 2, -1], [3, 3, 5], [3, 3, -5], [0, 0, 0], [1, 5, 4], [0, 3, 1]) for d in ['float64', 'int8', 'complex64', 'bool', 'uint64']]

fulls = []
for value in (0, 1, -1, 2.5, 7, 100, True, False, -2.5):
    for dtype in DTYPES:
        try:
            if value == -2.5 and dtype.startswith('uint'):
                raise ValueError  # NumPy leaves it to the machine
            fulls.append([value, packed(np.full([2, 3], value, dtype=dtype))])
        except (OverflowError, ValueError):
            fulls.append([value, [dtype, 'error']])

promote = [[str(np.promote_types(a, b)) for b in DTYPES] for a in DTYPES]
cast = {rule: [''.join(str(int(np.can_cast(a, b, rule))) for b in DTYPES) for a in DTYPES] for rule in ('no', 'equiv', 'safe', 'same_kind', 'unsafe')}
# result_type of an array and a Python scalar (NEP 50), and of add with an integer at the ends of the ranges.
weak = {kind: [str(np.result_type(np.dtype(a), value)) for a in DTYPES] for kind, value in (('int', 3), ('float', 0.5), ('bool', True), ('complex', 1j))}
limits = []
for dtype in DTYPES[1:9]:
    info = np.iinfo(dtype)
    for value in (info.min, info.max, info.min - 1, info.max + 1):
        try:
            r = np.add(np.zeros(1, dtype), value)
            limits.append([dtype, str(value), str(r.dtype)])
        except OverflowError:
            limits.append([dtype, str(value), 'OverflowError'])

path.write_text(json.dumps({'aranges': aranges, 'linspaces': linspaces, 'eyes': eyes, 'fulls': fulls, 'promote': promote, 'cast': cast, 'weak': weak, 'limits': limits}, separators=(',', ':')) + '\n')
print(len(aranges), len(linspaces), path.stat().st_size)
