"""NumPy's side of numpy.mjs: reads a line of JSON, answers with one."""
import importlib
import json
import sys
import time

import numpy as np

arrays, calls = {}, {}
read, write = sys.stdin.buffer, sys.stdout.buffer


def answer(head, data=b''):
    write.write(json.dumps(head).encode() + b'\n' + data)
    write.flush()


def handle(m):
    id = m.get('id')
    if m['do'] == 'hello':
        name = m['module']
        top = name.split('.')[0]
        importlib.import_module(name)
        globals()[top] = sys.modules[top]
        answer({'version': sys.modules[top].__version__})
    elif m['do'] == 'put':
        flat = np.empty(m['bytes'], np.uint8)
        view, got = memoryview(flat), 0
        while got < len(view):
            got += read.readinto(view[got:])
        base = flat.view(m['dtype']).reshape(m['shape'])
        arrays.setdefault(id, {})[m['name']] = eval('base' + m['view'])
        answer({})
    elif m['do'] == 'define':
        f = eval(m['source'])
        args = tuple(arrays[id].values())
        calls[id] = lambda: f(*args)
        answer({})
    elif m['do'] == 'result':
        r = np.ascontiguousarray(calls[id]())
        answer({'dtype': str(r.dtype), 'bytes': r.nbytes}, r.tobytes())
    elif m['do'] == 'time':
        f, n = calls[id], m['count']
        if n > 1:
            f()
        cpu, begin = time.process_time(), time.perf_counter()
        for _ in range(n):
            f()
        end, used = time.perf_counter(), time.process_time()
        answer({'seconds': (end - begin) / n, 'cpu': (used - cpu) / n})
    elif m['do'] == 'clear':
        arrays.pop(id, None)
        calls.pop(id, None)
        answer({})


np.seterr(all='ignore')
while line := read.readline():
    try:
        handle(json.loads(line))
    except Exception as e:
        answer({'error': repr(e)})
