"""Writes test/fixtures/manipulation.json: NumPy's views, copies and casts.

Usage: python3 manipulation.py [random cases [seed [path]]]; the defaults make the fixture that is tracked.
A case is a dtype, the shape of a base array that counts 0, 1, 2 ..., a chain of steps that makes the operand, an op with its
arguments, and what comes out: the shape, the values, the strides if it is a view, or the kind of error.
"""
import json
import pathlib
import random
import sys
import warnings

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

warnings.simplefilter('ignore')
count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 11)
path = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).parent.parent / 'fixtures' / 'manipulation.json'

DTYPES = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128']


def indices(parts):
    return tuple(eval(f'np.s_[{p}]') if isinstance(p, str) else p for p in parts)


def tupled(x):
    return tuple(x) if isinstance(x, list) else x


OPS = {
    'slice': lambda a, *parts: a[indices(parts)],
    'transpose': lambda a, *axes: np.transpose(a, *map(tupled, axes)),
    'swapaxes': np.swapaxes,
    'moveaxis': np.moveaxis,
    'reshape': lambda a, shape: np.reshape(a, tupled(shape)),
    'ravel': np.ravel,
    'flatten': lambda a: a.flatten(),
    'broadcast_to': lambda a, shape: np.broadcast_to(a, tupled(shape)),
    'squeeze': lambda a, *axis: np.squeeze(a, *map(tupled, axis)),
    'expand_dims': lambda a, axis: np.expand_dims(a, tupled(axis)),
    'sliding_window_view': lambda a, shape, *axis: sliding_window_view(a, tupled(shape), *map(tupled, axis)),
    'copy': lambda a: a.copy(),
}


def base_of(dtype, shape):
    return np.arange(int(np.prod(shape))).astype(dtype).reshape(shape)


def layouts(shape):
    """Base shape and steps to operands of this shape in every layout."""
    n = len(shape)
    yield shape, []
    if n > 1:
        yield shape[::-1], [['transpose']]
        order = list(range(n))
        random.shuffle(order)
        yield [shape[order.index(i)] for i in range(n)], [['transpose', order]]
    if n:
        yield [2 * m + 1 for m in shape], [['slice'] + [f'1:{2 * m + 1}:2' for m in shape]]
        yield shape, [['slice'] + ['::-1'] * n]
        yield [m + 2 for m in shape[:-1]] + [3 * shape[-1]], [['slice'] + [f'1:{m + 1}' for m in shape[:-1]] + ['::-3' if shape[-1] else ':']]
        yield shape[1:], [['broadcast_to', shape]]
        yield shape[:-1] + [1], [['broadcast_to', shape]]


def some_axis(n):
    return random.randint(-n - (random.random() < 0.05), n - 1 + (random.random() < 0.05)) if n else random.choice([0, -1])


def factors(size, n):
    out = []
    for _ in range(n - 1):
        divisors = [d for d in range(1, size + 1) if size % d == 0] if size else [0, 1, 2]
        d = random.choice(divisors)
        out.append(d)
        size = size // d if d else 0
    out.append(size)
    random.shuffle(out)
    return out


def bound(n):
    return random.choice(['', '', str(random.randint(-n - 1, n + 1))])


