"""Writes test/fixtures/npy/: small .npy and .npz files made by NumPy, and index.json that says what is in them.

index.json: {"npy": {file: [dtype, shape, fortran_order, base64 of the data, little-endian in the file's order]},
             "npz": {file: {name: the same}}, "lacking": {file: dtype}, "broken": {file: a word of the error}}
"""
import base64
import io
import json
import pathlib
import zipfile

import numpy as np
from numpy.lib import format as npy

here = pathlib.Path(__file__).parent.parent / 'fixtures' / 'npy'
here.mkdir(parents=True, exist_ok=True)
for old in here.iterdir():
    old.unlink()
index = {'npy': {}, 'npz': {}, 'lacking': {}, 'broken': {}}
DTYPES = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128']


def entry(a):
    fortran = bool(a.flags.f_contiguous and not a.flags.c_contiguous)
    little = a.astype(a.dtype.newbyteorder('<'), order='K')
    return [a.dtype.name, list(a.shape), fortran, base64.b64encode(little.tobytes('F' if fortran else 'C')).decode()]


def save(name, a, version=None):
    with open(here / f'{name}.npy', 'wb') as f:
        npy.write_array(f, a, version=version)
    index['npy'][f'{name}.npy'] = entry(a)


def sample(dtype, shape=(2, 3)):
    n = int(np.prod(shape))
    kind = np.dtype(dtype).kind
    if kind == 'b':
        a = np.arange(n) % 2 == 0
    elif kind in 'iu':
        i = np.iinfo(dtype)
        a = np.resize(np.array([i.min, i.max, 1, i.max // 3, 0, 7], dtype), n)
    else:
        v = np.resize(np.array([1 / 3, -0.0, np.inf, -2.5e30, 1e-40, 7]), n)
        a = v
        if kind == 'c':
            a = np.empty(n, 'complex128')
            a.real, a.imag = v, v[::-1]
    return a.astype(dtype).reshape(shape)


for d in DTYPES:
    a = sample(d)
    save(f'{d}-c', a)
    save(f'{d}-f', np.asfortranarray(a))
    if a.dtype.itemsize > 1:
        save(f'{d}-big', a.astype(a.dtype.newbyteorder('>')))
save('big-fortran', np.asfortranarray(sample('complex64', (2, 2, 3)).astype('>c8')))
for shape in ((), (0,), (0, 3), (5,), (1, 1), (3, 1), (2, 1, 3, 1)):
    save('shape-' + ('x'.join(map(str, shape)) or '0d'), sample('float32', shape))
save('fortran-column', np.asfortranarray(sample('float32', (1, 5))))  # both orders: NumPy says C
save('fortran-3d', np.asfortranarray(sample('int16', (2, 3, 4))))
save('ndim-32', sample('uint8', (1,) * 31 + (3,)))
for version in ((1, 0), (2, 0), (3, 0)):
    save(f'version-{version[0]}', sample('float64'), version)


def by_hand(name, header, data, version=(1, 0), align=16):
    """A file with a header that other writers make."""
    length = 2 if version[0] == 1 else 4
    text = header.encode('latin1')
    text += b' ' * (-(8 + length + len(text) + 1) % align) + b'\n'
    (here / f'{name}.npy').write_bytes(b'\x93NUMPY' + bytes(version) + len(text).to_bytes(length, 'little') + text + data)


v = np.array([1, 2, 3], '<f8')
for name, header in {
    'python2-long': "{'descr': '<f8', 'fortran_order': False, 'shape': (3L,), }",
    'other-order': '{"shape": (3,), "descr": "<f8", "fortran_order": False}',
    'native-order': "{'descr': '=f8', 'fortran_order': False, 'shape': (3,)}",
    'newlines': "{'descr': '<f8',\n 'fortran_order': False,\n 'shape': (3,),\n}",
}.items():
    by_hand(name, header, v.tobytes())
    index['npy'][f'{name}.npy'] = entry(v)
by_hand('bool-any-byte', "{'descr': '|b1', 'fortran_order': False, 'shape': (4,), }", bytes([0, 1, 2, 255]))
index['npy']['bool-any-byte.npy'] = entry(np.array([False, True, True, True]))

for name, a in {
    'float16': np.zeros(2, 'f2'), 'longdouble': np.zeros(2, 'g'), 'clongdouble': np.zeros(2, 'G'), 'object': np.array([None, 'x'], object),
    'str': np.array(['ab', 'c']), 'bytes': np.array([b'ab', b'c']), 'datetime64': np.zeros(2, 'M8[ns]'), 'timedelta64': np.zeros(2, 'm8[s]'),
    'void': np.zeros(2, 'V3'), 'structured': np.zeros(2, [('x', '<f4'), ('y', 'i2', (2,)), ('ü', [('z', '>i8')])]),
}.items():
    with open(here / f'lacking-{name}.npy', 'wb') as f:
        npy.write_array(f, a)
    index['lacking'][f'lacking-{name}.npy'] = name


def npz(name, arrays, writer):
    writer(here / f'{name}.npz', **arrays)
    index['npz'][f'{name}.npz'] = {k: entry(np.asarray(a)) for k, a in arrays.items()}


every = {d: sample(d) for d in DTYPES}
npz('every', every, np.savez)
npz('every-compressed', every, np.savez_compressed)
npz('orders', {'f': np.asfortranarray(sample('float32')), 'big': sample('int32').astype('>i4'), 'scalar': np.array(3.5), 'empty': np.empty((0, 2))}, np.savez)
npz('names', {'a/b': sample('int8'), 'größe 数': sample('uint8'), 'x.npy': sample('bool'), '': sample('int16'), '__proto__': sample('int8')}, np.savez_compressed)
npz('ratio', {'zeros': np.zeros(4000, 'u1')}, np.savez_compressed)
npz('stored-blocks', {'noise': np.random.default_rng(0).integers(0, 256, 1500, 'u1')}, np.savez_compressed)
npz('empty', {}, np.savez)


class Pipe(io.RawIOBase):
    """A file that cannot seek: sizes come after the data, in data descriptors."""
    def __init__(self, path): self.f = open(path, 'wb')
    def writable(self): return True
    def write(self, b): return self.f.write(b)
    def flush(self): self.f.flush()


def to_pipe(path, **arrays):
    with zipfile.ZipFile(Pipe(path), 'w', zipfile.ZIP_DEFLATED) as z:
        for k, a in arrays.items():
            with z.open(f'{k}.npy', 'w', force_zip64=True) as f:
                npy.write_array(f, a)


npz('pipe', {'a': sample('float64'), 'b': sample('int8')}, to_pipe)


def zip64(path, **arrays):
    limit, count = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT = zipfile.ZIP_FILECOUNT_LIMIT = 1
    try:
        np.savez(path, **arrays)
    finally:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limit, count


npz('zip64', {'a': sample('float64'), 'b': sample('int8'), 'c': sample('complex64')}, zip64)

with zipfile.ZipFile(here / 'other-members.npz', 'w') as z:
    z.writestr(zipfile.ZipInfo('readme.txt'), 'not an array')
    z.writestr(zipfile.ZipInfo('folder/'), '')
    f = io.BytesIO()
    np.save(f, sample('int32'))
    z.writestr(zipfile.ZipInfo('folder/a.npy'), f.getvalue())
    z.comment = b'a comment'
index['npz']['other-members.npz'] = {'folder/a': entry(sample('int32'))}

with zipfile.ZipFile(here / 'broken-bzip2.npz', 'w', zipfile.ZIP_BZIP2) as z:
    info = zipfile.ZipInfo('a.npy')  # dated 1980, so that this script makes the same bytes every time
    info.compress_type = zipfile.ZIP_BZIP2
    z.writestr(info, f.getvalue())
index['broken']['broken-bzip2.npz'] = 'method 12'
np.savez(here / 'lacking-member.npz', good=sample('int8'), bad=np.zeros(2, 'f2'))
index['lacking']['lacking-member.npz'] = "npz member 'bad.npy': dtype float16"

(here / 'index.json').write_text(json.dumps(index, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')
