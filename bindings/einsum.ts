// Einstein's sums: an expression becomes labels, an order of pairs is chosen, and each pair is a contraction.

import { isOptions, type ArrayLike } from './asarray.js'
import { contract, operandsOf, requireOut, summed, type Label, type Labelled } from './contraction.js'
import type { DType, Element } from './dtype.js'
import { copyInto, duplicate } from './elementwise.js'
import { ShapeError, shapeText, shown, ValueError } from './errors.js'
import { composed, requireArray, type NDArray } from './ndarray.js'
import { scalarOr } from './products.js'
import { requireCast, requireDType, type Casting, type CommonOfList } from './promotion.js'

type Any = NDArray<DType>

/** The order of contractions: places in the list of operands, where those taken leave it and the product comes last. */
export type EinsumPath = readonly (readonly number[])[]
/**
 * How to find the order: the cheapest of all (true, up to eight operands), step by step the pair that leaves the least ('greedy', and true
 * beyond eight), from left to right (false), or a path as einsum_path gives it. With a list of a name and a number, no array on the
 * way has more elements than that if possible.
 */
export type EinsumOptimize = boolean | 'greedy' | 'optimal' | readonly ['greedy' | 'optimal', number] | readonly ['einsum_path', ...EinsumPath] | EinsumPath
/** Options of einsum. */
export interface EinsumOptions<D extends DType = DType> {
  /** Where the result goes. */
  out?: Any
  /** The dtype to compute in. */
  dtype?: D
  /** What conversions are allowed (default 'safe'). */
  casting?: Casting
  optimize?: EinsumOptimize
}
/** The labels of an operand in einsum's form of lists: integers from 0 to 51, and '...' for further axes. */
export type Sublist = readonly (number | '...')[]

type Stripped<S extends string> = S extends `${infer A} ${infer B}` ? Stripped<`${A}${B}`> : S
/** What an expression gives: a value if nothing stands behind its arrow. */
export type EinsumResult<S extends string, D extends DType> = S extends `${string}->${infer O}` ? Stripped<O> extends '' ? Element<D> : Stripped<O> extends '...' ? NDArray<D> | Element<D> : NDArray<D> : NDArray<D> | Element<D>

// ---- expressions ----

type Term = (Label | '...')[]
interface Parsed { readonly inputs: Term[]; readonly output: Term | undefined }

// Labels are the codes of letters; the axes of an ellipsis are counted from the last one backwards from here on.
const ELLIPSIS = 1000

function parse(op: string, text: string): Parsed {
  const fail = (at: number, what: string): never => { throw new ValueError(`${op}: '${text.slice(0, 200)}' at position ${at}: ${what}`) }
  const terms: Term[] = [[]]
  let arrow = -1
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!, term = terms[terms.length - 1]!
    if (c === ' ') continue
    if (/[A-Za-z]/.test(c)) {
      const label = c.charCodeAt(0)
      if (arrow >= 0 && term.includes(label)) fail(i, `the result has '${c}' twice`)
      if (arrow >= 0 && !terms.slice(0, -1).some(t => t.includes(label))) fail(i, `no operand has '${c}'`)
      term.push(label)
    } else if (c === '.') {
      if (text.slice(i, i + 3) !== '...') fail(i, "a point that is not part of '...'")
      if (term.includes('...')) fail(i, "a second '...' for one operand")
      term.push('...')
      i += 2
    } else if (c === ',') {
      if (arrow >= 0) fail(i, 'a comma behind the arrow; there is one result')
      terms.push([])
    } else if (c === '-' && text[i + 1] === '>') {
      if (arrow >= 0) fail(i, 'a second arrow')
      arrow = i++
      terms.push([])
    } else fail(i, c === '-' || c === '>' ? "half an arrow; it is '->'" : `${shown(c)} is no label; labels are letters`)
  }
  return arrow >= 0 ? { inputs: terms.slice(0, -1), output: terms[terms.length - 1] } : { inputs: terms, output: undefined }
}

