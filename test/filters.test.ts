// Filters, windows and short-time spectra of lanewise/signal against SciPy (test/oracle/filters.py makes the fixture), and their own laws.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import * as signal from '../dist/signal.js'
import { type Any, asNumPy, type Asked, fixture, hex } from './support.ts'

beforeAll(() => np.init({ threads: 2 }))
afterAll(() => { expect(np.info().memory.used).toBe(0) })
const known = fixture<Asked[]>('filters')

describe('as SciPy', () => {
  // SciPy filters float32 in float32, which errs more than a rounding at the end.
  const ulp = (name: string): number => name === 'signal.sosfilt' ? 64 : 16
  test.each([...new Set(known.map(c => c[0]))])('%s', name => {
    expect(asNumPy(known.filter(c => c[0] === name), ulp, true, { signal }).slice(0, 12)).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })
})

let seed = 5
const noise = (n: number): Float64Array => Float64Array.from({ length: n }, () => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return seed / 2 ** 31 })
const cascade = (sections: number): Any => np.concatenate(Array.from({ length: sections }, (_, i) => signal.biquad(i % 2 ? 'peaking' : 'lowshelf', 0.05 + 0.07 * i, { gain: i % 3 ? 6 : -4, Q: 1 + i }))) as Any

describe('sosfilt', () => {
  test('in pieces gives what it gives at once, to the last bit', () => np.scope(() => {
    const x = np.array(noise(1000))
    for (const sections of [1, 2, 3, 4, 5, 8, 9]) {
      const sos = cascade(sections), whole = signal.sosfilt(sos, x), pieces: Any[] = []
      let zi: Any = np.zeros([sections, 2])
      for (let at = 0, n = 1; at < 1000; at += n, n = n * 2 + 1) {
        const [y, zf] = signal.sosfilt(sos, x.slice(`${at}:${Math.min(1000, at + n)}`), -1, zi)
        pieces.push(y)
        zi = zf
      }
      expect(hex(np.concatenate(pieces) as Any)).toBe(hex(whole))
    }
  }))
  test('of many rows and any strides gives each row’s own', () => np.scope(() => {
    const sos = cascade(5), x = np.array(noise(3000)).reshape([60, 50]) as Any, columns = signal.sosfilt(sos, x, 0) as Any, turned = signal.sosfilt(sos, (x.T as Any).slice(':', '::-1')) as Any
    for (const i of [0, 17, 49]) {
      expect(hex(np.copy(columns.slice(':', i)) as Any)).toBe(hex(signal.sosfilt(sos, np.copy(x.slice(':', i))) as Any))
      expect(hex(np.copy(turned.slice(i)) as Any)).toBe(hex(signal.sosfilt(sos, np.copy(x.slice('::-1', i))) as Any))
    }
  }))
  test('on silence comes to rest at exactly 0', () => np.scope(() => {
    const x = np.zeros(3e6)
    x.setAt([0], 1)
    const y = signal.sosfilt(signal.biquad('lowpass', 1e-3), x).data as Float64Array
    expect(y[1000]).not.toBe(0)
    expect(Math.abs(y[y.length - 1]!)).toBe(0)
    expect(y.findIndex(v => v !== 0 && Math.abs(v) < 2 ** -1022)).toBe(-1)
  }))
  test('of a constant begins in the steady state with sosfilt_zi', () => np.scope(() => {
    const sos = np.concatenate([signal.biquad('lowpass', 0.2), signal.biquad('lowpass', 0.3), signal.biquad('peaking', 0.4, { gain: 3 })]), [y] = signal.sosfilt(sos, np.ones(50), -1, signal.sosfilt_zi(sos))
    expect(np.allclose(y, 1, { rtol: 1e-12 })).toBe(true)
  }))
})

describe('biquad', () => {
  // |H| at a frequency, in decibels.
  const response = (sos: Any, f: number, fs: number): number => {
    const [b0, b1, b2, a0, a1, a2] = sos.data as unknown as [number, number, number, number, number, number], w = 2 * Math.PI * f / fs
    const power = (p: number, q: number, r: number): number => (p + q * Math.cos(w) + r * Math.cos(2 * w)) ** 2 + (q * Math.sin(w) + r * Math.sin(2 * w)) ** 2
    return 10 * Math.log10(power(b0, b1, b2) / power(a0, a1, a2))
  }
  const fs = 48000, f = 3000, half = 24000 - 1e-3
  const at = (type: signal.BiquadType, options = {}): number[] => np.scope(() => { const sos = signal.biquad(type, f, { fs, ...options }); return [1e-3, f, half].map(x => response(sos, x, fs)) })
  test.each<[signal.BiquadType, object, (number | undefined)[]]>([
    ['lowpass', {}, [0, -3.0103, -Infinity]], ['highpass', {}, [-Infinity, -3.0103, 0]], ['lowpass', { Q: 4 }, [0, 12.0412, -Infinity]], ['bandpass', { Q: 2 }, [-Infinity, 0, -Infinity]], ['notch', { Q: 2 }, [0, -Infinity, 0]],
    ['allpass', {}, [0, 0, 0]], ['peaking', { gain: 6, Q: 3 }, [0, 6, 0]], ['lowshelf', { gain: -9 }, [-9, -4.5, 0]], ['highshelf', { gain: 8 }, [0, 4, 8]],
  ])('%s %j', (type, options, expected) => {
    at(type, options).forEach((v, i) => { if (expected[i] === -Infinity) expect(v).toBeLessThan(-80); else expect(v).toBeCloseTo(expected[i]!, 3) })
  })
})

describe('stft and istft', () => {
  test.each([[256, 192, 'hann'], [100, 50, 'hamming'], [64, 40, ['kaiser', 6]], [33, 20, 'blackman'], [16, 0, 'boxcar']] as const)('%i samples, %i shared, %j', (nperseg, noverlap, window) => np.scope(() => {
    for (const dtype of ['float32', 'float64', 'complex128'] as const) {
      const x = np.array(noise(2000)).reshape([2, 1000]).astype(dtype) as Any, options = { nperseg, noverlap, window, input_onesided: dtype !== 'complex128' }
      const [, , spectra] = signal.stft(x, { nperseg, noverlap, window }), [, back] = signal.istft(spectra, options) as [Any, Any]
      expect([back.dtype, spectra.dtype]).toEqual([dtype, dtype === 'float32' ? 'complex64' : 'complex128'])
      expect(np.allclose(back.slice(':', ':1000'), x, { rtol: 0, atol: dtype === 'float32' ? 1e-5 : 1e-12 })).toBe(true)
    }
  }))
  test('show a sine’s amplitude at its frequency', () => np.scope(() => {
    const x = np.multiply(np.sin(np.multiply(np.arange(4096), 2 * Math.PI * 1024 / 8192)), 0.5), [f, t, spectra] = signal.stft(x, 8192, { nperseg: 512 }), column = np.absolute(spectra).slice(':', 8) as Any
    expect([f.item(np.argmax(column) as number), t.item(2)]).toEqual([1024, 512 / 8192])
    expect(signal.stft(x, 8192, 'flattop', 512)[2].shape).toEqual([257, 17])
    expect(2 * (np.max(np.absolute((signal.stft(x, { fs: 8192, nperseg: 512, window: 'flattop' })[2] as Any).slice(':', 8))) as number)).toBeCloseTo(0.5, 3)
  }))
})
