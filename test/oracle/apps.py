"""Writes test/fixtures/apps/: what the applications of bench/apps compute, by NumPy and SciPy in float64 from the same inputs.

python3 test/oracle/apps.py
"""
import json
from pathlib import Path

import numpy as np
import scipy.signal
from scipy.io import wavfile
from scipy.stats import norm

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "test" / "fixtures" / "apps"


def write(name, size, **values):
    FOLDER.mkdir(parents=True, exist_ok=True)
    rounded = {k: np.vectorize(lambda x: float(f"{x:.9g}"))(v).ravel().tolist() if np.asarray(v).dtype.kind == "f" else np.ravel(v).tolist() for k, v in values.items()}
    (FOLDER / f"{name}.json").write_text(json.dumps({"size": size, **rounded}, separators=(",", ":")) + "\n")


def bits(counter):
    x = np.asarray(counter).astype(np.uint32)
    x = (x ^ x >> 16) * np.uint32(0x21F0AAAD)
    x = (x ^ x >> 15) * np.uint32(0x735A2D97)
    return x ^ x >> 15


def uniform(length, counter):
    return bits(counter + np.arange(length)) / 2**32


def mandelbrot(columns, rows, limit):
    c = np.linspace(-2.25, 0.75, columns) + 1j * np.linspace(1.25, -1.25, rows)[:, None]
    z, counts = np.zeros_like(c), np.zeros(c.shape, int)
    with np.errstate(all="ignore"):
        for _ in range(limit):
            counts += np.abs(z) <= 2
            z = z * z + c
    return counts


def kmeans(points, dimensions, k, rounds):
    places = uniform(k * dimensions, 1).reshape(k, dimensions)
    x = places[np.arange(points) % k] + 0.2 * (uniform(points * dimensions, 1_000_000).reshape(points, dimensions) - 0.5)
    x = x.astype(np.float32).astype(float)
    centres = x[:k]
    for _ in range(rounds):
        labels = np.argmin(((x[:, None] - centres) ** 2).sum(2), 1)
        centres = np.array([x[labels == c].mean(0) for c in range(k)])
    return labels, centres


SPOT, STRIKE, RATE, VOLATILITY, YEARS = 100, 105, 0.03, 0.25, 1


def option(paths, dates):
    pairs = paths // 2
    first, second = (bits((2 * np.arange(dates)[:, None] + which) * pairs + np.arange(pairs)) for which in (0, 1))
    radius, angle = np.sqrt(-2 * np.log((first + 0.5) / 2**32)), 2 * np.pi * (second / 2**32)
    normal = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)], 1)
    growth = (RATE - VOLATILITY**2 / 2) * YEARS / dates + VOLATILITY * np.sqrt(YEARS / dates) * normal
    payoff = np.exp(-RATE * YEARS) * np.maximum((SPOT * np.exp(np.cumsum(growth, 0))).mean(0) - STRIKE, 0)
    return payoff.mean(), payoff.std() / np.sqrt(paths)


def black_scholes():
    d = (np.log(SPOT / STRIKE) + (RATE + VOLATILITY**2 / 2) * YEARS) / (VOLATILITY * np.sqrt(YEARS))
    return SPOT * norm.cdf(d) - STRIKE * np.exp(-RATE * YEARS) * norm.cdf(d - VOLATILITY * np.sqrt(YEARS))


def heat(side, steps):
    row, column = np.mgrid[:side, :side]
    u = np.where((row == 0) | (np.hypot(row - side / 2, column - side / 3) < side / 8), 100.0, 0.0)
    kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]) / 5
    for _ in range(steps):
        u[1:-1, 1:-1] += scipy.signal.convolve2d(u, kernel, "valid")
    return u


def hall(seconds):
    n = round(seconds * 44100)
    noise = (2 * uniform(n, 1) - 1) * 10 ** (-3 * np.arange(n) / n)
    return (noise / np.sqrt((noise**2).sum())).astype(np.float32).astype(float)


def reverb(samples, impulse):
    out = 0.4 * scipy.signal.fftconvolve(samples, impulse)
    out[: len(samples)] += 0.6 * samples
    return out


def bell(seconds):
    t = np.arange(round(seconds * 44100)) / 44100
    modes = [(523, 1, 1.6), (1109, 0.6, 1.1), (1569, 0.5, 0.8), (2217, 0.3, 0.5), (3322, 0.2, 0.3)]
    return sum(0.35 * a * np.exp(-t / decay) * np.sin(2 * np.pi * f * t) for f, a, decay in modes).astype(np.float32).astype(float)


