"""Writes test/fixtures/filters.json: results of single calls of scipy.signal's sosfilt, sosfilt_zi, get_window, stft and istft, as in fft.py."""
import json
import pathlib
import warnings

import numpy as np
import scipy.signal

warnings.simplefilter('ignore')
rng = np.random.default_rng(7)
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'filters.json'


def some(dtype, *shape):
    a = rng.normal(size=shape) * 4
    if np.dtype(dtype).kind == 'c':
        a = a + 1j * rng.normal(size=shape) * 4
    return np.asarray(a).astype(dtype)


def code(x):
    if isinstance(x, (np.ndarray, np.generic)):
        x = np.asarray(x)
        return {'d': x.dtype.name, 's': list(x.shape), 'h': np.ascontiguousarray(x).tobytes().hex()}
    if isinstance(x, (list, tuple)):
        return [code(y) for y in x]
    return x


cases = []


def case(f, *args, **options):
    coded, given = code(args), {k: code(v) for k, v in options.items()}
    call = [tuple(a) if isinstance(a, list) and a and isinstance(a[0], str) else a for a in args]
    options = {k: tuple(v) if isinstance(v, list) and isinstance(v[0], str) else v for k, v in options.items()}
    try:
        result = code(getattr(scipy.signal, f)(*call, **options))
    except Exception as error:
        result = {'error': type(error).__name__}
    cases.append([f'signal.{f}', coded, given, result])


def butter(order, kind='low', at=0.3):
    return scipy.signal.butter(order, at, kind, output='sos')


for order in range(1, 14):
    sos = butter(order)
    case('sosfilt', sos, some('float64', 40))
    case('sosfilt_zi', sos)
    zi = some('float64', len(sos), 2)
    case('sosfilt', sos, some('float64', 9), -1, zi)
    case('sosfilt', sos, some('float64', 1), -1, zi)
    case('sosfilt', sos, some('float64', 2), zi=zi)
for dtype in ['float32', 'complex64', 'complex128', 'int16', 'bool', 'uint8']:
    case('sosfilt', butter(4), some(dtype, 30))
    case('sosfilt', butter(4).astype('float32'), some(dtype, 30))
    case('sosfilt', butter(5), some(dtype, 2, 7), axis=0)
case('sosfilt', butter(5, 'high'), some('float64', 300))
case('sosfilt', butter(3, 'band', [0.2, 0.5]), some('float32', 3, 20, 2), 1)
case('sosfilt', butter(3), some('float64', 3, 20, 2), 1, some('float64', 2, 3, 2, 2))
case('sosfilt', butter(3), some('complex128', 3, 20), -1, some('complex128', 2, 3, 2))
case('sosfilt', butter(3), some('complex64', 20, 3), 0, some('complex64', 2, 2, 3))
case('sosfilt', butter(3).astype('float32'), some('float32', 20), -1, some('float32', 2, 2))
case('sosfilt', np.array([1.0, 2, 3, 1, 0, 0]), some('float64', 8))
case('sosfilt', np.array([[1.0, 0, 0, 2, 0, 0]]), some('float64', 8))
case('sosfilt', np.array([[1.0, 0, 0, 1, 0]]), some('float64', 8))
case('sosfilt', butter(3), some('float64', 8), -1, some('float64', 3, 2))
case('sosfilt', butter(3), some('float64', 8), 1)
case('sosfilt', butter(3), np.zeros((0, 4)))
special = some('float64', 20)
special[5] = np.inf
case('sosfilt', butter(3), special)
case('sosfilt', np.array([[1.0, 2, 3, 1, 0, 0]]), special)

NAMES = ['boxcar', 'triang', 'bartlett', 'hann', 'hamming', 'blackman', 'cosine', 'nuttall', 'blackmanharris', 'flattop', 'tukey', ['tukey', 0.3], ['tukey', 0.0], ['tukey', 1.0], ['kaiser', 5.0], 8.6, ['gaussian', 3.5]]
for window in NAMES:
    for n in [1, 2, 3, 8, 9, 33]:
        case('get_window', window, n)
        case('get_window', window, n, False)
case('get_window', 'nothing', 8)
case('get_window', 'kaiser', 8)
case('get_window', ['hann', 3.0], 8)
case('get_window', 'hann', -1)

for dtype in ['float32', 'float64', 'complex64', 'complex128', 'int16']:
    case('stft', some(dtype, 100), 1.0, 'hann', 16)
    case('stft', some(dtype, 2, 50), 2.0, 'hamming', 12, 9)
    case('stft', some(dtype, 50, 2), nperseg=15, noverlap=4, axis=0)
for boundary in ['zeros', 'even', 'odd', 'constant', None]:
    for padded in [True, False]:
        case('stft', some('float64', 61), nperseg=16, noverlap=11, boundary=boundary, padded=padded)
for window in ['boxcar', ['kaiser', 4.0], some('float64', 20)]:
    case('stft', some('float64', 61), window=window, nperseg=20, scaling='psd', fs=44100.0)
case('stft', some('float64', 61), window=some('float64', 13), nperseg=None)
case('stft', some('float64', 61), nperseg=16, nfft=32)
case('stft', some('float64', 61), nperseg=16, nfft=21, return_onesided=False)
case('stft', some('float64', 61), nperseg=16, detrend='constant')
case('stft', some('float64', 300))
case('stft', some('float64', 30), nperseg=1)
case('stft', some('float64', 3, 4, 30), nperseg=8, axis=2)
case('stft', some('float64', 3, 30, 4), nperseg=8, axis=-2)
for bad in [dict(nperseg=0), dict(nperseg=8, noverlap=8), dict(nperseg=8, nfft=7), dict(window='x', nperseg=8), dict(boundary='x'), dict(scaling='x'), dict(window=some('float64', 7), nperseg=8)]:
    case('stft', some('float64', 30), **bad)

for dtype in ['complex64', 'complex128']:
    case('istft', some(dtype, 9, 7))
    case('istft', some(dtype, 9, 7), 2.0, 'hamming', 16, 12)
    case('istft', some(dtype, 9, 7), nperseg=17, noverlap=10)
    case('istft', some(dtype, 8, 7), input_onesided=False)
case('istft', some('complex128', 9, 7), boundary=False)
case('istft', some('complex128', 9, 7), nperseg=12, scaling='psd', fs=8.0)
case('istft', some('complex128', 9, 7), window=some('float64', 16), noverlap=13)
for bad in [dict(nperseg=0), dict(noverlap=16), dict(nfft=7), dict(window='x'), dict(scaling='x'), dict(time_axis=0, freq_axis=0), dict(time_axis=3)]:
    case('istft', some('complex128', 9, 7), **bad)
case('istft', some('complex128', 9))

path.write_text(json.dumps(cases, separators=(',', ':')).replace('],["', '],\n["'))
print(len(cases), path.stat().st_size)
