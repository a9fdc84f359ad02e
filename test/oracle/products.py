"""Writes test/fixtures/products.json: NumPy's results of single calls of products. Numbers are quarters, so that no order of summation
is better than another, and results are exact.

A case is [function, arguments, options, result], as in numerics.py. Some results of random numbers are in there, too, under a second key.
"""
import json
import math
import pathlib
import warnings

import numpy as np

warnings.simplefilter('ignore')
rng = np.random.default_rng(11)
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'products.json'
REAL = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64']
ALL = REAL + ['complex64', 'complex128']


def some(dtype, *shape, largest=500):
    n, d = int(np.prod(shape)), np.dtype(dtype)
    if d.kind == 'b':
        a = rng.random(n) < 0.4
    elif d.kind in 'iu':
        info = np.iinfo(d)
        a = rng.integers(max(info.min, -largest), min(info.max, largest), n)
    else:
        a = np.round(rng.normal(size=n) * 16) / 4 + (1j * np.round(rng.normal(size=n) * 16) / 4 if d.kind == 'c' else 0)
    return np.asarray(a).astype(d).reshape(shape)


def wild(dtype, *shape):
    return some(dtype, *shape, largest=2**40)


def code(x):
    if isinstance(x, (np.ndarray, np.generic)):
        x = np.asarray(x)
        return {'d': x.dtype.name, 's': list(x.shape), 'h': np.ascontiguousarray(x).tobytes().hex()}
    if isinstance(x, (list, tuple)):
        return [code(y) for y in x]
    if x is Ellipsis:
        return '...'
    return 'NaN' if isinstance(x, float) and math.isnan(x) else x


cases = []


def case(name, *args, **options):
    f = np
    for part in name.split('.'):
        f = getattr(f, part)
    given = {k: code(v) for k, v in options.items()}
    coded = code(args)
    try:
        result = code(f(*args, **options))
    except Exception as error:
        # One dtype is enough to see that something is refused for its shapes.
        if any(isinstance(a, np.ndarray) and a.dtype.name in ('complex64', 'int8') for a in args) and not options:
            return
        result = {'error': type(error).__name__}
    cases.append([name, coded, given, result])