def op_for(shape):
    n, size = len(shape), int(np.prod(shape))
    op = random.choice(['slice', 'transpose', 'swapaxes', 'moveaxis', 'reshape', 'reshape', 'reshape', 'ravel', 'flatten', 'broadcast_to', 'squeeze', 'expand_dims', 'sliding_window_view', 'copy'])
    if op == 'slice':
        parts = []
        for m in shape[:random.randint(0, n)]:
            parts.append(random.choice([random.randint(-m, m - 1) if m else ':', f'{bound(m)}:{bound(m)}:{random.choice(["", "1", "2", "-1", "-2"])}', ':', None]))
        if random.random() < 0.3:
            parts.insert(random.randint(0, len(parts)), '...')
        return [op, *parts]
    if op == 'transpose':
        if random.random() < 0.3:
            return [op]
        order = list(range(n))
        random.shuffle(order)
        return [op, [i - n if random.random() < 0.3 else i for i in order]]
    if op == 'swapaxes':
        return [op, some_axis(n), some_axis(n)]
    if op == 'moveaxis':
        if random.random() < 0.5:
            return [op, some_axis(n), some_axis(n)]
        k = random.randint(0, n)
        return [op, random.sample(range(-n, 0), k), random.sample(range(n), k)]
    if op == 'reshape':
        to = factors(size, random.randint(1, 4))
        if random.random() < 0.5:
            to[random.randrange(len(to))] = -1
        if random.random() < 0.1:
            to.append(2)
        if random.random() < 0.2:
            to.insert(random.randint(0, len(to)), 1)
        return [op, to]
    if op == 'broadcast_to':
        return [op, [random.randint(1, 3) for _ in range(random.randint(0, 2))] + [random.choice([2, 3]) if m == 1 and random.random() < 0.7 else m for m in shape]]
    if op == 'squeeze':
        ones = [i for i, m in enumerate(shape) if m == 1]
        r = random.random()
        return [op] if r < 0.5 else [op, some_axis(n)] if r < 0.7 else [op, random.sample(ones, random.randint(0, len(ones)))]
    if op == 'expand_dims':
        return [op, random.randint(-n - 1, n)] if random.random() < 0.7 else [op, random.sample(range(n + 2), 2)]
    if op == 'sliding_window_view':
        if random.random() < 0.5 or n == 0:
            return [op, [random.randint(1, max(m, 1) + (random.random() < 0.05)) for m in shape]]
        axis = random.randrange(n)
        return [op, random.randint(0, max(shape[axis], 1)), random.choice([axis, axis - n])]
    return [op]


def ints(a):
    return [int(v.real) for v in a.reshape(-1).tolist()] if a.dtype.kind == 'c' else [int(v) for v in a.reshape(-1).tolist()]


