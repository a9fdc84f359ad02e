"""Writes test/fixtures/bell-analysis.json: the analysis of examples/bell.wav by NumPy and SciPy, in float64.

python3 test/oracle/bell.py
"""
import json
from pathlib import Path

import numpy as np
from scipy.io import wavfile

ROOT = Path(__file__).resolve().parents[2]
FRAME, HOP, FLOOR_DB, LOWEST_DB, BIN_DB = 1024, 512, -120, -96, 3

rate, samples = wavfile.read(ROOT / "examples" / "bell.wav")
channels = [(channel / 32768).astype(np.float64) for channel in samples.T]


def envelope(x):
    frames = np.lib.stride_tricks.sliding_window_view(x, FRAME)[::HOP]
    return np.maximum(10 * np.log10(np.mean(frames**2, axis=1)), FLOOR_DB)


def decay(levels):
    top = levels.max()
    onset = np.argmax(levels >= top - 1)
    start = onset + np.argmax(levels[onset:] < top - 5)
    for depth in (35, 25, 15):
        below = levels[onset:] < top - depth
        if below.any():
            end = onset + np.argmax(below)
            break
    slope, _ = np.polyfit(np.arange(start, end), levels[start:end], 1)
    seconds = HOP / rate
    return [-60 / slope * seconds, start * seconds, end * seconds]


def histogram(x):
    edges = [0, *(10 ** ((LOWEST_DB + BIN_DB * np.arange(-LOWEST_DB // BIN_DB)) / 20)), np.inf]
    return np.histogram(np.abs(x), edges)[0].tolist()


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
    }


out = {
    "sampleRate": rate,
    "frames": len(samples),
    "channels": [analysis(x) for x in channels],
    "Correlation": np.corrcoef(channels)[0, 1],
}
(ROOT / "test" / "fixtures" / "bell-analysis.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
