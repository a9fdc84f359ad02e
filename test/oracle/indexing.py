"""Writes test/fixtures/indexing.json: NumPy's advanced indexing, reading and writing.

Usage: python3 indexing.py [random cases [seed [path]]]; the defaults make the fixture that is tracked.
A case is a dtype, the shape of a base array that counts 0, 1, 2 ..., a chain of steps to the operand, the index, and what comes out.
Parts of an index: integers, slices as text, null, '...', {"i": nested list, "d": dtype of an array, or null for a plain list}.
"""
import json
import pathlib
import random
import sys

import numpy as np

count = int(sys.argv[1]) if len(sys.argv) > 1 else 260
random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 5)
path = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).parent.parent / 'fixtures' / 'indexing.json'


def index_of(parts):
    out = []
    for p in parts:
        if isinstance(p, dict):
            out.append(np.array(p['i'], dtype=p['d'] or (None if p['i'] else 'i8')) if p['d'] or not p['i'] else p['i'])
        elif isinstance(p, str):
            s = eval(f'np.s_[{p}]')
            out.extend(s if isinstance(s, tuple) else [s])
        else:
            out.append(p)
    return tuple(out)


OPS = {
    'slice': lambda a, *parts: a[index_of(parts)],
    'transpose': lambda a, *axes: np.transpose(a, *axes),
}


def operand(shape):
    """A base shape and steps to an operand of this shape."""
    n, kind = len(shape), random.random()
    if n == 0 or kind < 0.4:
        return shape, []
    if kind < 0.6:
        order = list(range(n))
        random.shuffle(order)
        return [shape[order.index(i)] for i in range(n)], [['transpose', order]]
    if kind < 0.8:
        return [2 * m + 1 for m in shape], [['slice'] + [f'1:{2 * m + 1}:2' for m in shape]]
    return shape, [['slice'] + [random.choice(['::-1', ':']) for _ in shape]]


def integers(m, shape):
    low, high = (-m, m - 1) if m else (0, 0)
    if random.random() < 0.03:
        low, high = low - 1, high + 1
    size = int(np.prod(shape))
    if m == 0 and random.random() < 0.8:
        return None
    return np.array([random.randint(low, high) for _ in range(size)], dtype='i8').reshape(shape).tolist()


def some_index(shape):
    n = len(shape)
    common = [random.choice([1, 2, 3]) for _ in range(random.randint(0, 2))]
    if random.random() < 0.1:
        common = [0]
    parts, axis = [], 0
    end = n if random.random() < 0.6 else random.randint(0, n)
    while axis < end:
        kind, m = random.random(), shape[axis]
        if kind < 0.12:
            parts.append(random.randint(-m, m - 1) if m else ':')
        elif kind < 0.4:
            b = lambda: random.choice(['', '', str(random.randint(-m - 1, m + 1))])
            parts.append(random.choice([':', f'{b()}:{b()}:{random.choice(["", "2", "-1"])}']))
        elif kind < 0.75:
            own = [1 if random.random() < 0.25 else k for k in common][random.randint(0, len(common)) if random.random() < 0.2 else 0:]
            if random.random() < 0.04:
                own = [4]
            i = integers(m, own)
            if i is None:
                parts.append(':')
            else:
                signed = any(v < 0 for v in np.array(i, dtype='i8').reshape(-1).tolist())
                parts.append({'i': i, 'd': random.choice([None, 'int8', 'int16', 'int32', 'int64'] + ([] if signed else ['uint8', 'uint16', 'uint32', 'uint64']))} if own else {'i': i, 'd': 'int64'})
        elif kind < 0.92:
            k = random.choice([1, 1, 2, 3])
            k = min(k, end - axis)
            wide = shape[axis:axis + k]
            if random.random() < 0.05:
                wide = [wide[0] + 1] + wide[1:]
            size = int(np.prod(wide))
            density = random.choice([0, 0.3, 0.6, 1])
            mask = np.array([random.random() < density for _ in range(size)], dtype=bool).reshape(wide)
            if common and common != [0] and random.random() < 0.8 and size >= common[-1]:
                mask = np.array([i < common[-1] for i in random.sample(range(size), size)]).reshape(wide)
            parts.append({'i': mask.tolist(), 'd': 'bool'})
            axis += k - 1
        else:
            parts.append(':')
        axis += 1
        if random.random() < 0.06:
            parts.insert(random.randint(0, len(parts)), None)
    # NumPy also lets places outside an axis pass where the indices broadcast to nothing; here they are an error.
    # NumPy lets an empty mask stand for an axis of any length; not copied here.
    if random.random() < 0.2 and not any(isinstance(p, dict) and p['d'] == 'bool' and not np.size(p['i']) for p in parts):
        parts.insert(random.randint(0, len(parts)), '...')
    return parts


def ints(a):
    return np.asarray(a).astype('i8').reshape(-1).tolist() if np.asarray(a).dtype.kind != 'c' else np.asarray(a).real.astype('i8').reshape(-1).tolist()


def run(steps, base):
    a = base
    for step in steps:
        a = OPS[step[0]](a, *step[1:])
    return a


