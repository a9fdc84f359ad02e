"""Makes test/fixtures/accuracy/*.json: chosen inputs of the transcendental functions with results to far more digits than they have.

    python3 test/oracle/accuracy.py        (needs mpmath and NumPy)

The real functions come out the same on every machine, the complex ones to an ulp or two, as NumPy calls the system's.

Real functions, <op>_<dtype>.json, ops exp log sin cos sqrt power exp2 expm1 log2 log10 log1p cbrt sinh cosh tanh i0 logaddexp logaddexp2
tan arcsin arccos arctan arctan2 arcsinh arccosh arctanh hypot sinc, dtypes float32 float64:

    {"op", "dtype", "count", "x", "y" (of two operands), "bits", "rest"}

x, y and bits are bit patterns in hexadecimal, 8 (float32) or 16 (float64) digits a number, most significant first, one after the other in
one string. bits is the correctly rounded result and rest what rounding left out, in units in the last place of it: the true result
is value(bits) + rest ulp with |rest| <= 0.5. The ulp is the distance from |value(bits)| to the next larger number of the dtype,
the smallest subnormal for zero. So the error of a computed y, in ulp and without big numbers, is

    |(y - value(bits)) / ulp - rest|

where the difference is exact in float64 for both dtypes if y is near. For an infinite or NaN result rest is 0, and y
must be the same infinity, or any NaN; a zero result with rest 0 must have the same sign.

Complex functions, complex_<op>_<dtype>.json, ops multiply divide square conjugate absolute sqrt exp log sin cos power exp2 expm1 log2 log10
log1p sinh cosh tanh tan arcsin arccos arctan arcsinh arccosh arctanh sinc, dtypes complex64 complex128, results of NumPy (products by their
definition, as NumPy's own depend on the machine having FMA; what is finite of exp2, expm1, log1p and sinc by mpmath, as NumPy's lose digits
for large or small numbers):

    {"op", "dtype", "count", "x", "y" (multiply, divide, power), "result", "tolerance"}

x, y and result: (re, im) pairs in the same hexadecimal form; the result of absolute has one number each. A component agrees if it is NaN where the expected
one is, the same infinity, a zero where both are zero (sign included), and otherwise within tolerance * eps * |result| of the expected one
(eps = 2^-23, 2^-52), tolerance 0 meaning equal.
"""

import json
import pathlib
import random
import struct
from functools import partial

import mpmath
import numpy as np
from mpmath import mp, mpf

mp.prec = 1400
OUT = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "accuracy"


class Format:
    """A binary floating-point format: p bits of significand, least exponent of a subnormal, and its codec."""

    def __init__(self, name, p, least, largest, code, digits):
        self.name, self.p, self.least, self.largest, self.code, self.digits = name, p, least, largest, code, digits

    def bits(self, x):
        return struct.unpack(">Q" if self.digits == 16 else ">I", struct.pack(self.code, x))[0]

    def value(self, bits):
        return struct.unpack(self.code, struct.pack(">Q" if self.digits == 16 else ">I", bits))[0]

    def hex(self, x):
        return "7ff8000000000000"[: self.digits] if x != x and self.digits == 16 else "7fc00000" if x != x else f"{self.bits(x):0{self.digits}x}"

    def near(self, x):
        """The number of the format nearest to a real x, as a float."""
        x = mpf(x)
        if x == 0:
            return 0.0
        e = max(mpmath.frexp(x)[1] - self.p, self.least)
        y = mpmath.nint(x / mpf(2) ** e) * mpf(2) ** e  # ties to even
        sign = 1 if x > 0 else -1
        return sign * (float("inf") if abs(y) > self.largest else float(abs(y)))

    def ulp_exponent(self, x):
        return self.least if x == 0 else max(mpmath.frexp(mpf(x))[1] - self.p, self.least)

    def step(self, x, n):
        """The n-th neighbour of a positive x."""
        return self.value(self.bits(x) + n)

    def any(self, r):
        """A random finite number of any exponent."""
        while True:
            x = self.value(r.getrandbits(4 * self.digits))
            if x - x == 0:
                return x


