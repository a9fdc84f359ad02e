"""Writes test/fixtures/names.json: the public names of NumPy's main namespace, each with its kind, and those of namespaces of its own. Usage: python3 names.py"""
import json
import pathlib
import types

import numpy as np

path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'names.json'
# What this machine's C compiler adds.
MACHINE = {'float128', 'complex256'}


def kind(x):
    if isinstance(x, types.ModuleType):
        return 'module'
    if isinstance(x, np.ufunc):
        return 'ufunc'
    return 'type' if isinstance(x, type) else 'function' if callable(x) else 'value'


names = {n: kind(getattr(np, n)) for n in sorted(set(np.__dir__()) - MACHINE) if not n.startswith('_')}
spaces = {space: sorted(getattr(np, space).__all__) for space in ['fft', 'linalg']}
path.write_text(json.dumps({'version': np.__version__, 'names': names, 'spaces': spaces}, indent=0) + '\n')
print(len(names), path.stat().st_size)