function fromLists(op: string, inputs: readonly unknown[], output: unknown): Parsed {
  const term = (list: unknown, which: string): Term => {
    if (!Array.isArray(list)) throw new ValueError(`${op}: ${which} must be a list of integers from 0 to 51 and '...', not ${shown(list)}`)
    const labels = Array.from(list, (x: unknown): Label | '...' => {
      if (x === '...') return x
      if (typeof x !== 'number' || !Number.isInteger(x) || x < 0 || x > 51) throw new ValueError(`${op}: ${which} has ${shown(x)}; labels are integers from 0 to 51 and '...'`)
      return x < 26 ? 65 + x : 71 + x
    })
    if (labels.indexOf('...') !== labels.lastIndexOf('...')) throw new ValueError(`${op}: ${which} has '...' twice`)
    return labels
  }
  const terms = inputs.map((list, i) => term(list, `list ${i} of labels`)), result = output === undefined ? undefined : term(output, 'the list of labels of the result')
  result?.forEach((l, i) => {
    if (result.indexOf(l) !== i) throw new ValueError(`${op}: the list of labels of the result names one twice`)
    if (l !== '...' && !terms.some(t => t.includes(l))) throw new ValueError(`${op}: the list of labels of the result has one that no operand has`)
  })
  return { inputs: terms, output: result }
}

/** An expression with its operands: distinct labels for each, the lengths of labels, and the labels of the result. */
interface Sum { readonly terms: Labelled[]; readonly sizes: Map<Label, number>; readonly output: Label[]; readonly dtype: DType }

function prepare(op: string, args: readonly unknown[]): Sum {
  let parsed: Parsed, given: readonly unknown[]
  if (typeof args[0] === 'string') {
    parsed = parse(op, args[0])
    given = args.slice(1)
    if (parsed.inputs.length !== given.length) throw new ValueError(`${op}: '${args[0].slice(0, 200)}' is for ${parsed.inputs.length} operand${parsed.inputs.length === 1 ? '' : 's'}, and there ${given.length === 1 ? 'is 1' : `are ${given.length}`}`)
  } else {
    if (args.length < 2) throw new ValueError(`${op}: give an expression such as 'ij,jk->ik' and its operands, or operands and lists of labels in turn`)
    const pairs = Math.floor(args.length / 2)
    given = Array.from({ length: pairs }, (_, i) => args[2 * i])
    parsed = fromLists(op, Array.from({ length: pairs }, (_, i) => args[2 * i + 1]), args.length % 2 === 1 ? args[args.length - 1] : undefined)
  }
  const { arrays, dtype } = operandsOf(op, given as ArrayLike[])
  let widest = 0
  const expanded = parsed.inputs.map((term, i): Label[] => {
    const { ndim, shape } = arrays[i]!, more = ndim - term.filter(l => l !== '...').length
    if (more < 0 || more > 0 && !term.includes('...')) throw new ShapeError(`${op}: operand ${i} of shape ${shapeText(shape)} has ${ndim} dimension${ndim === 1 ? '' : 's'}, and ${ndim - more} label${ndim - more === 1 ? '' : 's'}${more > 0 ? "; '...' would stand for the others" : ''}`)
    if (term.includes('...')) widest = Math.max(widest, more)
    return term.flatMap(l => l === '...' ? ellipsis(more) : [l])
  })
  const sizes = new Map<Label, number>(), first = new Map<Label, number>()
  const terms = expanded.map((labels, i) => diagonals(op, arrays[i]!, labels, i))
  terms.forEach(({ array, labels }, i) => labels.forEach((l, k) => {
    const n = array.shape[k]!, known = sizes.get(l)
    if (known !== undefined && known !== 1 && n !== 1 && known !== n) throw new ShapeError(`${op}: ${l >= ELLIPSIS ? "an axis of '...'" : `the label '${String.fromCharCode(l)}'`} has ${known} elements in operand ${first.get(l)} of shape ${shapeText(arrays[first.get(l)!]!.shape)} and ${n} in operand ${i} of shape ${shapeText(arrays[i]!.shape)}`)
    if (known === undefined || known === 1) { sizes.set(l, n); first.set(l, i) }
  }))
  if (parsed.output !== undefined && widest > 0 && !parsed.output.includes('...')) throw new ValueError(`${op}: the operands have ${widest} axes for '...', so the result must have '...', too; to sum over them, give them labels`)
  // Without an arrow: the labels that stand once, in order of the letters, behind the axes of an ellipsis.
  const all = expanded.flat(), single = [...sizes.keys()].filter(l => l < ELLIPSIS && all.indexOf(l) === all.lastIndexOf(l)).sort((p, q) => p - q)
  const output = parsed.output === undefined ? [...ellipsis(widest), ...single] : parsed.output.flatMap(l => l === '...' ? ellipsis(widest) : [l])
  return { terms, sizes, output, dtype }
}
const ellipsis = (n: number): Label[] => Array.from({ length: n }, (_, i) => ELLIPSIS + n - 1 - i)