FLOAT32 = Format("float32", 24, -149, mpf(2) ** 128 - mpf(2) ** 104, ">f", 8)
FLOAT64 = Format("float64", 53, -1074, mpf(2) ** 1024 - mpf(2) ** 971, ">d", 16)
INF, NAN = float("inf"), float("nan")


def split(f, true):
    """(rounded, rest) of a real number."""
    y = f.near(true)
    if y in (INF, -INF):
        return y, 0
    rest = (true - mpf(y)) / mpf(2) ** f.ulp_exponent(y)
    return y, round(float(rest), 4) + 0


def special_numbers(f):
    tiny, normal, big = f.value(1), f.value(f.bits(2.0 ** (f.least + f.p - 1))), float(f.largest)
    return [0.0, -0.0, INF, -INF, NAN] + [s * v for v in (tiny, 3 * tiny, f.step(normal, -1), normal, f.step(normal, 1), 1.0, 0.5, 2.0, 3.0, big, f.step(big, -1)) for s in (1, -1)]


def near_one(f, r):
    return [f.step(1.0, n) for n in (-3, -2, -1, 1, 2, 3)] + [f.near(1 + r.uniform(-1, 1) * 2.0 ** -r.randrange(1, f.p)) for _ in range(60)]


def unary_inputs(op, f, r):
    narrow = f is FLOAT32
    x = special_numbers(f)
    if op in HYPERBOLIC:
        x += [r.choice((-1, 1)) * f.near(mpf(2) ** r.uniform(-60, 6)) for _ in range(120)]
        x += [f.near(r.uniform(-4, 4)) for _ in range(120)] + [f.near(r.uniform(-100, 100)) for _ in range(60)]
        x += [f.near((k + mpf(1) / 2) * mp.log(2) / d) for k in range(-20, 20, 3) for d in (1, 128, 256)]
        x += [f.near(mpf(k) * t) for k in (1, -1) for t in TOPS[op](f) for k in (k, k * mpf("1.0000001"), k * mpf("0.9999999"), k * mpf("0.99"))]
        x += [float(k) for k in range(-40, 41, 5)] + [8.0, f.step(8.0, 1), f.step(8.0, -1)]
        if op == "exp2":
            x += [float(k) for k in range(f.least - 2, -f.least, 17)] + [f.near(r.uniform(f.least - 2, f.least + f.p)) for _ in range(60)]
    elif op in ("log2", "log10", "log1p"):
        x += near_one(f, r) + [abs(f.any(r)) for _ in range(120)]
        x += [f.near(mpf(b) ** k) for k in range(-40, 39) for b in (2, 10)]
        x += [f.near(mpf(2) ** k) for k in range(f.least, -f.least - 25, 13)]
        x += [f.near(r.uniform(0.6, 1.6)) for _ in range(60)] + [-f.near(r.uniform(0, 100)) for _ in range(4)]
        if op == "log1p":
            x += [r.choice((-1, 1)) * f.near(mpf(2) ** r.uniform(-60, 0)) for _ in range(120)]
            x += [-f.near(1 - mpf(2) ** -k) for k in range(1, f.p)] + [f.near(r.uniform(-1, 4)) for _ in range(120)]
    elif op in ("arcsin", "arccos", "arctanh"):
        signs = lambda values: [r.choice((-1, 1)) * f.near(v) for v in values]
        x += near_one(f, r) + signs([1 - mpf(2) ** -k * r.uniform(1, 2) for k in range(1, f.p) for _ in range(2)]) + [f.step(0.5, n) for n in range(-3, 4)]
        x += signs([r.uniform(0, 1) for _ in range(150)]) + signs([r.uniform(0.45, 0.55) for _ in range(60)]) + signs([mpf(2) ** r.uniform(-60, 0) for _ in range(80)])
    elif op in ("arctan", "arcsinh"):
        x += [f.near(r.uniform(-4, 4)) for _ in range(150)] + [r.choice((-1, 1)) * f.near(mpf(2) ** r.uniform(-40, 40)) for _ in range(150)] + [f.any(r) for _ in range(60)]
        x += [f.step(v, n) for v in (0.5, 1.0, 2.0, 2.0**28, 2.0**-12) for n in range(-3, 4)]
    elif op == "arccosh":
        x += near_one(f, r) + [f.near(1 + mpf(2) ** r.uniform(1 - f.p, 2)) for _ in range(150)] + [f.near(mpf(2) ** r.uniform(0, 40)) for _ in range(80)] + [abs(f.any(r)) for _ in range(60)]
        x += [f.step(2.0**28, n) for n in range(-3, 4)]
    elif op == "sinc":
        x += [float(k) for k in range(-8, 9)] + [k + 0.5 for k in range(-8, 9)] + [f.near(r.uniform(-3, 3)) for _ in range(150)] + [f.near(r.uniform(-100, 100)) for _ in range(80)]
        x += [f.near(k + mpf(2) ** -r.uniform(1, f.p)) for k in range(20)] + [r.choice((-1, 1)) * f.near(mpf(2) ** r.uniform(-40, 0)) for _ in range(40)] + [f.any(r) for _ in range(60)]
        x += [2.0 ** (f.p - 1) - 0.5, 2.0 ** (f.p - 2) + 0.5, 2.0 ** (f.p - 1) + 1, 2.0**f.p]
    elif op == "cbrt":
        x += [f.any(r) for _ in range(200)] + [f.near(r.uniform(0.3, 9)) for _ in range(150)]
        x += [f.near(mpf(k) ** 3) for k in range(-20, 21)] + [f.near(mpf(2) ** k) for k in range(f.least, -f.least - 25, 7)]
    elif op == "exp":
        top, bottom, subnormal = mp.log(f.largest), mp.log(mpf(2) ** (f.least - 1)), mp.log(mpf(2) ** (f.least + f.p - 1))
        for edge in (top, -bottom, -subnormal):
            e = f.near(edge)
            x += [(1 if edge is top else -1) * f.step(e, n) for n in range(-4, 5)]
        x += [f.near(r.uniform(float(bottom), float(subnormal))) for _ in range(60)]
        x += [f.near(r.uniform(float(subnormal), float(top))) for _ in range(150)]
        x += [f.near((k + mpf(1) / 2) * mp.log(2) / d) for k in range(-20, 20, 3) for d in (1, 128)]
        x += [r.choice((-1, 1)) * f.near(mpf(2) ** r.uniform(-60, 6)) for _ in range(60)]
    elif op in ("log", "sqrt"):
        x += near_one(f, r)
        x += [abs(f.any(r)) for _ in range(180)]
        x += [f.near(mpf(2) ** k * s) for k in range(f.least, f.least + f.p, 3) for s in (1, mpf(r.uniform(1, 2)))]
        x += [f.near(r.uniform(0.6, 1.6)) for _ in range(60)]
        x += [-f.near(r.uniform(0, 100)) for _ in range(4)]
    else:
        # as near as the format comes to k pi/2: the continued fraction of pi/2 finds the worst
        x += [f.near(k * mp.pi / 2) for k in list(range(1, 25)) + [r.randrange(1, 2**20) for _ in range(30)] + [r.randrange(1, 2**40) for _ in range(20)]]
        x += hardest_angles(f)
        x += [f.near(k * mp.pi / 4) for k in range(1, 16, 2)]
        x += [f.near(r.uniform(-30, 30)) for _ in range(100)]
        x += [r.choice((-1, 1)) * f.near(mpf(2) ** r.uniform(-40, 26)) for _ in range(80)]
        x += [f.any(r) for _ in range(120)]
        x += [1e22, 1e5, 1e6, 1e7] if not narrow else [f.near(v) for v in (1e5, 1e6, 1e7, 1e22)]
    return list(dict.fromkeys(f.hex(v) for v in x))


