// What bench:report makes of results: each kind of figure lands where it belongs, and what is slower is said.

import { describe, expect, test } from '@jest/globals'
import { geometric, paired, table, time } from '../bench/harness/markdown.mjs'
import { performanceText } from '../bench/harness/performance.mjs'
import { readmeTables } from '../bench/harness/readme-tables.mjs'

type Results = Record<string, number>
/** A case as bench/group.mjs reports it: seconds by contender, Lanewise's own first. */
function row(group: string, name: string, results: Results, more: object = {}): object {
  const [own] = Object.values(results)
  return {
    group, name, targets: [], notes: [], ...more,
    results: Object.fromEntries(Object.entries(results).map(([who, seconds]) => [who, { seconds, threads: /2 threads/.test(who) ? 2 : 1, rounds: [seconds], ratio: { median: seconds / own!, low: seconds / own! * 0.9, high: seconds / own! * 1.2 } }])),
  }
}
const dense = (op: string, dtype: string, results: Results): object => row('rows', `${op} 1e6 ${dtype} contiguous`, results, { elements: 1e6, row: { op, dtype, size: 1e6, layout: 'contiguous' } })

const fixture = {
  runs: [{
    date: '2026-11-23T01:00:00.000Z', load: 0.1, timing: { rounds: 15, turnSeconds: 0.025 },
    facts: { lanewise: '0.1.0', cpu: 'A processor', cores: 2, memory: 2 ** 33, platform: 'linux x64', runtime: 'Node 24.1.0', engine: 'V8 13.6', variant: 'relaxed', threads: 2 },
  }],
  rivals: { 'numpy-ts': { version: '1.7.0' }, 'jax-js': { missing: 'not installed' }, 'numpy-ts, 2 threads': { version: '1.7.0' } },
  rows: [
    row('applications', 'monitoring, full', { '1 thread': 1, '2 threads': 0.5, 'naive JS': 7 }, { explained: '64 sensors' }),
    row('arithmetic', 'add 1e6 float32', { lanewise: 1e-4, 'numpy-ts': 2e-4, 'naive JS': 1e-3 }),
    row('arithmetic', 'add 1e6 float64', { lanewise: 2e-4, 'numpy-ts': 1e-4, 'ml-matrix': 8e-4 }, {
      targets: [{ of: 'lanewise', than: ['numpy-ts', 'tfjs-wasm'], atLeast: 1, reached: { median: 0.5, low: 0.4, high: 0.6, rival: 'numpy-ts', verdict: 'missed' } }],
    }),
    row('reductions', 'sum 1e6 float32', { lanewise: 1e-4, 'all threads': 6e-5, 'numpy-ts': 9.5e-5 }, { notes: ['tfjs-wasm differs and is not timed: [0] is 1, Lanewise has 2'] }),
    row('gemm', 'gemm 64 float32', { lanewise: 1e-5, out: 9e-6, roofline: 9e-6, 'numpy-ts': 2e-5 }, { flops: 2 * 64 ** 3 }),
    row('gemm-threads', 'gemm 512 float32, threads', { '2 threads': 4e-3, '1 thread': 7e-3, NumPy: 1e-3 }, { flops: 2 * 512 ** 3 }),
    row('fft-complex', 'fft 1024 complex64', { lanewise: 4e-6, plan: 2e-6, 'pffft-wasm': 3e-6, SciPy: 8e-6 }, { flops: 51200 }),
    row('threads', 'add 1e7 float32, threads', { '2 threads': 2e-3, '1 thread': 3e-3 }),
    row('policy', 'policy add 1e5 float32', { auto: 1.3e-5, '1 thread': 2e-5, 'all threads': 1e-5 }),
    row('layouts', 'add stepped float32', { lanewise: 2e-3, contiguous: 1e-3 }),
    dense('add', 'float32', { '1 thread': 1e-4, '2 threads': 5e-5, 'numpy-ts': 2e-4, 'naive JS': 8e-4 }), dense('add', 'int8', { '1 thread': 1e-5, '2 threads': 1e-5, 'naive JS': 2e-4 }), dense('gcd', 'int8', { '1 thread': 3e-3, '2 threads': 2e-3 }),
    row('rows', 'add 1e6 float32 stepped', { '1 thread': 3e-4, '2 threads': 2e-4 }, { elements: 1e6, row: { op: 'add', dtype: 'float32', size: 1e6, layout: 'stepped' } }),
    row('dtypes', 'add 1e6 int8', { lanewise: 1e-5, 'numpy-ts': 3e-5, NumPy: 1e-5 }),
    row('calls', 'start-up', { '1 thread': 0.02, '2 threads': 0.07 }),
    row('memory', 'a case', {}, { failed: true, notes: ['the process ended with 1'] }),
  ],
}
const text = performanceText(fixture) as string
const section = (title: string): string => text.split('\n## ').find(part => part.startsWith(title)) ?? ''
const line = (title: string, begin: string): string[] => (section(title).split('\n').find(l => l.startsWith(`| ${begin} |`)) ?? '').split('|').slice(2, -1).map(cell => cell.trim())