fixed = [
    ([5], [{'i': [0, 2, -1], 'd': None}]), ([5], [{'i': [[0, 1], [2, 3]], 'd': 'int32'}]), ([2, 3, 4], [{'i': [0, 1], 'd': None}, ':', {'i': [0, 1], 'd': None}]),
    ([2, 3, 4], [':', {'i': [0, 1], 'd': None}, {'i': [0, 1], 'd': None}]), ([2, 3, 4], [0, ':', {'i': [0, 1], 'd': None}]), ([2, 3, 4], [':', 0, {'i': [0, 1], 'd': None}]),
    ([2, 3, 4], [{'i': [0, 1], 'd': None}, None, {'i': [0, 1], 'd': None}]), ([2, 3], [{'i': [0, 1], 'd': None}, '...', {'i': [0, 1], 'd': None}]),
    ([2, 3, 4], ['...', {'i': [0, 1], 'd': None}]), ([2, 3, 4], [{'i': [[True, False, True], [False, True, False]], 'd': 'bool'}]),
    ([2, 3, 4], [':', {'i': [True, False, True], 'd': 'bool'}]), ([2, 3, 4], [':', {'i': [True, False, True], 'd': 'bool'}, {'i': [0, 3], 'd': None}]),
    ([2, 3, 4], [{'i': [[0], [1]], 'd': None}, ':', {'i': [0, 1, 2], 'd': None}]), ([4], [{'i': 2, 'd': 'int64'}]), ([4, 3], [{'i': 2, 'd': 'int64'}]),
    ([4], [{'i': [], 'd': None}]), ([4, 2], [{'i': [], 'd': 'int64'}]), ([0, 2], [{'i': [], 'd': None}]), ([0], [{'i': [0], 'd': None}]), ([3], [{'i': [3], 'd': None}]),
    ([3], [{'i': [-4], 'd': None}]), ([3], [{'i': [True, False], 'd': 'bool'}]), ([3, 0], [{'i': [5], 'd': 'int64'}]), ([3, 0], [{'i': [0, 2], 'd': 'int64'}]), ([], ['...']), ([], [None]), ([], []),
    ([3], [{'i': [0], 'd': None}, {'i': [0], 'd': None}]), ([3, 3], [{'i': [0, 1], 'd': None}, {'i': [0, 1, 2], 'd': None}]),
    ([3], [{'i': [2 ** 32], 'd': 'int64'}]), ([3], [{'i': [-2 ** 32], 'd': 'int64'}]), ([3], [{'i': [2 ** 32 - 1], 'd': 'uint32'}]), ([3], [{'i': [2 ** 63], 'd': 'uint64'}]), ([3], [{'i': [2 ** 31], 'd': 'int64'}]),
]
reads, writes = [], []
for k in range(count + len(fixed)):
    shape = fixed[k][0] if k < len(fixed) else [random.choice([0, 1, 2, 3, 4, 5]) if random.random() < 0.8 else 3 for _ in range(random.randint(1, 4))]
    parts = fixed[k][1] if k < len(fixed) else some_index(shape)
    base_shape, steps = (shape, []) if k < len(fixed) else operand(shape)
    dtype = random.choice(['int8', 'uint16', 'float32', 'float64', 'int64', 'complex64', 'complex128'])
    base = np.arange(int(np.prod(base_shape))).astype(dtype).reshape(base_shape)
    case = [dtype, list(base_shape), steps, parts]
    try:
        r = run(steps, base)[index_of(parts)]
        reads.append(case + [{'shape': list(np.shape(r)), 'values': ints(r)}])
    except IndexError:
        reads.append(case + [{'error': 'IndexError'}])
        writes.append(case + [[], {'error': 'IndexError'}])
        continue
    # Writing: values that broadcast to the result, counted down from -1. Of places named twice NumPy leaves the order open.
    places = run(steps, np.arange(base.size).reshape(base_shape))[index_of(parts)]
    if len(set(np.asarray(places).reshape(-1).tolist())) < np.size(places) and np.ndim(places) > 1:
        continue
    own = [1 if random.random() < 0.2 else m for m in np.shape(r)]
    own = own[random.randint(0, len(own)):] if random.random() < 0.4 else own
    if random.random() < 0.04:
        own = own + [7]
    values = (100 + np.arange(int(np.prod(own))) % 20).reshape(own).astype('int8')
    a = base.copy()
    try:
        run(steps, a)[index_of(parts)] = values
        writes.append(case + [own, {'values': ints(a)}])
    except (ValueError, TypeError):
        writes.append(case + [own, {'error': 'ShapeError'}])

takes = []
for _ in range(count // 4):
    shape = [random.randint(1, 4) for _ in range(random.randint(1, 3))]
    axis = random.choice([None] + list(range(-len(shape), len(shape))))
    m = int(np.prod(shape)) if axis is None else shape[axis]
    which = integers(m, [random.randint(0, 3) for _ in range(random.randint(0, 2))])
    base_shape, steps = operand(shape)
    base = np.arange(int(np.prod(base_shape))).astype('int16').reshape(base_shape)
    try:
        r = np.take(run(steps, base), np.array(which, dtype='i8'), axis=axis)
        takes.append([list(base_shape), steps, which, axis, {'shape': list(r.shape), 'values': ints(r)}])
    except IndexError:
        takes.append([list(base_shape), steps, which, axis, {'error': 'IndexError'}])

places = []
for _ in range(count // 6):
    shape = [random.choice([0, 1, 2, 3, 5]) for _ in range(random.randint(1, 3))]
    base_shape, steps = operand(shape)
    base = (np.arange(int(np.prod(base_shape))) % random.choice([2, 3, 4])).reshape(base_shape)
    places.append([list(base_shape), int(base.max(initial=0)) + 1, steps, [list(map(int, x)) for x in np.nonzero(run(steps, base))]])

path.write_text(json.dumps({'reads': reads, 'writes': writes, 'takes': takes, 'places': places}, separators=(',', ':')) + '\n')
print(len(reads), len(writes), sum('error' in r[-1] for r in reads), len(takes), len(places), path.stat().st_size)