// An operand with each label once: a label that stands twice walks along the diagonal.
function diagonals(op: string, array: Any, labels: readonly Label[], which: number): Labelled {
  const own = [...new Set(labels)]
  if (own.length === labels.length) return { array, labels }
  const shape = own.map(l => array.shape[labels.indexOf(l)]!), strides = own.map(l => labels.reduce((s, m, k) => m === l ? s + array.strides[k]! : s, 0))
  labels.forEach((l, k) => { if (array.shape[k] !== shape[own.indexOf(l)]) throw new ShapeError(`${op}: the label '${String.fromCharCode(l)}' stands for axes of ${shape[own.indexOf(l)]} and of ${array.shape[k]} elements of operand ${which} of shape ${shapeText(array.shape)}; a diagonal needs equal ones`) })
  return { array: array.view(shape, strides, array.address), labels: own }
}

// ---- the order of contractions ----

type Labels = ReadonlySet<Label>
const union = (sets: readonly Labels[]): Set<Label> => new Set(sets.flatMap(s => [...s]))
const product = (labels: Iterable<Label>, sizes: ReadonlyMap<Label, number>): number => { let n = 1; for (const l of labels) n *= sizes.get(l)!; return n }
/** The labels that the product of some operands keeps. */
const keptOf = (taken: readonly Labels[], rest: readonly Labels[], output: readonly Label[]): Set<Label> => new Set([...union(taken)].filter(l => output.includes(l) || rest.some(s => s.has(l))))

/** All at once, if nothing else was asked for or is possible within the limit. */
const atOnce = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

function greedy(given: readonly Labels[], output: readonly Label[], sizes: ReadonlyMap<Label, number>, limit: number): number[][] {
  const sets = [...given], path: number[][] = []
  while (sets.length > 1) {
    let best: { at: number[]; kept: Set<Label>; removed: number; cost: number } | undefined
    // Pairs that share nothing only when no other are left: their product grows.
    for (const sharing of [true, false]) {
      for (let i = 0; i < sets.length; i++) for (let j = i + 1; j < sets.length; j++) {
        const a = sets[i]!, b = sets[j]!
        if ([...a].some(l => b.has(l)) !== sharing) continue
        const kept = keptOf([a, b], sets.filter((_, k) => k !== i && k !== j), output), size = product(kept, sizes), removed = product(a, sizes) + product(b, sizes) - size, cost = product(union([a, b]), sizes)
        if (size > limit && sets.length > 2) continue
        if (best === undefined || removed > best.removed || removed === best.removed && cost < best.cost) best = { at: [i, j], kept, removed, cost }
      }
      if (best) break
    }
    if (best === undefined) return [...path, atOnce(sets.length)]
    path.push(best.at)
    sets.splice(best.at[1]!, 1)
    sets.splice(best.at[0]!, 1)
    sets.push(best.kept)
  }
  return path
}

// The cheapest tree for every subset of the operands, from small to large; 3^n splits of subsets in two.
function optimal(given: readonly Labels[], output: readonly Label[], sizes: ReadonlyMap<Label, number>, limit: number): number[][] {
  const n = given.length, count = 2 ** n, members = (s: number): Labels[] => given.filter((_, i) => s & 1 << i)
  const kept = Array.from({ length: count }, (_, s) => s > 0 && (s & s - 1) === 0 ? given[Math.log2(s)]! : keptOf(members(s), members(count - 1 - s), output)), costs = new Float64Array(count), splits = new Int32Array(count)
  for (let s = 1; s < count; s++) {
    if ((s & s - 1) === 0) continue
    costs[s] = Infinity
    if (s !== count - 1 && product(kept[s]!, sizes) > limit) continue
    for (let a = s - 1 & s; a > 0; a = a - 1 & s) {
      const b = s - a
      if (a < b || costs[a]! + costs[b]! >= costs[s]!) continue
      const cost = costs[a]! + costs[b]! + product(union([kept[a]!, kept[b]!]), sizes)
      if (cost < costs[s]!) { costs[s] = cost; splits[s] = a }
    }
  }
  if (costs[count - 1] === Infinity) return [atOnce(n)]
  const path: number[][] = [], list = given.map((_, i) => 1 << i)
  const take = (s: number): void => {
    if ((s & s - 1) === 0) return
    const a = splits[s]!, b = s - a
    take(b)
    take(a)
    const at = [list.indexOf(a), list.indexOf(b)].sort((p, q) => p - q)
    path.push(at)
    list.splice(at[1]!, 1)
    list.splice(at[0]!, 1)
    list.push(s)
  }
  take(count - 1)
  return path
}