def hardest_angles(f):
    """Numbers m 2^e nearest to multiples of pi/2, one for each of some exponents e, from convergents of 2^e / (pi/2)."""
    found = []
    for e in range(-f.p + 1, 1024 - f.p if f is FLOAT64 else 128 - f.p, 1 if f is FLOAT32 else 13):
        t, (p0, q0), (p1, q1) = mpf(2) ** e * 2 / mp.pi, (0, 1), (1, 0)
        while True:
            a = int(mp.floor(t))
            p0, q0, p1, q1 = p1, q1, a * p1 + p0, a * q1 + q0
            if q1 >= 2**f.p or t == a:
                break
            t = 1 / (t - a)
        if q0 >= 2 ** (f.p - 6):
            found.append(float(mpf(q0) * mpf(2) ** e))
    return found


def exp2(x):
    return mpf(2) ** x


UNARY = {
    "exp": mp.exp, "log": mp.log, "sin": mp.sin, "cos": mp.cos, "sqrt": mp.sqrt, "exp2": exp2, "expm1": mp.expm1, "log2": lambda x: mp.log(x, 2), "log10": mp.log10,
    "log1p": mp.log1p, "cbrt": lambda x: mp.cbrt(x) if x > 0 else -mp.cbrt(-x), "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "i0": lambda x: mp.besseli(0, x),
    "tan": mp.tan, "arcsin": mp.asin, "arccos": mp.acos, "arctan": mp.atan, "arcsinh": mp.asinh, "arccosh": mp.acosh, "arctanh": mp.atanh,
    "sinc": lambda x: mp.sinpi(x) / (mp.pi * x),
}
# Where functions overflow, or come to their limit.
HYPERBOLIC = ("exp2", "expm1", "sinh", "cosh", "tanh", "i0")
TOPS = {
    "exp2": lambda f: [mp.log(f.largest, 2)], "expm1": lambda f: [mp.log(f.largest), f.p * mp.log(2)], "sinh": lambda f: [mp.log(f.largest), mp.log(2 * f.largest)],
    "cosh": lambda f: [mp.log(f.largest), mp.log(2 * f.largest)], "tanh": lambda f: [f.p * mp.log(2) / 2], "i0": lambda f: [mp.log(f.largest), mpf("91.9") if f is FLOAT32 else mpf("713.98")],
}


