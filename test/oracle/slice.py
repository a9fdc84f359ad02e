"""Writes test/fixtures/slice.json: Python's slice.indices and NumPy's views (shape, byte strides, byte offset) for basic indices.

Usage: python3 slice.py [random cases [seed [path]]]; the defaults make the fixture that is tracked.
"""
import json
import pathlib
import random
import sys

import numpy as np

count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 7)
path = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).parent.parent / 'fixtures' / 'slice.json'


def bound():
    return random.choice(['', '', '0', '1', '-1', str(random.randint(-8, 8)), '+3', '-100', '100', '99999999999999999999', '-99999999999999999999', 'None', '-0'])


def blank():
    return random.choice(['', '', '', ' ', '  ', '\t'])


def slice_text():
    step = random.choice(['', ':', ':1', ':-1', ':2', ':-2', ':3', ':-7', ':100', ':99999999999999999999', ':None'])
    return f'{blank()}{bound()}{blank()}:{blank()}{bound()}{blank()}{step}{blank()}'


def python_index(part):
    return eval(f'np.s_[{part.strip()}]') if isinstance(part, str) else part


def some_part(size):
    kind = random.random()
    if kind < 0.35:
        i = random.randint(-size - (random.random() < 0.1), max(size - 1, 0) + (random.random() < 0.1))
        return i if random.random() < 0.7 else f'{blank()}{i}'
    if kind < 0.8:
        return slice_text()
    if kind < 0.9:
        return random.choice([None, 'None', 'newaxis', 'np.newaxis'])
    return random.choice(['...', ':', ' ... '])


indices = []
for _ in range(count):
    text, n = slice_text(), random.choice([0, 1, 2, 3, 5, 6, 10])
    start, stop, step = python_index(text).indices(n)
    indices.append([text, n, start, min(step, 2 ** 53 - 1), len(range(start, stop, step))])

views, errors = [], []
newaxis = np.newaxis
for _ in range(2 * count):
    shape = [random.choice([0, 1, 2, 3, 4, 7]) if random.random() < 0.9 else 1 for _ in range(random.randint(0, 4))]
    base = np.zeros(shape, random.choice(['i1', 'f4', 'f8', 'c16']))
    flavour = random.random()
    if flavour < 0.2:
        base = base.T
    elif flavour < 0.4:
        base = base[(*[slice(None, None, -1)] * base.ndim, ...)]
    elif flavour < 0.5:
        base = np.broadcast_to(base, (3, *base.shape))
    shape = base.shape
    parts = [some_part(shape[min(axis, len(shape) - 1)] if shape else 1) for axis in range(random.randint(0, len(shape) + 1))]
    if random.random() < 0.3 and parts:
        parts = [', '.join('None' if p is None else str(p) for p in parts)]
        try:
            key = eval(f'np.s_[{parts[0].strip()}]')
        except SyntaxError:
            continue
        key = key if isinstance(key, tuple) else (key,)
    else:
        key = tuple(python_index(p) for p in parts)
    # a step beyond 2**53 is clipped by both sides, at different values
    key = tuple(slice(k.start, k.stop, 2 ** 53 - 1) if isinstance(k, slice) and k.step and k.step > 2 ** 53 else k for k in key)
    try:
        # the ellipsis makes a whole index of integers give a view too
        view = base[key if Ellipsis in key else (*key, Ellipsis)]
    except IndexError as error:
        errors.append([list(shape), list(base.strides), parts, str(error)])
        continue
    if any(abs(s) > 2 ** 40 for s in view.strides):
        continue
    offset = view.__array_interface__['data'][0] - base.__array_interface__['data'][0]
    views.append([list(shape), list(base.strides), parts, list(view.shape), list(view.strides), offset])

path.parent.mkdir(parents=True, exist_ok=True)
rows = {'indices': indices, 'views': views, 'errors': errors}
path.write_text('{\n' + ',\n'.join(f'"{k}": [\n' + ',\n'.join(json.dumps(r, separators=(',', ':')) for r in v) + '\n]' for k, v in rows.items()) + '\n}\n')
