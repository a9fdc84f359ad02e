// Quantities as people read them.

/** A time: `1.23 s`, `45.6 ms`, `7.89 µs`, `12.3 ns`. */
export function seconds(value: number): string { return scaled(value, [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']]) }
/** A throughput: `3.21 GB/s`, `456 MB/s`. */
export function bytesPerSecond(value: number): string { return scaled(value, [[1e9, 'GB/s'], [1e6, 'MB/s'], [1e3, 'kB/s'], [1, 'B/s']]) }
/** Arithmetic operations per second: `12.3 GFLOP/s`. */
export function flopsPerSecond(value: number): string { return scaled(value, [[1e12, 'TFLOP/s'], [1e9, 'GFLOP/s'], [1e6, 'MFLOP/s'], [1e3, 'kFLOP/s']]) }
/** A number of bytes: `7.63 MiB`. */
export function bytes(value: number): string { return scaled(value, [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']]) }
/** A share of 1 in percent: `72 %`. */
export function percent(share: number): string { return `${(100 * share).toFixed(0)} %` }
/** A speed-up: `12.3x`. */
export function times(value: number): string { return `${value < 100 ? digits(value) : Math.round(value)}x` }
/** A margin of error in percent: `±1.2 %`. */
export function margin(percent: number): string { return `±${percent.toFixed(1)} %` }
/** A moment, given as ISO 8601: `2026-07-01 12:00 UTC`. */
export function moment(iso: string): string { return `${iso.slice(0, 16).replace('T', ' ')} UTC` }
/** A time that is left, in seconds: `12 s`, `3 min 20 s`. */
export function duration(left: number): string {
  const whole = Math.ceil(left)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
/** A whole number with its thousands apart: `296,317`. */
export function count(value: number): string { return value.toLocaleString('en-US') }
/** A whole number of things: `1 core`, `2 cores`. */
export function plural(value: number, thing: string): string { return `${count(value)} ${thing}${value === 1 ? '' : 's'}` }

function scaled(value: number, units: readonly (readonly [scale: number, unit: string])[]): string {
  const [scale, unit] = units.find(([scale]) => value >= scale * 0.9995) ?? units.at(-1)!
  return `${digits(value / scale)} ${unit}`
}
function digits(value: number): string { return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2) }