def unary(op, f, x):
    """(rounded, rest) with C99's special values."""
    if x != x:
        return NAN, 0
    if op == "exp":
        if x > 1000 or x < -1000:
            return (INF if x > 0 else 0.0), 0
        return split(f, mp.exp(mpf(x)))
    if op == "log":
        return (-INF, 0) if x == 0 else (NAN, 0) if x < 0 else (x, 0) if x == INF else split(f, mp.log(mpf(x)))
    if op == "sqrt":
        return (x, 0) if x == 0 or x == INF else (NAN, 0) if x < 0 else split(f, mp.sqrt(mpf(x)))
    if op not in ("sin", "cos", "sinc"):
        with np.errstate(all="ignore"):
            y = float(getattr(np, op)(np.float64(x)))
        return (y, 0) if x == 0 or abs(x) == INF or y != y or y == -INF or op == "arctanh" and y == INF or op in HYPERBOLIC and abs(x) > 1200 else split(f, UNARY[op](mpf(x)))
    if abs(x) == INF:
        return NAN, 0
    if op == "sinc" and x == 0:
        return 1.0, 0
    return (x, 0) if op == "sin" and x == 0 else split(f, UNARY[op](mpf(x)))


def power_inputs(f, r):
    s = [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -3.0, INF, -INF, NAN, f.value(1), -f.value(1), float(f.largest), 2.0 ** (f.p - 1) + 1, 2.5, -float(f.largest)]
    pairs = [(x, y) for x in s for y in s]
    top = float(mp.log(f.largest, 2))
    bottom = float(f.least - 1)

    def aim(x, e):
        """The exponent that takes x near 2^e."""
        return f.near(mpf(e) / mp.log(mpf(x), 2))

    for lo, hi, n in ((bottom, float(f.least + f.p), 90), (top - 1, top + 0.01, 50), (bottom - 1, bottom + 1, 30), (bottom, top, 120)):
        for _ in range(n):
            x = r.choice((abs(f.any(r)), f.near(r.uniform(0.5, 2)), f.near(1 + r.uniform(-1, 1) * 2.0 ** -r.randrange(1, f.p - 1))))
            if x not in (0.0, 1.0):
                pairs.append((x, aim(x, r.uniform(lo, hi))))
    pairs += [(f.near(r.uniform(0, 20)), f.near(r.uniform(-8, 8))) for _ in range(60)]
    pairs += [(f.near(r.uniform(-20, 20)), float(r.randrange(-12, 13))) for _ in range(40)]
    pairs += [(float(k), float(n)) for k in (2, 3, 5, 7, 10, -3) for n in (2, 3, -1, 10, 13)]
    return list(dict.fromkeys((f.hex(x), f.hex(y)) for x, y in pairs))


