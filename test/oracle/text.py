"""Writes test/fixtures/text.json: numbers and arrays as text, as NumPy writes and reads them. Usage: python3 text.py"""
import io
import json
import pathlib
import random
import warnings

import numpy as np

warnings.simplefilter('ignore')
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'text.json'
random.seed(2)


def packed(a):
    a = np.asarray(a)
    return [str(a.dtype), list(a.shape), np.ascontiguousarray(a).tobytes().hex()]


def attempt(f):
    try:
        return f()
    except Exception:
        return None


# ---- single floats ----
VALUES = [0.0, -0.0, 1.0, 0.5, 1.5, 0.1, 1 / 3, 2 / 3, 123456.0, 123456.789, 1e10, 1e21, 9.99999, 0.00012345, 1e-10, 5e-324, 1.7976931348623157e308, -2.5, 99.5, 0.05, 0.95, 12345678.9, 1e16, np.nan, np.inf, -np.inf, 3.0, 100.0, 1e5, 2.675]
floats = []
for _ in range(900):
    k = {}
    for name, chance, choices in (('precision', .6, [0, 1, 2, 3, 5, 10, 20]), ('unique', .4, [True, False]), ('trim', .6, list('k.0-')), ('sign', .3, [True]), ('pad_left', .2, [0, 1, 3, 10]), ('min_digits', .3, [0, 1, 3, 6])):
        if random.random() < chance:
            k[name] = random.choice(choices)
    x, dtype, scientific = random.choice(VALUES), random.choice(['float64', 'float64', 'float32']), random.random() < .5
    if scientific:
        if random.random() < .3:
            k['exp_digits'] = random.choice([1, 2, 3, 4])
        # NumPy leaves a bare point here now and then.
        if k.get('trim') == '-' and (k.get('min_digits') or k.get('unique') is False):
            continue
    else:
        if random.random() < .3:
            k['fractional'] = False
        if random.random() < .2:
            k['pad_right'] = random.choice([0, 1, 3, 10])
        # NumPy counts the 0 before the point here, but not where it cuts digits off.
        if k.get('fractional') is False and (k.get('min_digits') or k.get('unique') is False and abs(x) < 1):
            continue
    # With precision 0 NumPy does not check min_digits.
    if k.get('precision') == 0 and k.get('min_digits'):
        continue
    f = np.format_float_scientific if scientific else np.format_float_positional
    floats.append([int(scientific), packed(np.array(x).astype(dtype)), k, attempt(lambda: f(np.dtype(dtype).type(x), **k))])

bases = [[n, b, p, np.base_repr(n, b, p)] for n in (0, 1, -1, 5, 10, -255, 12345) for b in (2, 3, 8, 10, 16, 36) for p in (0, 3)]
binaries = [[n, w, attempt(lambda: np.binary_repr(n, w))] for n in (0, 1, 2, 3, 5, 127, 128, 255, -1, -2, -3, -4, -5, -127, -128, -129) for w in (None, 0, 1, 2, 3, 4, 8, 9, 16)]

# ---- reading ----
read = []


def reading(which, text, **k):
    result = attempt(lambda: packed(getattr(np, which)(io.StringIO(text), **k)))
    k = {name: (v.__name__ if isinstance(v, type) else list(v) if isinstance(v, tuple) else v) for name, v in k.items()}
    if 'dtype' in k:
        k['dtype'] = k['dtype'] and str(np.dtype(k['dtype']))
    read.append([which, text, k, result])