describe('docs/performance.md', () => {
  test('names machine, versions and date', () => {
    expect(text).toContain('A processor, 2 cores, 8 GiB, linux x64, Node 24.1.0, variant relaxed, 2 threads; 2026-11-23; 15 rounds, turns of 25 ms')
    expect(text).toContain('Beside it numpy-ts 1.7.0, and plain loops')
  })

  test('has its sections in order of interest, and none without cases', () => {
    const titles = [...text.matchAll(/^## (.*)$/gm)].map(m => m[1])
    expect(titles).toEqual(['At a glance', 'Applications', 'Element by element, reductions, sorting', 'Products', 'Fourier transforms', 'Threads', 'Which calls are shared', 'Layouts',
      'Every row of the table', 'Integers, bool, complex numbers', 'Calls, starting up, memory', 'Where Lanewise is slower', 'Targets that were missed', 'Left out'])
    expect(performanceText({ ...fixture, rows: fixture.rows.slice(1, 2) })).not.toMatch(/## (Applications|Products|Layouts|Where|Targets)/)
  })

  test('has well-formed tables', () => {
    for (const block of text.split('\n\n').filter(part => part.startsWith('|'))) {
      const cells = block.split('\n').map(l => l.split('|').length)
      expect(new Set(cells).size).toBe(1)
    }
    expect(text).not.toMatch(/undefined|NaN|\[object|Infinity/)
  })

  test('means are geometric, over cases that are no rows of the table; transforms are compared with plans by who plans', () => {
    expect(line('At a glance', 'numpy-ts')).toEqual(['5', '**1.42x**', '0.50x to 3.00x', '2'])
    expect(line('At a glance', 'pffft-wasm')[1]).toBe('**1.50x**')
    expect(line('At a glance', 'SciPy')[1]).toBe('**2.00x**')
    expect(line('At a glance', 'naive JS')[0]).toBe('2')
  })

  test('figures land in their cells', () => {
    expect(line('Applications', '**monitoring, full**: 64 sensors')).toEqual(['7 s', '1 s', '500 ms', '7.00x', '**14.0x**'])
    expect(line('Element', 'add 1e6')).toEqual(['100 µs / 200 µs', '', '2.00x / 0.50x', '– / 4.00x', '10.0x / –'])
    expect(line('Element', 'sum 1e6')).toEqual(['100 µs', '60 µs', '0.95x', '', ''])
    expect(line('Products', 'gemm 64').slice(0, 3)).toEqual(['1', '52.4', '90 %'])
    expect(line('Products', 'gemm 512')).toEqual(['2', '67.1', '', '', '0.25x'])
    expect(line('Fourier', 'fft 1024')).toEqual(['4 µs', '2 µs', '25.6', '1.50x', '2.00x'])
    expect(line('Threads', 'add 1e7')[2]).toMatch(/^1.50x /)
    expect(line('Which', 'add')).toEqual(['all, **1.30x** (13 µs)'])
    expect(line('Layouts', 'add stepped')).toEqual(['2 ms', '2.00x'])
    expect(line('Layouts', 'stepped')).toEqual(['3.00x', '–'])
    expect(line('Every row', 'float32')).toEqual(['1', '8.00x (1)', '16.0x (1)', '2.00x (1)'])
    expect(line('Every row', 'add')).toEqual(['0.1 (8.00x)', '0.01 (20.0x)'])
    expect(line('Every row', 'gcd')).toEqual(['', '3'])
    expect(line('Integers', 'int8')).toEqual(['10 µs, 3.00x, 1.00x'])
  })

  test('what is slower, missed, different, absent or failed is said', () => {
    expect(section('Where')).toContain('- **numpy-ts**, 2 of 6: add 1e6 float64 0.50x, sum 1e6 float32 0.95x~')
    expect(section('Targets')).toContain('Of 1 targets 0 were met, 0 lie within the noise, 1 were missed: add 1e6 float64 (≥ 1.0x numpy-ts: 0.50x)')
    expect(section('Left out')).toContain('- jax-js: not installed')
    expect(section('Left out')).toContain('- tfjs-wasm differs: sum 1e6 float32')
    expect(section('Left out')).toContain('- failed: a case (the process ended with 1)')
  })

  test('is not long, with every case of every group', () => {
    const ops = Array.from({ length: 110 }, (_, i) => dense(`op${i}`, 'float32', { '1 thread': 1e-4, 'naive JS': 2e-4 })), cases = Array.from({ length: 60 }, (_, i) => ['float32', 'float64'].map(dtype => row('arithmetic', `f${i} ${dtype}`, { lanewise: 1, 'numpy-ts': 2 }))).flat()
    expect((performanceText({ ...fixture, rows: [...fixture.rows, ...ops, ...cases] }) as string).split('\n').length).toBeLessThan(400)
  })
})

test('the README gets the tables for which there are cases', () => {
  const { speed, products, transforms } = readmeTables(fixture) as Record<string, string>
  expect(speed).toContain('| add 1e6 float32 | 100 µs | – | 200 µs (2.00x) | – | – | 1 ms (10x) |')
  expect(speed).toContain('A processor, 2 cores, 8 GiB, linux x64, Node 24.1.0, variant relaxed, 2 threads; 2026-11-23; numpy-ts 1.7.0.')
  expect(products).toContain('| gemm 64 float32 | 1 | **52.4** | 90 % |')
  expect(transforms).toContain('| fft 1024 complex64 | 4 µs | 2 µs | 25.6 | 3 µs (1.50x) |')
  expect(readmeTables({ ...fixture, rows: [] })).toEqual({ speed: '', products: '', transforms: '' })
})

test('words and numbers', () => {
  expect([time(2), time(0.0123), time(4.5e-6), time(3e-10)]).toEqual(['2 s', '12.3 ms', '4.5 µs', '0.3 ns'])
  expect(geometric([1, 4])).toBe(2)
  expect(table(['', 'a', 'b'], [['x', '', '1']])).toBe('|  | b |\n| --- | ---: |\n| x | 1 |')
  expect(paired([{ name: 'f 1 complex128' }, { name: 'f 1 complex64' }, { name: 'g 2' }]).map((p: { title: string; members: { name: string }[] }) => [p.title, ...p.members.map(m => m.name)])).toEqual([['f 1', 'f 1 complex64', 'f 1 complex128'], ['g 2', 'g 2']])
})