shapes = [((), (3,)), ((3,), (3,)), ((3,), (4,)), ((0,), (0,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((2, 3), (2, 3)), ((2, 0), (0, 3)), ((0, 3), (3, 2)),
          ((1, 3), (3, 1)), ((3, 1), (1, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (5, 3, 4)), ((5, 2, 3), (4, 3, 2)), ((1, 2, 3), (5, 3, 4)), ((4, 1, 2, 3), (5, 3, 2)),
          ((3,), (5, 3, 4)), ((5, 2, 3), (3,)), ((5, 3, 0), (5, 0, 2)), ((0, 2, 3), (3, 2)), ((2, 1), (2, 3)), ((3, 1), (3, 1)), ((7, 3), (7, 3)), ((2, 1, 3), (4, 3)), ((), ()), ((1, 1), (1, 1)), ((2, 2, 2), (2, 2, 2)), ((1, 3), (2, 3))]
for a, b in shapes:
    for d in ['float64', 'complex64', 'int8']:
        x, y = some(d, *a), some(d, *b)
        for f in ['matmul', 'dot', 'vdot', 'vecdot', 'matvec', 'vecmat', 'inner', 'outer', 'kron']:
            if x.size * y.size < 150 or f not in ('outer', 'kron', 'inner', 'dot'):
                case(f, x, y)
        for axes in [0, 1, 2]:
            if x.size * y.size < 150:
                case('tensordot', x, y, axes=axes)
for d in ALL:
    for e in ALL:
        x, y = some(d, 3, 4), some(e, 4, 2)
        case('matmul', x, y)
        case('vecdot', x, some(e, 3, 4))
        case('dot', some(d, 4), some(e, 4))
        case('vdot', some(d, 4), some(e, 4))
    x, y = wild(d, 5, 17), wild(d, 17, 6)
    case('matmul', x, y)
    case('matmul', x, wild(d, 17))
    case('inner', x, wild(d, 3, 17))
    case('outer', wild(d, 3), wild(d, 4))
    case('kron', wild(d, 2, 3), wild(d, 3, 2))
    case('vecdot', wild(d, 3, 5), wild(d, 3, 5), axis=0)
    case('vecdot', some(d, 2, 3, 5), some(d, 3, 1), axis=-2)
    case('vecdot', some(d, 3, 5), some(d, 3, 5), axis=0, keepdims=True)
    case('vecdot', some(d, 3), some(d, 3), keepdims=True)
    for o in ['bool', 'int8', 'int32', 'float32', 'complex128']:
        case('matmul', some(d, 2, 3), some(d, 3, 2), dtype=o)
        case('matmul', some(d, 2, 3), some(d, 3, 2), dtype=o, casting='safe')
        case('matmul', some(d, 2, 3), some(d, 3, 2), out=np.zeros((2, 2), o))
        case('outer', some(d, 2), some(d, 3), out=np.zeros((2, 3), o))
    case('dot', some(d, 2, 3), some(d, 3, 2), out=np.zeros((2, 2), d))
    case('matmul', some(d, 2, 3), some(d, 3, 2), out=np.zeros((5, 2, 2), d))
    case('matmul', some(d, 1, 2, 3), some(d, 3, 2), out=np.zeros((5, 2, 2), d))
    case('matvec', some(d, 2, 3), some(d, 4, 3), out=np.zeros((4, 2), d))
    case('vecmat', some(d, 3), some(d, 4, 3, 2), out=np.zeros((4, 2), d))
    case('matmul', some(d, 2, 3), some(d, 3, 2), out=np.zeros((2, 3), d))
    case('matmul', some(d, 3), some(d, 3), out=np.zeros((), d))
    case('linalg.outer', some(d, 2), some(d, 3))
    case('linalg.vecdot', some(d, 2, 3), some(d, 3))
    case('linalg.matmul', some(d, 2, 3), some(d, 3))
    case('linalg.diagonal', some(d, 2, 3, 3), offset=1)
    case('linalg.trace', some(d, 2, 3, 3), offset=-1)
    case('linalg.matrix_transpose', some(d, 2, 3, 4))
    case('linalg.tensordot', some(d, 2, 3), some(d, 3, 2), axes=1)
    case('linalg.tensordot', some(d, 2, 3), some(d, 2, 3))
    case('linalg.cross', some('float32' if d == 'bool' else d, 2, 3), some('float32' if d == 'bool' else d, 3))
    for n in range(8):
        case('linalg.matrix_power', wild(d, 3, 3) if d in REAL[:9] else rng.integers(-2, 3, (3, 3)).astype(d), n)
    case('linalg.matrix_power', some(d, 2, 3, 3), 3)
    case('linalg.multi_dot', [some(d, 3, 2), some(d, 2, 5), some(d, 5, 1), some(d, 1, 4)])
    case('linalg.multi_dot', [some(d, 2), some(d, 2, 5), some(d, 5)])
    case('linalg.multi_dot', [some(d, 2, 5), some(d, 5, 3), some(d, 3)])
    case('linalg.multi_dot', [some(d, 5), some(d, 5, 3)])
case('linalg.outer', some('int8', 2, 2), some('int8', 3))
case('linalg.multi_dot', [some('int8', 2, 2)])
case('linalg.multi_dot', [some('int8', 2, 2), some('int8', 3, 2)])
case('linalg.multi_dot', [some('int8', 2, 2), some('int8', 2, 2, 2), some('int8', 2, 2)])
case('linalg.multi_dot', [some('int8', 2, 2), some('float32', 2, 2), some('float64', 2, 2)], out=np.zeros((2, 2)))
case('linalg.matrix_power', some('int8', 2, 3), 2)
case('linalg.matrix_power', some('int8', 2, 2), 1.5)
for axes in [[(-2, -1), (-2, -1), (-2, -1)], [(0, 1), (0, 1), (0, 1)], [(2, 0), (1, 2), (0, 2)], [(0, 0), (0, 1), (0, 1)], [(0, 1), (0, 1)], [0, 1, 2]]:
    case('matmul', some('float64', 3, 3, 3), some('float64', 3, 3, 3), axes=axes)
    case('matmul', some('int16', 3, 3, 3), some('int16', 3, 3, 3), axes=axes, out=np.zeros((3, 3, 3)))
case('matvec', some('int16', 3, 4, 5), some('int16', 3, 5), axes=[(1, 0), 0, 0])
case('matvec', some('int16', 3, 4, 5), some('int16', 3, 5), axes=[(1, 0), 0, -1])
case('vecdot', some('int16', 3, 4, 5), some('int16', 3, 5), axes=[1, 0])
case('vecdot', some('complex64', 3, 4, 5), some('int16', 4, 5), axes=[1, 0])
for axes in [(1, 0), (0, 1), ([0, 1], [1, 0]), ([1, 0], [0, 1]), ([-1], [0]), ([], []), ([0, 0], [1, 1]), ([0], [0, 1]), ([2], [0]), 3]:
    case('tensordot', some('float64', 3, 3), some('float64', 3, 3), axes=axes)
    case('tensordot', some('int64', 2, 3, 3), some('int64', 3, 3, 4), axes=axes)
for d in ['float32', 'float64', 'complex64', 'complex128']:
    x, y = some(d, 3, 4), some(d, 4, 3)
    x[1, 2], y[2, 1], y[0, 0] = np.nan, np.inf, -np.inf
    for f in ['matmul', 'dot', 'inner', 'kron', 'vdot']:
        if d[0] == 'f':
            case(f, x, y.T if f == 'inner' else y)
for d in ALL:
    for n, m in [(7, 3), (3, 7), (4, 4), (1, 5), (6, 2), (1, 1), (9, 4)]:
        for mode in ['full', 'same', 'valid']:
            case('convolve', wild(d, n), wild(d, m), mode)
            case('correlate', wild(d, n), wild(d, m), mode)
    case('convolve', some(d, 5), some('int16', 3))
    case('correlate', some('complex64', 5), some(d, 3), 'full')
    case('correlate', some(d, 3), some('complex64', 5), 'same')
case('convolve', some('int8', 0), some('int8', 3))
case('correlate', some('int8', 3), some('int8', 0))
case('convolve', some('int8', 2, 3), some('int8', 3))
case('convolve', some('int8'), some('int8', 3))
case('correlate', some('int8', 3), some('int8'), 'full')
case('convolve', some('int8', 3), some('int8', 3), 'none')

# Expressions with the lengths of their labels; A to Z are 1 to 26 long by place in the alphabet unless given, dots take 2 and 3.
SIZES = dict(i=2, j=3, k=4, l=5, m=2, n=3, p=1, q=0)
EXPRESSIONS = """
i i->i i-> ij ji ij->ji ij->ij ij->i ij->j ij-> ii ii->i ii-> iij iij->ij iij->j iji->j iji->ij iii iii->i iii-> ijij ijij->ij ijij->ji ijji->i iijj iijj->ij ijk->kji kji ijk->j
p p-> pi ip->i pp pp->p q q-> qi->i iq->i qq qq->q qiq->i
i,i i,i->i i,i-> i,j i,j->ij i,j->ji i,j-> i,j->i i,j->j ,i i,-> , ,-> i,ij i,ij->i i,ij->j i,ij->ij i,ij->ji j,ij->i
ij,jk ij,jk->ik ij,jk->ki ij,kj ij,kj->ik ji,jk ji,kj ij,jk->ijk ij,jk->kji ij,jk-> ij,jk->i ij,jk->k ij,jk->j ij,ij ij,ij->i ij,ij->j ij,ij->ij ij,ji ij,ji->ij ij,kl ij,kl->ijkl ij,kl->lkji ij,kl->ik ij,kl->
ijk,ikl ijk,ikl->ijl ijk,ikl->jil ijk,ikl->jli ijk,ikl->lji ijk,kl->ijl ijk,jkl->il ijk,kjl->il ijk,lkj->il ijk,jil->kl ijk,jil->lk jik,ijl->kl ijk,ijk ijk,ijk->k ijk,kji->j ijk,jl->ilk ijk,il->jkl ijk,jkl->ijl
ijkl,klmn->ijmn ijkl,lkmn->nmji ijkl,mjnl->imkn ikjl,kmln->ijmn ijkl,jl->ik ijkl,il->kj ijkl,ki->jl ijkm,ml->ijkl
ii,ij ii,ij->j ii,jj iij,jk->ik iij,jk->k ii,jj->ij iji,jk->k iji,kjk->ik
pi,ij pi,ij->j ip,pj ip,pj->ij ip,jp->ij pij,pjk->pik pij,jk->pik ijp,pk->ijk
qi,ij->qj iq,qj->ij iq,qj iqj,qjk->ik i,q->iq i,q-> q,q q,q->q
i,i,i i,i,i->i i,j,k i,j,k->kji i,j,k-> ij,jk,kl ij,jk,kl->il ij,jk,kl->li ij,jk,ki ij,jk,kl-> ij,jk,kl->ijkl ij,ik,il->jkl ij,ik,il->i ij,ik,il-> ijk,ij,k ijk,i,j,k ijk,il,jm,kn->lmn ij,kj,lk,ml->im i,ij,j i,ij,j-> ij,j,jk,k->i ij,jk,kl,lm,mn->in ij,kl,mn ij,kl,mn->
ij,ij,ij ij,jk,ik-> ij,jk,ik->ij ii,jj,kk ii,ij,jj->ij ij,jk,kl,ln,nm->im ij,,k->ik ,,
... ...-> ...->... i...->... i...->i... ...i->i... ...i ...i->... i... i...->...i i...j->j...i ...ij->...ji i...i i...i->... ...ii->...i ...->
...,... ...,...->... i...,i... i...,i...->... ...i,...i ...i,...i->... ...ij,...jk ...ij,...jk->...ik ij...,jk...->ik... ij...,jk... i...j,j...k->i...k i...,... ...,i ...,i->...i ...i,i ...i,i->...i ...i,ij->...j
ij...,i->...j ...ij,jk,kl->...il ...,...,... i...,j...,...->ij... ij,...->...ij ...ij,...jk,...kl->...li
""".split()
DOTS = [(2, 3), (3,), ()]


def shaped(term, dots):
    before, _, after = term.partition('...')
    return (*(SIZES[c] for c in before), *(dots if '...' in term else ()), *(SIZES[c] for c in after))


for e, expression in enumerate(EXPRESSIONS):
    terms = expression.split('->')[0].split(',')
    for d in ['float64', ALL[e % len(ALL)]]:
        case('einsum', expression, *[some(d, *shaped(t, DOTS[0])) for t in terms])
    if '.' in expression:
        for shift in [1, 2]:
            case('einsum', expression, *[some('int32', *shaped(t, DOTS[(i + shift) % 3])) for i, t in enumerate(terms)])
    # Lengths of 1 are repeated.
    if len(terms) > 1 and 'q' not in expression:
        case('einsum', expression, *[some('int16', *((1 if rng.random() < 0.4 else n) for n in shaped(t, (2,)))) for t in terms])
    if expression != '...->':  # which NumPy's own finder of paths takes
        case('einsum', expression, *[some('int16', *shaped(t, DOTS[0])) for t in terms], optimize=[True, False, 'greedy', 'optimal'][e % 4])
for d, e in [('float32', 'int32'), ('int8', 'uint8'), ('bool', 'complex64'), ('uint64', 'int64'), ('bool', 'int8')]:
    for expression in ['ij,jk', 'ij,ij->i', 'i,j', 'ijk,kjl->il']:
        case('einsum', expression, *[some(x, *shaped(t, ())) for x, t in zip([d, e], expression.split('->')[0].split(','))])
for expression in [' i j , j k -> i k ', 'ij , jk', ' ij ', 'iJ,Jk', 'Zi,iA', 'bA,Ba', 'aB->Ba']:
    case('einsum', expression, *[some('int16', *[3] * len(t.strip().replace(' ', ''))) for t in expression.split('->')[0].split(',')])
x, y = some('int32', 2, 3), some('int32', 3, 4)
for args in [(x, [0, 1]), (x, [1, 0]), (x, [0, 1], y, [1, 2]), (x, [0, 1], y, [1, 2], [2, 0]), (x, [0, 1], y, [1, 2], []), (x, [..., 0], y, [0, 1]), (x, [..., 7], y, [7, 51], [51, ...]), (x, [30, 4], y, [4, 2]),
             (x, [0, 52]), (x, [0, -1]), (x, [0, 1.5]), (x, [0, 1], [2]), (x, [0, 1], [0, 0]), (x, [0]), (x, [0, 1, 2]), (x, [..., ...]), (x, ['a', 'b'])]:
    case('einsum', *args)
for expression in ['ij->k', 'ij->jj', 'ijk', 'i', 'ii', 'ij->i->j', 'i1', '', 'ij-i', '..ij', 'i.j..', 'ij,', 'ij,j', '...ij...', 'ij>', 'ij->>', '->', 'ij->i,j', 'i\u00e4', 'ij->...', '...->', '...j->j', 'i-j', 'ij- >', 'i j . . .', '. . . j']:
    case('einsum', expression, x)
for expression in ['ij,jk', 'ij,ij', 'ij,ik->jk', 'ij', 'ij,jk,kl', 'i...,...i', '...,...', '...i,...i', 'ij,jk->il']:
    case('einsum', expression, x, y)
for o in ['bool', 'int16', 'int32', 'float32', 'float64', 'complex128']:
    case('einsum', 'ij,jk', x, y, dtype=o)
    case('einsum', 'ij,jk', x, y, dtype=o, casting='unsafe')
    case('einsum', 'ij,jk', x, y, out=np.zeros((2, 4), o))
    case('einsum', 'ij,jk->ki', x, y, out=np.zeros((4, 2), o), casting='same_kind')
    case('einsum', 'ij->i', x, out=np.zeros(2, o))
    case('einsum', 'ij->j', x, dtype=o, casting='unsafe', out=np.zeros(3, 'complex128'))
case('einsum', 'ij,jk', x, y, out=np.zeros((4, 2)))
case('einsum', 'ij,jk,kl,lm->im', *[some('int8', 3, 3) for _ in range(4)], optimize=['einsum_path', (0, 2), (0, 2), (0, 1)])
case('einsum', 'ij,jk,kl,lm->im', *[some('int8', 3, 3) for _ in range(4)], optimize=['einsum_path', (0, 1, 2), (0, 1)])
case('einsum', 'ij,jk,kl,lm->im', *[some('int8', 3, 3) for _ in range(4)], optimize=['einsum_path', (0, 1)])
case('einsum', 'ij,jk,kl,lm->im', *[some('int8', 3, 3) for _ in range(4)], optimize=['einsum_path', (0, 7), (0, 1), (0, 1)])
case('einsum', 'ij,jk,kl,lm->im', *[some('int8', 3, 3) for _ in range(4)], optimize='best')

# Random numbers: the order of summation is not NumPy's, so a test compares with a tolerance that grows with the number of products.
near = []
for d in ['float32', 'float64', 'complex64', 'complex128']:
    for m, k, n in [(3, 60, 5), (1, 300, 1), (9, 7, 5), (1, 100, 3)]:
        x, y = (rng.normal(size=s) + (1j * rng.normal(size=s) if d[0] == 'c' else 0) for s in [(m, k), (k, n)])
        x, y = x.astype(d), y.astype(d)
        near.append([k, code(x), code(y), code(x.astype(complex) @ y if d[0] == 'c' else x.astype(float) @ y)])

path.write_text(json.dumps({'exact': cases, 'near': near}, separators=(',', ':')).replace('],["', '],\n["'))
print(len(cases), 'cases,', sum(isinstance(c[3], dict) and 'error' in c[3] for c in cases), 'refused,', path.stat().st_size, 'bytes')
