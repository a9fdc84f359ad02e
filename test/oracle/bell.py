"""Writes test/fixtures/bell-analysis.json: the analysis of examples/bell.wav by NumPy and SciPy, in float64.

python3 test/oracle/bell.py
"""
import json
from pathlib import Path

import numpy as np
import scipy.ndimage
import scipy.signal
from scipy.io import wavfile

ROOT = Path(__file__).resolve().parents[2]
FRAME, HOP, FLOOR_DB, LOWEST_DB, BIN_DB = 1024, 512, -120, -96, 3

rate, samples = wavfile.read(ROOT / "examples" / "bell.wav")
channels = [(channel / 32768).astype(np.float64) for channel in samples.T]


def envelope(x):
    frames = np.lib.stride_tricks.sliding_window_view(x, FRAME)[::HOP]
    return np.maximum(10 * np.log10(np.mean(frames**2, axis=1)), FLOOR_DB)


def decay(levels, hop=HOP):
    top = levels.max()
    onset = np.argmax(levels >= top - 1)
    start = onset + np.argmax(levels[onset:] < top - 5)
    for depth in (35, 25, 15):
        below = levels[onset:] < top - depth
        if below.any():
            end = onset + np.argmax(below)
            break
    if end - start < 2:
        return [None, start * hop / rate, end * hop / rate]
    slope, _ = np.polyfit(np.arange(start, end), levels[start:end], 1)
    seconds = hop / rate
    return [-60 / slope * seconds, start * seconds, end * seconds]


def histogram(x):
    edges = [0, *(10 ** ((LOWEST_DB + BIN_DB * np.arange(-LOWEST_DB // BIN_DB)) / 20)), np.inf]
    return np.histogram(np.abs(x), edges)[0].tolist()


def spectrum(x):
    x = x[: 2**20]
    n = 2 ** int(np.ceil(np.log2(x.size)))
    return (np.abs(np.fft.rfft(x, n))[:-1].reshape(512, -1).max(axis=1) * 2 / x.size).round(9).tolist()


def modes(x):
    x = x[: 2**20]
    frame = min(8192, 2 ** int(np.log2(x.size / 8)))
    window = scipy.signal.windows.hann(frame, sym=False)
    frames = np.lib.stride_tricks.sliding_window_view(x, frame)[:: frame // 4]
    power = np.abs(np.fft.rfft(frames * window, 2 * frame)) ** 2 * (2 / window.sum()) ** 2
    mean, hertz = power.mean(axis=0), rate / (2 * frame)
    reach = max(int(np.ceil(25 / hertz)), 8)
    tops = scipy.ndimage.maximum_filter1d(mean, 2 * reach + 1, mode="constant")
    peaks = [k for k in range(1, mean.size - 1) if mean[k] == tops[k] and mean[k] >= mean.max() * 1e-4]
    out = []
    for k in sorted(peaks, key=lambda k: -mean[k])[:5]:
        top = np.polyfit([-1, 0, 1], np.log(mean[k - 1 : k + 2]), 2)
        levels = np.maximum(10 * np.log10(power[:, k]), FLOOR_DB)
        out += [(k - top[1] / (2 * top[0])) * hertz, levels.max(), decay(levels, frame // 4)[0]]
    return out


def analysis(x):
    rms = np.sqrt(np.mean(x**2))
    return {
        "DC offset": [x.mean()],
        "Peak": [np.abs(x).max()],
        "RMS": [rms],
        "Crest factor": [np.abs(x).max() / rms],
        "Zero crossings": [np.count_nonzero(np.diff(x < 0)) * rate / x.size],
        "Envelope": np.round(envelope(x), 6).tolist(),
        "Decay time": decay(envelope(x)),
        "Level histogram": histogram(x),
        "Spectrum": spectrum(x),
        "Excerpt, DFT": (np.abs(np.fft.rfft(x[:2048])) * 2 / 2048).round(9).tolist(),
        "Modes": modes(x),
    }


out = {
    "sampleRate": rate,
    "frames": len(samples),
    "channels": [analysis(x) for x in channels],
    "Correlation": np.corrcoef(channels)[0, 1],
}
(ROOT / "test" / "fixtures" / "bell-analysis.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
