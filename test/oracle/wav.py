"""Writes test/fixtures/wav/: a short recording in each WAV format, and expected.json, the samples as SciPy reads them (full scale 1).

python3 test/oracle/wav.py
"""
import json
import struct
from pathlib import Path

import numpy as np
from scipy.io import wavfile

OUT = Path(__file__).resolve().parents[1] / "fixtures" / "wav"
OUT.mkdir(parents=True, exist_ok=True)
RATE, FRAMES = 8000, 21
GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")

random = np.random.default_rng(1)
signal = random.uniform(-1, 1, (FRAMES, 2))
signal[0] = -1, 1  # full scale both ways
signal[1] = 0, 0.5


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def header(tag, channels, bits, extensible):
    align = channels * bits // 8
    fmt = struct.pack("<HHIIHH", 0xFFFE if extensible else tag, channels, RATE, RATE * align, align, bits)
    return fmt + (struct.pack("<HHI", 22, bits, 3) + struct.pack("<H", tag) + GUID_TAIL if extensible else b"")


def wav(tag, bits, data, channels=2, extensible=False, before=b""):
    body = b"WAVE" + chunk(b"fmt ", header(tag, channels, bits, extensible)) + before + chunk(b"data", data)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pcm(bits):
    full = 2 ** (bits - 1)
    values = np.clip(np.round(signal * full), -full, full - 1).astype(np.int64)
    if bits == 8:
        return (values + 128).astype("u1").tobytes()
    if bits == 24:
        return b"".join(int(v).to_bytes(3, "little", signed=True) for v in values.ravel())
    return values.astype(f"<i{bits // 8}").tobytes()


files = {
    "pcm8": wav(1, 8, pcm(8)),
    "pcm16": wav(1, 16, pcm(16)),
    "pcm24": wav(1, 24, pcm(24)),
    "pcm32": wav(1, 32, pcm(32)),
    "float32": wav(3, 32, signal.astype("<f4").tobytes()),
    "float64": wav(3, 64, signal.astype("<f8").tobytes()),
    "extensible16": wav(1, 16, pcm(16), extensible=True),
    "extensible24": wav(1, 24, pcm(24), extensible=True),
    "extensible-float32": wav(3, 32, signal.astype("<f4").tobytes(), extensible=True),
    "mono16-odd-list": wav(1, 16, pcm(16), channels=1, before=chunk(b"LIST", b"INFOISFT\x05\0\0\0odd!!")),
    "mono8-odd-data": wav(1, 8, pcm(8)[:FRAMES], channels=1),
}
expected = {}
for name, data in files.items():
    path = OUT / f"{name}.wav"
    path.write_bytes(data)
    rate, values = wavfile.read(path)
    scale = {"uint8": 128, "int16": 2**15, "int32": 2**31}.get(str(values.dtype), 1)  # SciPy left-justifies 24 bits in int32
    values = (values.astype(np.float64) - (128 if values.dtype == np.uint8 else 0)) / scale
    expected[name] = {"sampleRate": rate, "channels": np.atleast_2d(values.T).tolist()}
(OUT / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