both = [
    ('1 2\n3 4', {}), ('1 2 3', {}), ('5', {}), ('5', {'ndmin': 1}), ('1 2 3', {'ndmin': 2}), ('1\n2', {'ndmin': 2}), ('1\n2', {'ndmin': 1}), ('', {}), ('', {'ndmin': 2}), ('1,2\n3,4', {'delimiter': ','}), ('1, 2 ,3', {'delimiter': ','}),
    ('# a\n1 2 # b\n\n3 4\n', {}), ('1 2\n3', {}), ('1 2 3\n4 5 6', {'usecols': (2, 0)}), ('1 2 3\n4 5 6', {'usecols': -1}), ('1 2', {'usecols': 5}), ('1 2 3\n4 5 6', {'usecols': [1], 'ndmin': 2}), ('1 2\n3 4\n5 6', {'max_rows': 2}),
    ('inf nan -Infinity +NaN -0 1e400 1e-400 .5 5. +1E+2', {}), ('1+2j (3-4j) 1j 2 -1.5e3-2j nan+infj', {'dtype': complex}), ('1 2', {'dtype': int}), ('1.5 2', {'dtype': 'f4'}), ('300 -1', {'dtype': 'i2'}), ('18446744073709551615', {'dtype': 'u8'}),
    ('9007199254740993 -9223372036854775808', {'dtype': int}), ('  1   2  \n\t3\t4', {}), ('1\r\n2', {}), ('1 2', {'comments': None}), ('1;2;3', {'delimiter': ';'}), ('1,2#3', {'delimiter': ','}), ('1 2 % x\n3 4', {'comments': '%'}), ('\n\n1 2\n', {}),
]
for text, k in both:
    reading('loadtxt', text, **k)
    reading('genfromtxt', text, **k)
for text, k in [
    ('1.0 2', {'dtype': int}), ('1 0 2', {'dtype': bool}), ('True', {'dtype': bool}), ('300', {'dtype': 'i1'}), ('-1', {'dtype': 'u1'}), ('9223372036854775808', {'dtype': int}), ('1 + 2j', {'dtype': complex, 'delimiter': ','}), ('1,,3', {'delimiter': ','}), ('1,2,', {'delimiter': ','}),
    ('a b\n1 2', {'skiprows': 1}), ('\n\n1 2\n', {'skiprows': 1}), ('1 2', {'skiprows': 5}), ('1 2\n3 x', {}), ('0x10', {}), ('1_0', {}), ('1d5', {}), ('%1\n1//2', {'comments': ['%', '//']}), ('"1";"2"', {'delimiter': ';', 'quotechar': '"'}), ('"1,5";2', {'delimiter': ';', 'quotechar': '"'}),
    ('"1" "2"', {'quotechar': '"'}), ('"1 2"', {'quotechar': '"'}), ("'1','2'\n3,'4'", {'delimiter': ',', 'quotechar': "'"}), ('1;2', {'delimiter': ';;'}), ('1,2\n,\n', {'delimiter': ','}), ('1 2\n3 4', {'max_rows': 0}), ('  \n1,2', {'delimiter': ','}), ('1 2', {'delimiter': ' '}), ('1  2', {'delimiter': ' '}),
    ('1 ,2\n', {'delimiter': ',', 'dtype': int}), ('1 2 3\n4 5', {'usecols': [0]}), ('1 2 3\n4 5', {'usecols': [2]}), ('１', {}), ('1\xa02', {}),
]:
    reading('loadtxt', text, **k)
for text, k in [
    ('1,,3', {'delimiter': ','}), ('1,x,3', {'delimiter': ','}), ('1,x,3', {'delimiter': ',', 'loose': False}), ('1,,3', {'delimiter': ',', 'dtype': int}), ('1,,3', {'delimiter': ',', 'dtype': int, 'filling_values': 7}), ('1,,3\n,,', {'delimiter': ',', 'filling_values': [7, 8, 9]}),
    ('1,N/A,3', {'delimiter': ',', 'missing_values': 'N/A', 'filling_values': 0}), ('1 2\n3\n4 5', {'invalid_raise': False}), ('12345\n67890', {'delimiter': (2, 3)}), ('12345\n67890', {'delimiter': 2}), ('a b\n1 2\n3 4', {'skip_header': 1}),
    ('1 2\n3 4\nend of file', {'skip_footer': 1}), ('1 2\n3 4\n\n\n', {'skip_footer': 1}), ('1 2\n3 4', {'dtype': None}), ('1.5 2.5\n3 4', {'dtype': None}), ('True False\ntrue FALSE', {'dtype': None}), ('1j 2\n3 1j', {'dtype': complex}), ('12345678901234567890', {'dtype': None}), ('1,\n,2', {'delimiter': ',', 'dtype': None}),
    ('1.5,2', {'delimiter': ',', 'dtype': int}), ('1||2', {'delimiter': '||'}), ('1 2\n3 4', {'usecols': 1}), ('1,2\n\n3,4', {'delimiter': ','}), ('1;2;', {'delimiter': ';'}), (',\n1,2', {'delimiter': ','}), ('0x10', {}), ('300', {'dtype': 'i1'}), ('true,x,1', {'dtype': bool, 'delimiter': ','}),
    ('1 2 3\n4 5 6', {'max_rows': 1}), ('1 2\n3 4\n5 6\n', {'max_rows': 2, 'skip_header': 1}), (',2', {'delimiter': ',', 'dtype': complex}),
]:
    reading('genfromtxt', text, **k)