MODES, SAMPLES_PER_SECOND, FRAME, HOP, BLOCK = [12.4, 27.15, 44.8, 71.35], 256, 1024, 512, 4096


def accelerations(sensors, readings):
    i, since, hit = np.arange(readings), readings * 2 // 3, readings // 2

    def movement(mode, frequency, drop):
        phase = frequency / SAMPLES_PER_SECOND * (i - drop * np.maximum(0, i - since)) + 0.2 * mode
        return np.sin(2 * np.pi * phase) * (1 + 0.3 * np.sin(i / 3000 + mode))

    samples = 0.3 * (uniform(sensors * readings, 0).reshape(sensors, readings) - 0.5)
    for sensor in range(sensors):
        for mode, frequency in enumerate(MODES):
            shape = 0.5 / (1 + mode / 2) * np.sin(np.pi * (mode + 1) * (sensor + 1) / (sensors + 1))
            samples[sensor] += shape * movement(mode, frequency, 0.03 if sensor == 23 and mode == 2 else 0)
    samples[41, hit : hit + 512] += 20 * np.exp(-np.arange(512) / 100) * np.cos(np.arange(512))
    return samples.astype(np.float32).astype(float)


def monitoring(sensors, readings):
    x, blocks = accelerations(sensors, readings), readings // BLOCK
    x = x[:, : blocks * BLOCK].reshape(sensors, blocks, BLOCK)
    rms = np.sqrt((x**2).mean(2)).T
    crest = np.abs(x).max(2).T / rms
    # Welch's method by SciPy: 'spectrum' scales to squared RMS of a tone, of one side; amplitudes are √2 times the root. DC and the last line are no tones.
    _, power = scipy.signal.welch(x, fs=SAMPLES_PER_SECOND, window="hann", nperseg=FRAME, noverlap=HOP, detrend=False, scaling="spectrum")
    power *= 2
    power[..., [0, -1]] *= 2
    spectrum = np.sqrt(power.mean(1))
    frequencies, alarms = np.zeros((blocks, sensors, len(MODES))), np.where(rms > 1.2, 2, 0)
    lines = np.arange(FRAME // 2 + 1) * SAMPLES_PER_SECOND / FRAME
    for m, mode in enumerate(MODES):
        low, high = int(mode * 0.94 * FRAME / SAMPLES_PER_SECOND), int(np.ceil(mode * 1.06 * FRAME / SAMPLES_PER_SECOND)) + 1
        for sensor in range(sensors):
            for block in range(blocks):
                p = power[sensor, block]
                top = low + int(np.argmax(p[low:high]))
                if np.sqrt(p[top]) < 0.04:
                    continue
                a, b, _ = np.polyfit([-1, 0, 1], np.log(p[top - 1 : top + 2]), 2)
                frequencies[block, sensor, m] = lines[top] - b / (2 * a) * SAMPLES_PER_SECOND / FRAME
                if abs(frequencies[block, sensor, m] / mode - 1) > 0.015:
                    alarms[block, sensor] |= 1
    return rms, crest, spectrum, frequencies, alarms


write("mandelbrot", size := {"columns": 80, "rows": 60, "limit": 100}, value=mandelbrot(**size))
labels, centres = kmeans(**(size := {"points": 1000, "dimensions": 5, "k": 7, "rounds": 4}))
write("kmeans", size, labels=labels, centres=centres)
price, error = option(**(size := {"paths": 70_000, "dates": 12}))
write("option", size, price=price, error=error)
write("european", {"paths": 400_000, "dates": 1}, price=black_scholes())
write("heat", size := {"side": 40, "steps": 60}, value=heat(**size))
write("reverb", size := {"seconds": 0.02, "tail": 0.01}, value=reverb(bell(size["seconds"]), hall(size["tail"])))
rms, crest, spectrum, frequencies, alarms = monitoring(**(size := {"sensors": 64, "readings": 16384}))
# Of 64 spectra the one of the sensor with the damage.
write("monitoring", size, rms=rms, crest=crest, spectrum=spectrum[23], frequencies=frequencies, alarms=alarms)
recording = wavfile.read(ROOT / "examples" / "bell.wav")[1][:, 0] / 32768
write("reverb-bell", {"tail": 1.5, "step": 997}, value=reverb(recording, hall(1.5))[::997])
