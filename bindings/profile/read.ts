// A profile that was saved as JSON, read back.
import { FormatError } from '../errors.js'
import type { Profile } from './schema.js'

// What each value must be: a type, a list of a shape, or an object of shapes; a name with `?` may be missing.
type Shape = 'string' | 'number' | 'boolean' | 'object' | readonly [Shape] | { readonly [name: string]: Shape }

const estimate: Shape = { median: 'number', low: 'number', high: 'number' }
const cell: Shape = {
  way: 'string', label: 'string', threads: 'number', time: estimate, rme: 'number', rounds: ['number'], speedup: estimate,
  bytesPerSecond: 'number', flopsPerSecond: 'number', ofMemory: 'number', ofPeak: 'number',
}
const profile: Shape = {
  'date': 'string',
  'machine': {
    lanewise: 'string', variant: 'string', variantWhy: 'string', threads: 'number', threadsWhy: 'string', isolated: 'boolean', cores: 'number', cpu: 'string',
    memory: 'number', platform: 'string', runtime: 'string', engine: 'string',
  },
  'limits': {
    peak: [{ threads: 'number', dtype: 'string', flopsPerSecond: 'number' }], bandwidth: [{ threads: 'number', footprint: 'number', bytesPerSecond: 'number' }],
    call: 'number', fork: 'number',
  },
  'rivals': 'object',
  'cases': [{ 'name': 'string', 'group': 'string', 'about': 'string', 'cells': [cell], 'notes': ['string'], 'verdict?': { kind: 'string', text: 'string', advice: 'string' }, 'failed?': 'string' }],
  'crossovers': [{ op: 'string', dtype: 'string', points: [{ size: 'number' }], worst: { size: 'number', factor: 'number' } }],
}

/** Reads a profile that was saved as JSON; `name` is the file's, for messages. Throws FormatError for anything else, and for one of another version. */
export function readProfile(text: string, name: string): Profile {
  const fail = (why: string): never => { throw new FormatError(`${name} is not a profile: ${why}. A profile is what \`lanewise profile --json\` prints.`) }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new FormatError(`${name} is not a profile: it is not JSON (${(cause as Error).message}). A profile is what \`lanewise profile --json\` prints.`, { cause })
  }
  const { schema } = typeof value === 'object' && value !== null ? value as { schema?: unknown } : fail('it is not an object')
  if (typeof schema !== 'number') fail('it has no number as its schema')
  if (schema !== 2) throw new FormatError(`${name} was made by ${schema as number < 2 ? 'an older' : 'a newer'} version of Lanewise (schema ${String(schema)}, this one reads 2): run it anew.`)
  const problem = mismatch(value, profile, '')
  if (problem !== undefined) fail(problem)
  return value as Profile
}

// What is wrong with a value and where, if anything.
function mismatch(value: unknown, shape: Shape, path: string): string | undefined {
  if (typeof shape === 'string') {
    if (typeof value === shape && value !== null) return undefined
    return `${path} is ${value === undefined ? 'missing' : `not a${shape === 'object' ? 'n' : ''} ${shape}`}`
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return `${path} is not a list`
    for (const [i, item] of value.entries()) {
      const problem = mismatch(item, shape[0], `${path}[${i}]`)
      if (problem !== undefined) return problem
    }
    return undefined
  }
  if (typeof value !== 'object' || value === null) return `${path} is not an object`
  for (const [key, inner] of Object.entries(shape)) {
    const field = key.replace('?', ''), item = (value as Record<string, unknown>)[field]
    if (item === undefined && field !== key) continue
    const problem = mismatch(item, inner, path ? `${path}.${field}` : field)
    if (problem !== undefined) return problem
  }
  return undefined
}
function isList(shape: Shape): shape is readonly [Shape] { return Array.isArray(shape) }
