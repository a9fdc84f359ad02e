"""Makes test/fixtures/ops: what NumPy gives for every row of the table, every dtype and every pair of dtypes.

    npm run build && python3 test/oracle/ops.py        (NumPy 2; the output is the same on every x86-64 Linux)

The rows are read from dist/, so a new row needs only a new run. index.json says where in values.bin what lies:

    inputs   per dtype ("special") and per dtype and domain ("random"): [offset, count]
    rows     per row, per operand dtypes joined by commas: [result dtype, offset], or null where NumPy refuses; a weak
             scalar operand is written "=2", "=2.5", "=true", "=1j"
    dtype    per row and dtype of the operands, the values of the option dtype that NumPy takes

test/operands.ts builds the operands from the inputs as `operands` below does. Results are those of NumPy, but for: float16 (which
Lanewise has not: computed in float32), 1 / 0 of integers (0 here), exp log sin cos power and their kin of real numbers (computed in a wider type
and rounded, as NumPy's own are up to 4 ulp off), products of complex numbers (by the definition, as NumPy's may use FMA), log1p of complex
numbers (without NumPy's loss near 0), sinc (with the product by pi reduced exactly). The cases of
reductions and of the ufunc methods are described at their functions below.
"""

import json
import math
import pathlib
import subprocess
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "test" / "fixtures" / "ops"
DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128".split()
WIDE = {"float32": np.float64, "float64": np.longdouble}
WIDER = set("exp log sin cos power float_power exp2 expm1 log2 log10 log1p cbrt logaddexp logaddexp2 sinh cosh tanh i0 tan arcsin arccos arctan arctan2 arcsinh arccosh arctanh hypot".split())
PLAIN = {"i0"}  # functions of NumPy without the option dtype
SCALARS = {"=2": 2, "=-1": -1, "=300": 300, "=2.5": 2.5, "=true": True, "=1j": 1j}