def power(f, x, y):
    """(rounded, rest); special values are those of NumPy."""
    if x == 0 or x - x != 0 or y - y != 0 or y == 0 or (x < 0 and y != int(y)):
        with np.errstate(all="ignore"):
            # as an array: an exponent that is one number takes NumPy's short cuts, by which (-inf)**0.5 is NaN
            return float(np.power(np.array([x, 1.0]), np.array([y, 1.0]))[0]), 0
    sign = -1 if x < 0 and int(y) % 2 else 1
    e = mpf(y) * mp.log(abs(mpf(x)))
    if abs(e) > 1000:
        return sign * (INF if e > 0 else 0.0), 0
    return split(f, sign * mp.exp(e))


def sum_inputs(op, f, r):
    """Pairs whose result is no smaller than they are: else the error, some ulp of the larger operand, is more ulp of the result."""
    s = [0.0, -0.0, 1.0, 3.0, INF, -INF, NAN, float(f.largest), 1.5, -100.0]
    pairs = [(x, y) for x in s for y in s if max(x, y) >= 0 or x != x or y != y or x == y == -INF]
    base = [f.near(r.uniform(0, 100)) for _ in range(250)]
    pairs += [(x, f.near(mpf(x) + r.uniform(-60, 60))) for x in base]
    pairs += [(f.near(r.uniform(0, 2)), f.near(r.uniform(0, 2))) for _ in range(100)]
    pairs = [(x, y) for x, y in pairs if x - x != 0 or y - y != 0 or f.ulp_exponent(sum_of(op, x, y)) >= f.ulp_exponent(max(abs(x), abs(y)))]
    return list(dict.fromkeys((f.hex(x), f.hex(y)) for x, y in pairs))


def sum_of(op, x, y):
    return mp.log(mp.exp(mpf(x)) + mp.exp(mpf(y))) if op == "logaddexp" else mp.log(exp2(mpf(x)) + exp2(mpf(y)), 2)


def sum_of_powers(op, f, x, y):
    """(rounded, rest) of logaddexp or logaddexp2."""
    if x - x != 0 or y - y != 0 or max(abs(x), abs(y)) > 1000:
        with np.errstate(all="ignore"):
            return float(getattr(np, op)(x, y)), 0
    return split(f, sum_of(op, x, y))


PLANE = {"arctan2": mp.atan2, "hypot": mp.hypot}