def outcome(f, base):
    try:
        r = f()
    except Exception as e:
        return {'error': type(e).__name__}
    out = {'shape': list(r.shape), 'values': ints(r)}
    if base.size and r.size and (isinstance(r, np.generic) or np.shares_memory(r, base)):  # a[i, j] is a view with us
        out['strides'] = [s // r.itemsize if n > 1 else 0 for n, s in zip(r.shape, r.strides)]
    return out


views = []
SHAPES = [[], [0], [1], [7], [2, 3], [4, 1], [1, 5], [0, 3], [3, 0], [2, 3, 4], [2, 1, 3], [1, 1], [3, 2, 2, 2], [4, 0, 2], [6, 4]]
for shape in SHAPES:
    for base_shape, steps in layouts(shape):
        for _ in range(max(2, count // 10)):
            dtype = random.choice(['int8', 'int16', 'float32', 'float64', 'complex128', 'uint64'])
            base = base_of(dtype, base_shape)
            a = base
            for step in steps:
                a = OPS[step[0]](a, *step[1:])
            op = op_for(list(a.shape))
            views.append([dtype, list(base_shape), steps, op, outcome(lambda: OPS[op[0]](a, *op[1:]), base)])

# astype: every pair, values within the range of both ends (what is outside depends on the machine in NumPy, too).
casts = []
for source in DTYPES:
    s = np.dtype(source)
    for target in DTYPES:
        t = np.dtype(target)
        values = [0, 1, 2, 3, 5, 7, 100, 127]
        if s.kind not in 'bu' and t.kind != 'u':
            values += [-1, -2, -100, -128]
        if s.kind in 'fc':
            values += [0.5, 1.5, 2.5, 99.75] + ([-0.5, -1.5, -99.25, -0.0] if t.kind != 'u' else [])
        if s.kind in 'iu':
            info = np.iinfo(s)
            values += [info.max, info.max - 1, info.min, info.min + 1, info.max // 3]
        elif s.kind in 'fc' and t.kind in 'iu':
            info = np.iinfo(t)
            mantissa = 24 if s.name in ('float32', 'complex64') else 53
            values += [v for v in (2 ** 20 + 1, 2 ** 24 - 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1, 2 ** 62, 2 ** 63 - 1024, 2 ** 63 - 2 ** 40, 2 ** 63, 2 ** 64 - 2 ** 40, info.min)
                       if info.min <= v <= info.max and int(float(np.float32(v) if mantissa == 24 else v)) <= info.max]
        elif s.kind in 'fc':
            values += [np.nan, np.inf, -np.inf, 1e-45, 1e-310, 3.4028235e38, 1e39, 1e308, 1 / 3, -1e-40, 1 + 2 ** -24, 1 + 3 * 2 ** -25]
        a = np.array([v for v in values if s.kind not in 'b' or v in (0, 1)], dtype=s)
        if s.kind == 'c':
            a = a + np.array([1j * (k % 5 - 2) for k in range(len(a))]).astype(s) * np.where(np.isfinite(a), 1, 0)
            a = a.astype(s)
            if t.kind == 'b':
                a = np.concatenate([a, np.array([1j, -0.0j, complex(0, np.nan)], s)])
        casts.append([source, target, a.tobytes().hex(), a.astype(t).tobytes().hex()])

# assign: a chain to the target, a chain to the source (of the same base where it is null), and the base afterwards.
assigns = []
for target, source in [
        ([['slice', '1:']], [['slice', ':-1']]), ([['slice', ':-1']], [['slice', '1:']]), ([['slice', '::-1']], []), ([], [['slice', '::-1']]),
        ([['slice', '::2']], [['slice', '1::2']]), ([['slice', '1:7:2']], [['slice', ':3']]), ([['slice', ':3']], [['slice', '4:1:-1']]),
        ([], [['slice', '3:4']]), ([], [['slice', 3]])]:
    for n in (8, 3000):
        base = base_of('int32', [n])
        t = s = base
        for step in target:
            t = OPS[step[0]](t, *step[1:])
        for step in source:
            s = OPS[step[0]](s, *step[1:])
        try:
            t[...] = s
        except ValueError:
            continue
        assigns.append([[n], target, source, ints(base) if n < 100 else [int(np.sum(base.astype('i8') * np.arange(n)))]])
for target, source in [([['transpose']], []), ([], [['transpose']]), ([['slice', '::-1', '::-1']], [['transpose']]), ([['slice', ':', '1:']], [['slice', ':', ':-1']]),
                       ([['slice', '1:', '1:']], [['slice', ':-1', ':-1']]), ([], [['slice', 0]]), ([], [['slice', ':', '1:2']])]:
    for n in (5, 60):
        base = base_of('int32', [n, n])
        t = s = base
        for step in target:
            t = OPS[step[0]](t, *step[1:])
        for step in source:
            s = OPS[step[0]](s, *step[1:])
        t[...] = s
        assigns.append([[n, n], target, source, ints(base) if n < 10 else [int(np.sum(base.reshape(-1).astype('i8') * np.arange(n * n)))]])

# concatenate, stack, where: dtypes and shapes of the operands, and the result.
joins = []
for _ in range(3 * count):
    op = random.choice(['concatenate', 'stack'])
    k, n = random.randint(1, 4), random.randint(1, 3)
    shape = [random.randint(0, 3) if random.random() < 0.3 else random.randint(1, 3) for _ in range(n)]
    axis = random.choice([0, some_axis(n + (op == 'stack'))])
    parts = []
    for _ in range(k):
        own = list(shape)
        if op == 'concatenate' and -n <= axis < n:
            own[axis] = random.randint(0, 3)
        if random.random() < 0.03:
            own[random.randrange(n)] += 1
        parts.append([random.choice(DTYPES), own, random.random() < 0.4])
    arrays = [base_of(d, s[::-1]).T if f else base_of(d, s) for d, s, f in parts]
    if op == 'concatenate' and random.random() < 0.1:
        axis = None
    try:
        r = getattr(np, op)(arrays, axis=axis)
        joins.append([op, parts, axis, {'dtype': str(r.dtype), 'shape': list(r.shape), 'values': ints(r)}])
    except Exception as e:
        joins.append([op, parts, axis, {'error': type(e).__name__}])

choices = []
for _ in range(2 * count):
    n = random.randint(0, 3)
    shape = [random.randint(1, 4) for _ in range(n)]
    operands = []
    for _ in range(3):
        own = [1 if random.random() < 0.3 else m for m in shape][random.randint(0, n) if random.random() < 0.4 else 0:]
        operands.append([random.choice(DTYPES), own])
    c, x, y = (base_of(d, s) for d, s in operands)
    if random.random() < 0.8 or operands[0][0] == 'bool':
        operands[0][0] = 'bool'
        c = np.arange(c.size).reshape(c.shape) % 3 == 0
    r = np.where(c, x, y)
    choices.append([operands, {'dtype': str(r.dtype), 'shape': list(r.shape), 'values': ints(r)}])

path.write_text(json.dumps({'views': views, 'casts': casts, 'assigns': assigns, 'joins': joins, 'choices': choices}, separators=(',', ':')) + '\n')
print(len(views), len(casts), len(assigns), len(joins), len(choices), path.stat().st_size)