def table():
    code = "import './dist/kernels.js'; import { rows } from './dist/table.js'; console.log(JSON.stringify(rows))"
    return json.loads(subprocess.run(["node", "--input-type=module", "-e", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def special(dtype):
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.array([0, 1], bool)
    if kind in "iu":
        i = np.iinfo(dtype)
        values = [0, 1, 2, 3, 7, i.max, i.max - 1, i.max // 2 + 1, 100] + ([-1, -2, -7, i.min, i.min + 1] if kind == "i" else [])
        return np.array(values, dtype)
    f = np.finfo(dtype)
    part = f.dtype.type
    if kind == "f":
        tiny, sub = f.tiny, f.smallest_subnormal
        values = [0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, -2.5, 3, -7.25, np.inf, -np.inf, np.nan, f.max, -f.max, tiny, sub, -sub, tiny - sub, 1 / f.eps + 1, -1e9 / 7, 1 + f.eps]
        return np.array(values, dtype)
    big = float(part(f.max)) / 4
    values = [(0, 0), (-0.0, 0), (0, -0.0), (1, 0), (-1, -0.0), (0, 1), (0, -1), (1, 2), (-3.5, 0.25), (0.5, -2), (np.nan, 1), (1, np.nan), (np.nan, np.nan),
              (np.inf, 1), (-np.inf, 0), (1, np.inf), (np.inf, -np.inf), (np.inf, np.nan), (big, 1), (float(f.tiny), -float(f.tiny))]
    return np.array(values, part).reshape(-1).view(dtype)


class Generator:
    """splitmix64, so that no change of NumPy's generators changes the fixtures."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & (2**64 - 1)
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
        return z ^ (z >> 31)

    def uniform(self):
        return (self.bits() >> 11) * 2.0**-53


def random(dtype, low, high, n=48):
    g = Generator(len(dtype) * 1000003 + DTYPES.index(dtype))
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.array([g.bits() & 1 for _ in range(n)], bool)
    if kind in "iu":
        i = np.iinfo(dtype)
        a, b = max(i.min, math.ceil(low)), min(i.max, math.floor(high))
        return np.array([a + g.bits() % (b - a + 1) if k % 4 else i.min + g.bits() % (i.max - i.min + 1) for k in range(n)], dtype)
    pick = lambda: low + (high - low) * g.uniform()
    if kind == "f":
        return np.array([pick() if k % 4 else round(pick()) for k in range(n)], dtype)
    return np.array([complex(pick() / 8, pick() / 8) for _ in range(n)], dtype)


def operands(dtypes, domain):
    """Of one dtype all pairs of special values, then random ones; of several a few of each."""
    s, r = [special(d) for d in dtypes], [random(d, *domain) for d in dtypes]
    if len(dtypes) == 1:
        return [np.concatenate([s[0], r[0]])]
    if len(set(dtypes)) == 1 and len(dtypes) == 2:
        k = len(s[0])
        return [np.concatenate([np.repeat(s[0], k), r[0]]), np.concatenate([np.tile(s[0], k), np.roll(r[0], 1)])]
    return [np.concatenate([[x[(i * (5 + 2 * o) + 3 * o) % len(x)] for i in range(8)], y[4 * o : 4 * o + 4]]).astype(d) for o, (x, y, d) in enumerate(zip(s, r, dtypes))]


def definition(name, args):
    a, b = np.broadcast_arrays(*(args if len(args) == 2 else (args[0], args[0])))
    out = np.empty(a.shape, a.dtype)
    out.real = a.real * b.real - a.imag * b.imag
    out.imag = a.real * b.imag + a.imag * b.real
    return out


def complex_log1p(z):
    """log1p with the real part from |1 + z|^2 - 1."""
    x, y = z.real.astype(np.longdouble), z.imag.astype(np.longdouble)
    w, near = np.log1p(z), np.log1p(x * (2 + x) + y * y) / 2
    w.real = np.where(np.isfinite(w.real) & np.isfinite(near), near, w.real)
    return w


def sinc(x, dtype=None):
    """sin(pi x) / (pi x) in a wider type, in the dtypes of a quotient; where x is not finite NumPy gives NaN."""
    one = np.ones(1, np.asarray(x).dtype)
    dtype = np.true_divide(one, one, dtype=dtype).dtype
    x = np.asarray(x, dtype)
    wide = x.astype(np.clongdouble if dtype.kind == "c" else np.longdouble)
    n, pi = np.rint(wide.real), np.longdouble("3.14159265358979323846264338327950288")
    y = np.where(wide == 0, 1, np.sin(pi * (wide - n)) / (pi * wide) * (1 - 2 * (n % 2)))
    return np.where(np.isfinite(x), y + 0, np.nan if dtype.kind == "f" else complex(np.nan, np.nan)).astype(dtype)


def plain(f):
    """With the option dtype, as a ufunc over floats would have it."""

    def call(x, dtype=None):
        if dtype is not None and not (np.dtype(dtype).kind == "f" and np.can_cast(np.asarray(x).dtype, dtype, "same_kind")):
            raise TypeError
        return f(x if dtype is None else np.asarray(x, dtype))

    return call


def of_row(name):
    """NumPy's function of a row; the rows of a function with several outputs have names of their own."""
    parts = {"frexp_mantissa": (np.frexp, 0), "frexp_exponent": (np.frexp, 1), "modf_fraction": (np.modf, 0), "modf_whole": (np.modf, 1)}
    if name in parts:
        f, index = parts[name]
        return lambda *args, **options: f(*args, **options)[index]
    return sinc if name == "sinc" else plain(getattr(np, name)) if name in PLAIN else getattr(np, name)


def evaluate(name, args, **options):
    """NumPy's result, or None where it refuses."""
    f = of_row(name)
    try:
        result = f(*args, **options)
    except (TypeError, OverflowError, ValueError):
        return None
    if result.dtype == np.float16 or name == "frexp_exponent" and np.asarray(args[0]).dtype.itemsize == 1:
        args = [np.asarray(a, np.float32) if i == 0 or name != "ldexp" else a for i, a in enumerate(args)]
        result = f(*args)
    if name == "reciprocal" and result.dtype.kind in "iu":
        result[args[0] == 0] = 0
    if name in ("multiply", "square") and result.dtype.kind == "c":
        result = definition(name, [np.asarray(a, result.dtype) for a in args])
    if name == "log1p" and result.dtype.kind == "c":
        result = complex_log1p(np.asarray(args[0], result.dtype))
    if name in WIDER and result.dtype.kind == "f":
        wide = f(*[np.asarray(a, result.dtype).astype(WIDE[result.dtype.name]) for a in args])
        result = wide.astype(result.dtype)
    return result


class Store:
    def __init__(self):
        self.data = bytearray()
        self.seen = {}

    def put(self, array):
        array = np.ascontiguousarray(array)
        if array.dtype.kind in "fc":
            part = array.view(np.float32 if array.dtype.itemsize == (4 if array.dtype.kind == "f" else 8) else np.float64).copy()
            part[np.isnan(part)] = np.nan
            array = part
        raw = array.tobytes()
        if raw not in self.seen:
            self.data += b"\0" * (-len(self.data) % 16)
            self.seen[raw] = len(self.data)
            self.data += raw
        return self.seen[raw]


def elementwise(store):
    index = {"inputs": {"special": {}, "random": {}}, "rows": {}, "dtype": {}}
    for d in DTYPES:
        s = special(d)
        index["inputs"]["special"][d] = [store.put(s), len(s)]
    for row in table():
        name, kind, domain = row["name"], row["kind"], row["domain"]
        if kind not in ("unary", "binary", "ternary"):
            continue
        key = ",".join(str(x) for x in domain)
        if key not in index["inputs"]["random"]:
            index["inputs"]["random"][key] = {d: [store.put(random(d, *domain)), 48] for d in DTYPES}
        arity = {"unary": 1, "binary": 2, "ternary": 3}[kind]
        cases = index["rows"][name] = {}

        def record(key, args, **options):
            result = evaluate(name, args, **options)
            cases[key] = None if result is None else [result.dtype.name, store.put(np.broadcast_to(result, np.broadcast_shapes(*[np.shape(a) for a in args])))]

        def signed(d):
            return np.dtype(d).kind == "i"

        pairs = [[d] for d in DTYPES] if arity == 1 else [[a, b] for a in DTYPES for b in DTYPES] if arity == 2 else [[d] * 3 for d in DTYPES]
        for dtypes in pairs:
            args = operands(dtypes, domain)
            if name == "power" and np.result_type(*dtypes).kind in "iu":
                args[1] = np.where(args[1] < 0, ~args[1], args[1])
            record(",".join(dtypes), args)
        if arity == 2:
            for d in DTYPES:
                for text, x in SCALARS.items():
                    few = random(d, *domain)[:4]
                    if name == "power" and np.dtype(d).kind in "iub" and isinstance(x, int):
                        few = np.where(few < 0, ~few, few) if d != "bool" else few
                    record(f"{d},{text}", [few, x])
                    if name != "ldexp":
                        record(f"{text},{d}", [x, few])
        # for each dtype of the operands, the values of the option dtype that NumPy takes
        like = {"isposinf": "isfinite", "isneginf": "isfinite"}.get(name, name)  # which are functions of NumPy, without a dtype
        index["dtype"][name] = {d: [e for e in DTYPES if evaluate(like, [np.ones(2, d)] * arity, dtype=e) is not None and (like == name or evaluate(name, [np.ones(2, d)] * arity) is not None)] for d in DTYPES}
    return index


def data(dtype, shape, nan=False):
    n = math.prod(shape)
    kind = np.dtype(dtype).kind
    r = random(dtype, -100, 100, max(n, 1))[:n]
    if kind == "f" and nan:
        r[[k for k in (5, 11, 300) if k < n]] = np.nan
    return r.reshape(shape)


class Numbered(dict):
    """Distinct values, numbered in the order they come."""

    def __call__(self, x):
        return self.setdefault(json.dumps(x), len(self))

    def list(self):
        return [json.loads(x) for x in self]


def reductions(store):
    """Each case is [function, input, options, result dtype (-1: NumPy refuses), result shape, offset / 16], the first five by number."""
    functions = ["sum", "prod", "max", "min", "any", "all", "mean", "var", "std", "argmax", "argmin", "count_nonzero", "cumsum"]
    inputs, choices, results = Numbered(), Numbered(), Numbered()
    cases = []
    shapes = {(): [None], (1,): [None, 0], (0,): [None, 0, -1], (7,): [None, 0, -1], (40,): [None], (3, 0): [None, 0, 1], (0, 3): [None, 0, 1], (5, 8): [None, 0, 1, -1, (0, 1)],
              (33, 19): [None, 0, 1], (2, 3, 4): [None, 0, 1, 2, -2, (0, 1), (0, 2), (1, -1), (0, 1, 2)], (3, 17, 5): [None, 1, (0, 2)]}
    few = {(2, 3, 4), (5, 8), (0, 3)}
    for dtype in DTYPES:
        kind = np.dtype(dtype).kind
        for shape, axes in shapes.items():
            for nan in ([False, True] if kind == "f" and shape == (5, 8) else [False]):
                x = data(dtype, shape, nan)
                place = inputs([dtype, list(shape), store.put(x)])

                def case(f, **options):
                    choice = choices(options)
                    if "where" in options:
                        options["where"] = (np.arange(x.size).reshape(shape) * 7 % 5 < 3)
                    try:
                        r = np.asarray(getattr(np, f)(x, **options))
                        assert r.dtype != np.float16
                        result = [DTYPES.index(r.dtype.name), results(list(r.shape)), store.put(r) // 16]
                    except (TypeError, ValueError, IndexError, OverflowError):
                        result = [-1, 0, 0]
                    cases.append([functions.index(f), place, choice, *result])

                for f in functions:
                    for axis in axes:
                        if isinstance(axis, tuple) and f in ("argmax", "argmin", "cumsum"):
                            continue
                        case(f, axis=axis)
                        if shape in few and f != "cumsum" and axis not in (-1, -2, 2):
                            case(f, axis=axis, keepdims=True)
                            if f in ("sum", "prod", "max", "min"):
                                case(f, axis=axis, initial=3)
                                if not isinstance(axis, tuple):
                                    case(f, axis=axis, initial=1, where="mask")
                            if f in ("sum", "prod", "mean", "var", "std", "any", "all", "max") and not isinstance(axis, tuple):
                                case(f, axis=axis, where="mask")
                            if f in ("var", "std"):
                                case(f, axis=axis, ddof=1)
                    if shape == (5, 8) and not nan and f in ("sum", "prod", "mean", "cumsum", "var"):
                        for d in (["float32", "float64"] if kind != "c" else []) if f == "var" else ["int16", "int64", "uint8", "float32", "float64", "complex128"]:
                            case(f, axis=0, dtype=d)
    return {"functions": functions, "inputs": inputs.list(), "options": choices.list(), "shapes": results.list(), "cases": cases}


def methods(store):
    """Each case is [row, method, dtype, axis, offsets of (4, 6) and (3, 2) operands, [result dtype, shape, offset] or null where NumPy refuses]."""
    cases = []
    for row in table():
        if row["kind"] != "binary":
            continue
        name = row["name"]
        f = getattr(np, name)
        for d in DTYPES:
            x = random(d, *row["domain"])[:24].reshape(4, 6)
            y = random(d, *row["domain"])[24:30].reshape(3, 2)
            if name == "power" and np.dtype(d).kind in "iu":
                x, y = [np.where(v < 0, ~v, v) for v in (x, y)]
            px, py = store.put(x), store.put(y)
            try:
                if f(x, x).dtype == np.float16:
                    x, y = np.asarray(x, np.float32), np.asarray(y, np.float32 if name != "ldexp" else d)
            except TypeError:
                pass
            for method, axis in [("reduce", 0), ("reduce", 1), ("accumulate", 0), ("accumulate", 1), ("outer", None)]:
                if name == "ldexp" and axis is not None:
                    continue
                try:
                    r = f.outer(x, y) if axis is None else getattr(f, method)(x, axis=axis)
                    if name == "arctan2" and method == "reduce":  # NumPy 2.4's is wrong along a contiguous axis
                        r = f.accumulate(x, axis=axis).take(-1, axis)
                    if name == "multiply" and r.dtype.kind == "c" and axis is None:
                        r = definition(name, [np.broadcast_to(x[..., None, None], r.shape), np.broadcast_to(y, r.shape)])
                    r = np.asarray(r)
                    result = [r.dtype.name, list(r.shape), store.put(r)]
                except (TypeError, ValueError):
                    result = None
                cases.append([name, method, d, axis, px, py, result])
    return cases


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    store = Store()
    index = elementwise(store)
    index["reductions"] = reductions(store)
    index["methods"] = methods(store)
    (OUT / "values.bin").write_bytes(bytes(store.data))
    (OUT / "index.json").write_text(json.dumps(index, separators=(",", ":")) + "\n")
    print(len(store.data), (OUT / "index.json").stat().st_size)


main()