def plane_inputs(f, r):
    s = [0.0, -0.0, 1.0, -1.0, 0.5, -3.0, INF, -INF, NAN, f.value(1), -f.value(3), float(f.largest), -float(f.largest), f.step(float(f.largest), -2) / 2, 2.0 ** (f.least + f.p)]
    pairs = [(x, y) for x in s for y in s] + [(f.any(r), f.any(r)) for _ in range(60)]
    for lo, hi, n in ((-1, 1, 200), (-12, 12, 60), (-40, 40, 40)):
        for _ in range(n):
            x = f.near(r.uniform(-1, 1) * mpf(2) ** r.uniform(-8, 8))
            pairs.append((x, f.near(mpf(x) * r.choice((-1, 1)) * mpf(2) ** r.uniform(lo, hi))))
    for scale in (f.largest / 4, mpf(2) ** (f.least + f.p + 1), mpf(2) ** (f.least + 4)):
        pairs += [(f.near(scale * r.uniform(-3, 3)), f.near(scale * r.uniform(-3, 3))) for _ in range(20)]
    return list(dict.fromkeys((f.hex(x), f.hex(y)) for x, y in pairs))


def of_plane(op, f, x, y):
    """(rounded, rest) of arctan2 or hypot."""
    if x - x != 0 or y - y != 0 or x == 0 or y == 0:
        return float(getattr(np, op)(x, y)), 0
    return split(f, PLANE[op](mpf(x), mpf(y)))


def write(name, data):
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(data, separators=(",", ":")) + "\n")


def number(v):
    return int(v) if v == int(v) else v


def real_fixtures():
    for f in (FLOAT32, FLOAT64):
        for op in UNARY:
            x = unary_inputs(op, f, random.Random(f"{op} {f.name}"))
            y = [unary(op, f, f.value(int(h, 16))) for h in x]
            write(f"{op}_{f.name}", {"op": op, "dtype": f.name, "count": len(x), "x": "".join(x), "bits": "".join(f.hex(v) for v, _ in y), "rest": [number(r) for _, r in y]})
        for op, inputs, result in (("power", power_inputs, power), *((op, partial(sum_inputs, op), partial(sum_of_powers, op)) for op in ("logaddexp", "logaddexp2")), *((op, plane_inputs, partial(of_plane, op)) for op in PLANE)):
            pairs = inputs(f, random.Random(f"{op} {f.name}"))
            y = [result(f, f.value(int(a, 16)), f.value(int(b, 16))) for a, b in pairs]
            write(f"{op}_{f.name}", {"op": op, "dtype": f.name, "count": len(pairs), "x": "".join(a for a, _ in pairs), "y": "".join(b for _, b in pairs), "bits": "".join(f.hex(v) for v, _ in y), "rest": [number(r) for _, r in y]})


def parts(z, f):
    return "".join(f.hex(float(v)) for c in np.atleast_1d(z) for v in ((c.real, c.imag) if np.iscomplexobj(z) else (c,)))


