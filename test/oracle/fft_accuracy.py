"""Makes test/fixtures/fft-accuracy.json: transforms to more digits than float64 has, which the reference of test/double-double.ts must give.

    python3 test/oracle/fft_accuracy.py        (needs mpmath)

A list of {"n", "x", "y"}: x the input, (re, im) pairs; y sum of x[j] exp(-2 pi i j k / n) for a few k ("k"), as (re, rest, im, rest): the
nearest float64 and the nearest to what it leaves out. Lengths with each way of double-double.ts: 4, 2, small primes, large ones.
"""

import json
import pathlib
import random

from mpmath import expjpi, mp, mpf

mp.prec = 200
OUT = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "fft-accuracy.json"


def two(value):
    high = float(value)
    return [high, float(value - mpf(high))]


def main():
    draw = random.Random(1)
    cases = []
    for n in [1, 2, 3, 4, 5, 8, 12, 31, 37, 45, 64, 74, 105, 128]:
        x = [draw.uniform(-1, 1) for _ in range(2 * n)]
        ks = sorted(draw.sample(range(n), min(n, 6)))
        y = []
        for k in ks:
            total = sum(complex_(x[2 * j], x[2 * j + 1]) * expjpi(-mpf(2 * (j * k % n)) / n) for j in range(n))
            y += two(total.real) + two(total.imag)
        cases.append({"n": n, "x": x, "k": ks, "y": y})
    OUT.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


def complex_(re, im):
    return mp.mpc(re, im)


main()