named = []
for text, k in [('a b\n1 2\n3 4', {'names': True}), ('# a b\n1 2\n3 4', {'names': True}), ('1 2\n3 4', {'names': 'x,y'}), ('1 2\n3 4', {'names': 'x,y', 'usecols': ['y']}), ('a,b\n1,2.5\n3,4', {'names': True, 'delimiter': ',', 'dtype': None}), ('a a b_c\n1 2 3\n4 5 6', {'names': True}),
                ('a b,c$\n1,2\n3,4', {'names': True, 'delimiter': ','}), ('x y\n1 2\n3 4', {'skip_header': 1, 'names': ['a', 'b']}), ('a,b\n1,\n,4', {'names': True, 'delimiter': ',', 'filling_values': {'b': 9}, 'dtype': None})]:
    r = np.genfromtxt(io.StringIO(text), **k)
    named.append([text, k, {name: packed(r[name]) for name in r.dtype.names}])

# ---- writing ----
written = []


def writing(a, **k):
    out = io.StringIO()
    written.append([packed(a), k, attempt(lambda: (np.savetxt(out, np.asarray(a), **k), out.getvalue())[1])])


x = np.array([[1.5, -2, 1 / 3], [1e10, 1e-5, 123456.789]])
for fmt in ('%.18e', '%d', '%i', '%g', '%.3g', '%G', '%f', '%.0f', '%8.3f', '%-9.2f|', '%+.1E', '%05d', '% .2f', '%s', '%#.0f', '%#g', '%.10g', '%x', '%%%d', '%d %f %g', ['%d', '%.2f', '%g'], ['%d', '%f'], 'no', '%5.1f%%', '%q', '%08.2f', '%e', '%.0e'):
    writing(x, fmt=fmt)
ints = np.array([[0, 255, -7], [12, 100000, 3]])
for fmt in ('%d', '%x', '%X', '%o', '%#x', '%5d', '%-5d|', '%05d', '%+d', '%.4d', '%e', '%g', '%s', '%.1f'):
    writing(ints, fmt=fmt)
special = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, 1.7976931348623157e308, 0.5, 1.5, 2.5, 1e22, 123456789.0, 0.0001, 0.00001])
for fmt in ('%g', '%e', '%f', '%8.2f', '%s', '%.0f', '%E', '%+g', '%.17g'):
    writing(special, fmt=fmt)
writing(special, fmt='%d')
writing(np.array([2**63 - 1, -2**63]), fmt='%d')
writing(np.array([2**64 - 1], 'u8'), fmt='%d')
writing(np.array([0.1, 1e20], 'f4'), fmt='%s')
writing(np.array([0.1, 1e20], 'f4'))
writing(np.array([True, False]))
writing(np.array([True, False]), fmt='%d')
writing(np.array([True, False]), fmt='%s')
z = np.array([[1 + 2j, 3 - 4.5j], [0, -1j]])
for k in ({}, {'fmt': '%.2f'}, {'fmt': '%.1f+%.1fj'}, {'fmt': '%.1f %.2f; %.1f %.2f'}, {'fmt': ['%.1f%+.1fj', '(%g,%g)']}, {'fmt': '%.1f %.1f'}):
    writing(z, **k)
writing(x, fmt='%g', delimiter=',', newline='\r\n', header='a,b\nc', footer='end', comments='# ')
writing(x, fmt='%g', delimiter=', ', header='x', comments='')
writing(np.arange(4), fmt='%d')
writing(np.zeros((0, 3)))
writing(np.zeros((2, 0)))
writing(5.0)
writing(np.zeros((1, 1, 1)))

path.write_text(json.dumps({'floats': floats, 'bases': bases, 'binaries': binaries, 'read': read, 'named': named, 'written': written}, separators=(',', ':')) + '\n')
print(len(floats), len(read), len(written), path.stat().st_size)