def complex_fixtures():
    tolerance = {"multiply": 0, "divide": 0, "square": 0, "conjugate": 0, "power": 40}
    for dtype, real, f, wide in ((np.complex64, np.float32, FLOAT32, 1e38), (np.complex128, np.float64, FLOAT64, 1e300)):
        def pairs(re, im):
            z = np.empty(len(re), dtype)
            z.real, z.imag = re, im
            return z

        def spread(n, lo, hi, seed):
            r = random.Random(f"{seed} {f.name}")
            g = lambda: [r.choice((-1, 1)) * 2.0 ** r.uniform(lo, hi) for _ in range(n)]
            return pairs(g(), g())

        grid = [0.0, -0.0, 1.0, -1.5, 0.25, -wide, 700.0, -80.0, INF, -INF, NAN, 1e-10]
        special = pairs(np.repeat(grid, len(grid)), np.tile(grid, len(grid)))
        some = [0.0, -0.0, 1.0, -2.0, INF, NAN]
        few = pairs(np.repeat(some, len(some)), np.tile(some, len(some)))[::2]
        with np.errstate(all="ignore"):
            functions = {"square": None, "conjugate": np.conjugate, "absolute": np.abs, "sqrt": np.sqrt, "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, **{op: getattr(np, op) for op in "exp2 expm1 log2 log10 log1p sinh cosh tanh tan arcsin arccos arctan arcsinh arccosh arctanh sinc".split()}}
            for op, fn in functions.items():
                z = np.concatenate([special, spread(80, -3, 3, op), spread(40, -30, 6, op + " small")])
                if op in ("sqrt", "log", "absolute", "log2", "log10"):
                    z = np.concatenate([z, spread(60, f.least + 30, -f.least - 60 if f is FLOAT64 else 100, op + " wide"), pairs([1 + 1e-5, 0.6, 1.0], [1e-6, 0.8, 1e-9])])
                if op == "sinc":
                    z = z[len(special) :]
                w = product(z, z, real, dtype) if op == "square" else fn(z)
                if op in EXACT:
                    # NumPy's angles of 2^z and the overflow of e^z - 1 on the real axis are no measure.
                    sound = (op == "log1p") | ~np.isfinite(z.imag) | (np.abs(z.imag) < 1e4) & (np.isfinite(w) | ~np.isfinite(z.real))
                    z, w = z[sound], exact(op, f, z[sound], w[sound])
                write(f"complex_{op}_{np.dtype(dtype).name}", {"op": op, "dtype": np.dtype(dtype).name, "count": len(z), "x": parts(z, f), "result": parts(w, f), "tolerance": tolerance.get(op, 4)})
            for op in ("multiply", "divide", "power"):
                a = np.concatenate([np.repeat(few, len(few)), spread(80, -3, 3, op + " a")])
                b = np.concatenate([np.tile(few, len(few)), spread(80, -3, 3, op + " b")])
                if op == "power":  # small integer exponents, and real ones
                    b = np.concatenate([b[:-40], pairs([1, 2, 3, 4, 5, 7, 10, -1, -2, -3, -5, 0.5, 0.5, 1.5, -2.5, 20, 3, 2, 1, 0] * 2, [0.0] * 40)])
                w = product(a, b, real, dtype) if op == "multiply" else {"divide": np.divide, "power": np.power}[op](a, b)
                write(f"complex_{op}_{np.dtype(dtype).name}", {"op": op, "dtype": np.dtype(dtype).name, "count": len(a), "x": parts(a, f), "y": parts(b, f), "result": parts(w, f), "tolerance": tolerance.get(op, 4)})


EXACT = {"exp2": exp2, "expm1": mp.expm1, "log1p": lambda z: mp.log(1 + z), "sinc": lambda z: mp.sinpi(z) / (mp.pi * z)}


def exact(op, f, z, w):
    """w with all that is finite and not 0 computed anew, and the real part of log1p, which NumPy loses."""
    w = w.copy()
    for i, (a, b) in enumerate(zip(z, w)):
        a, b = complex(a), complex(b)
        if not np.isfinite(a) or not np.isfinite(b) or abs(a) > 1e4 or a == 0:
            continue
        t = EXACT[op](mpmath.mpc(a.real, a.imag))
        w[i] = complex(f.near(t.real) if b.real or op == "log1p" else b.real, f.near(t.imag) if b.imag and a.imag else b.imag)
    return w


def product(a, b, real, dtype):
    z = np.empty(len(a), dtype)
    z.real = (a.real * b.real).astype(real) - (a.imag * b.imag).astype(real)
    z.imag = (a.real * b.imag).astype(real) + (a.imag * b.real).astype(real)
    return z


if __name__ == "__main__":
    real_fixtures()
    complex_fixtures()