// Operands up to which all orders are looked at by themselves, and when asked for: 3^12 splits are half a second.
const FEW = 8, MOST = 12

function pathOf(op: string, { terms, sizes, output }: Sum, optimize: EinsumOptimize): number[][] {
  const n = terms.length, sets = terms.map(t => new Set(t.labels)), list = Array.isArray(optimize) ? optimize as readonly unknown[] : undefined
  if (list !== undefined && typeof list[0] !== 'string' || list?.[0] === 'einsum_path') return checkedPath(op, list[0] === 'einsum_path' ? list.slice(1) : list, n)
  const [name, limit = Infinity] = list ?? [optimize]
  if (typeof name !== 'boolean' && name !== 'greedy' && name !== 'optimal' || typeof limit !== 'number' || Number.isNaN(limit)) throw new ValueError(`${op}: optimize must be true, false, 'greedy', 'optimal', one of these names with a number of elements, or a path, not ${shown(typeof name === 'boolean' || name === 'greedy' || name === 'optimal' ? limit : name)}`)
  if (n < 3 || name === false) return [atOnce(n)]
  return name !== 'greedy' && n <= (name === true ? FEW : MOST) ? optimal(sets, output, sizes, limit) : greedy(sets, output, sizes, limit)
}
function checkedPath(op: string, path: readonly unknown[], n: number): number[][] {
  let left = n
  for (const step of path) {
    if (!Array.isArray(step) || step.length === 0 || new Set(step).size !== step.length || !step.every(i => Number.isInteger(i) && i >= 0 && i < left)) throw new ValueError(`${op}: a step of a path is a list of different places among the ${left} operands that are left, not ${Array.isArray(step) ? shown(step.map(String).join()) : shown(step)}`)
    left += 1 - step.length
  }
  if (left !== 1) throw new ValueError(`${op}: the path leaves ${left} operands; it must leave one`)
  return path.map(step => [...step as number[]])
}

// ---- evaluation ----

function optionsOf(args: readonly unknown[]): [rest: readonly unknown[], options: EinsumOptions] {
  const last = args[args.length - 1]
  return args.length > 0 && isOptions(last) ? [args.slice(0, -1), last as EinsumOptions] : [args, {}]
}

/**
 * The sum of products of operands that an expression tells: 'ij,jk->ik' is a matrix product, 'ii->i' a diagonal (a view), 'i...->...' a
 * sum, 'i,j' an outer product; without an arrow the result has the labels that stand once, in order of the letters. Operands of
 * length 1 are repeated. Also operands and lists of labels in turn: einsum(a, [0, 1], b, [1, 2], [0, 2]). A result without dimensions is a
 * JavaScript value. A ValueError names the position of what is wrong in the expression, a ShapeError the lengths that do not agree.
 */
export function einsum<O extends Any>(subscripts: string, ...args: [...ArrayLike[], EinsumOptions & { out: O }]): O
export function einsum<const S extends string, D extends DType>(subscripts: S, ...args: [...ArrayLike[], EinsumOptions<D> & { dtype: D }]): EinsumResult<S, D>
export function einsum<const S extends string, const L extends readonly ArrayLike[]>(subscripts: S, ...operands: L): EinsumResult<S, CommonOfList<L>>
export function einsum<const S extends string, const L extends readonly ArrayLike[]>(subscripts: S, ...args: [...L, EinsumOptions]): EinsumResult<S, CommonOfList<L>>
export function einsum(operand: ArrayLike, labels: Sublist, ...more: (ArrayLike | Sublist | EinsumOptions)[]): Any | Element<DType>
export function einsum(...given: unknown[]): unknown {
  const op = 'einsum'
  return composed(op, () => {
    const [args, options] = optionsOf(given), out = options.out ?? undefined, casting = options.casting ?? 'safe'
    if (options.dtype) requireDType(op, options.dtype)
    const sum = prepare(op, args), { sizes, output } = sum, dtype = options.dtype ?? sum.dtype, shape = output.map(l => sizes.get(l)!)
    for (const t of sum.terms) requireCast(op, t.array.dtype, dtype, casting)
    if (out !== undefined) { requireArray(op, out); requireOut(op, out, shape, dtype, casting) }
    const terms = [...sum.terms], path = pathOf(op, sum, options.optimize ?? true)
    path.forEach((step, s) => {
      const taken = step.map(i => terms[i]!)
      for (const i of [...step].sort((p, q) => q - p)) terms.splice(i, 1)
      let left = taken[0]!
      taken.slice(1).forEach((right, i) => {
        const rest = [...terms, ...taken.slice(i + 2)], needed = (l: Label): boolean => output.includes(l) || rest.some(t => t.labels.includes(l))
        // The last product is laid out as the result, those before it as they come.
        const labels = s === path.length - 1 && i === taken.length - 2 ? output : [...new Set([...left.labels, ...right.labels])].filter(needed)
        left = { array: contract(op, left, right, labels, dtype, labels === output ? out : undefined), labels }
      })
      terms.push(left)
    })
    const only = terms[0]!, order = [...output, ...only.labels.filter(l => !output.includes(l))]
    const last = summed(op, { array: permuted(only, order), labels: order }, l => output.includes(l), dtype).array
    if (last === out) return out
    // A view of an operand, not the operand: the caller will free the result.
    if (out === undefined && last.dtype === dtype) return scalarOr(last.view(last.shape, last.strides, last.address), out)
    if (out === undefined) return scalarOr(duplicate(op, last, dtype), out)
    copyInto(out, last.block === out.block ? duplicate(op, last, dtype) : last)
    return out
  })
}
const permuted = ({ array, labels }: Labelled, order: readonly Label[]): Any => {
  const at = order.map(l => labels.indexOf(l))
  return at.every((p, i) => p === i) ? array : array.view(at.map(p => array.shape[p]!), at.map(p => array.strides[p]!), array.address)
}

/** The order of contractions for an expression, to be given to einsum as `optimize`, and a report of what it costs. */
export function einsum_path(...args: (string | ArrayLike | Sublist | { optimize?: EinsumOptimize })[]): [path: ['einsum_path', ...number[][]], report: string] {
  const op = 'einsum_path'
  return composed(op, () => {
    const [rest, options] = optionsOf(args), sum = prepare(op, rest), { sizes, output } = sum, path = pathOf(op, sum, options.optimize ?? 'greedy')
    const letters = namesOf([...sizes.keys()]), text = (labels: Iterable<Label>): string => [...labels].map(l => letters.get(l)!).join('')
    // A multiplication for each operand but the first, and an addition where something is summed.
    const operations = (taken: readonly Labels[], kept: Labels): number => { const all = union(taken); return product(all, sizes) * (Math.max(1, taken.length - 1) + Number(all.size > kept.size)) }
    const sets: Set<Label>[] = sum.terms.map(t => new Set(t.labels)), whole = operations(sets, new Set(output)), rows = [['step', 'contraction', 'operations', 'elements', 'left']]
    let total = 0, largest = 0
    path.forEach((step, s) => {
      const taken = step.map(i => sets[i]!)
      for (const i of [...step].sort((p, q) => q - p)) sets.splice(i, 1)
      const kept = s === path.length - 1 ? new Set(output) : keptOf(taken, sets, output), cost = operations(taken, kept), size = product(kept, sizes)
      sets.push(kept)
      total += cost
      largest = Math.max(largest, size)
      rows.push([`${s + 1}`, `${taken.map(text).join(',')}->${text(kept)}`, cost.toPrecision(4), size.toPrecision(4), sets.map(text).join(',')])
    })
    const widths = rows[0]!.map((_, c) => Math.max(...rows.map(r => r[c]!.length)))
    const report = [
      `${sum.terms.map(t => text(t.labels)).join(',')}->${text(output)}`,
      `operations at once: ${whole.toPrecision(4)}, along the path: ${total.toPrecision(4)}, ${(whole / Math.max(1, total)).toPrecision(3)} times as few`,
      `largest array on the way: ${largest.toPrecision(4)} elements`,
      ...rows.map(r => r.map((x, c) => x.padEnd(widths[c]!)).join('  ').trimEnd()),
    ].join('\n')
    return [['einsum_path', ...path], report]
  })
}
// A letter for each label: its own, and for the axes of an ellipsis some that are free.
function namesOf(labels: readonly Label[]): Map<Label, string> {
  const used = new Set(labels), free = [...'ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba'].filter(c => !used.has(c.charCodeAt(0)))
  return new Map(labels.map(l => [l, l < ELLIPSIS ? String.fromCharCode(l) : free.shift() ?? '?']))
}
