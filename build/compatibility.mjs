// docs/compatibility.md: every public name of NumPy's main namespace (test/fixtures/names.json), whether it is here, and if not, why.
//   node build/compatibility.mjs

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = new URL('../', import.meta.url)

/** Names with a meaning in any language that are not here, by reason. */
const absent = {
  'there is no 16-bit float; float32 takes its place': 'float16 half',
  "files are the platform's: load, loadtxt and frombuffer take what it has read": 'fromfile memmap',
  'deprecated; the same as vstack': 'row_stack',
  'an object with operators; the poly functions take and give lists of coefficients': 'poly1d',
}

/** Names that mean something in Python, or in C under it, only. They do not count. */
const outside = {
  'a namespace of its own, not a name of this one': 'char core ctypeslib dtypes emath exceptions f2py fft lib linalg ma polynomial random rec strings testing typing',
  "Python's own values": 'False_ True_',
  "the names of C's types; dtypes go by their width": 'byte cdouble clongdouble csingle double int_ intc intp long longdouble longlong short single ubyte uint uintc uintp ulong ulonglong ushort',
  'for dtypes of text, records, dates and Python objects, which do not exist here': 'bytes_ character datetime64 flexible object_ rec recarray record str_ timedelta64 void',
  'dates': 'busday_count busday_offset busdaycalendar datetime_as_string datetime_data is_busday isnat',
  'the matrix class, which NumPy advises against': 'asmatrix bmat matrix',
  "letters and lists of C's types": 'ScalarType mintypecode sctypeDict typecodes typename',
  "tricks with Python's square brackets; slices are strings here, and mgrid and ogrid functions": 'c_ index_exp r_ s_',
  "classes of Python's interpreter or C interface": 'broadcast dtype flatiter nditer nested_iters ufunc',
  'of Python objects; vectorize takes functions': 'frompyfunc iterable',
  "Python's exchange of buffers": 'from_dlpack',
  'gives records only': 'fromregex',
  "the state of C's floating-point errors and buffers": 'errstate getbufsize geterr geterrcall setbufsize seterr seterrcall',
  'a with block of Python; set_printoptions and the options of each call': 'printoptions',
  'help, tests and the build of NumPy itself': 'get_include info little_endian show_config show_runtime test',
}

/** What differs of names that are here. */
const notes = {
  'the class is NDArray': 'ndarray',
  'as a string, the name of the dtype': 'bool bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128',
  'as a string, for issubdtype': 'generic number integer signedinteger unsignedinteger inexact floating complexfloating',
  'from and to bytes, not files': 'load save savez savez_compressed',
  'from and to text, not files': 'loadtxt savetxt',
  'from text; names give an object of arrays': 'genfromtxt',
  'null, as in slice(null, 0)': 'newaxis',
  'functions of slice strings': 'mgrid ogrid',
  'indices are int32': 'argmax argmin argsort argpartition lexsort nonzero count_nonzero searchsorted digitize argwhere flatnonzero nanargmax nanargmin unravel_index ravel_multi_index',
  'of no roots the array [1]': 'poly',
  'with the cheapest order of contractions by default': 'einsum',
  'a report of its own form': 'einsum_path',
  'always float64 or complex128, no warning of the rank': 'polyfit',
  'greatest modulus first': 'roots',
  'options as the last argument': 'array2string array_repr array_str set_printoptions format_float_positional format_float_scientific',
}
// Here under another name.
const renamed = { ndarray: 'NDArray' }

const split = table => new Map(Object.entries(table).flatMap(([why, names]) => names.split(' ').map(name => [name, why])))
export const reasons = { absent: split(absent), outside: split(outside), notes: split(notes) }

/** Every name with what is said of it, the share of those that count, and the page. */
export async function compatibility() {
  const np = await import(new URL('dist/api.js', root))
  const { version, names, spaces } = JSON.parse(await readFile(new URL('test/fixtures/names.json', root), 'utf8'))
  const list = Object.keys(names).map(name => {
    // `info` is there, too, but means something else.
    const here = (renamed[name] ?? name) in np && !reasons.outside.has(name)
    return { name, here, counts: !reasons.outside.has(name), why: here ? reasons.notes.get(name) ?? '' : reasons.outside.get(name) ?? reasons.absent.get(name) ?? 'not yet' }
  })
  const counting = list.filter(n => n.counts), present = counting.filter(n => n.here), missing = counting.filter(n => !n.here), share = present.length / counting.length
  const plain = present.filter(n => n.why === ''), table = (head, rows) => [`| name | ${head} |`, '| --- | --- |', ...rows.map(n => `| \`${n.name}\` | ${n.why} |`)].join('\n')
  const page = `# Compatibility with NumPy

Made by \`node build/compatibility.mjs\` from the ${list.length} public names of the main namespace of NumPy ${version}. ${list.length - counting.length} of them mean something in Python only, or in C under it. Of the other ${counting.length}, ${present.length} are here: **${(100 * share).toFixed(1)} %**.

Everywhere: names, order of arguments, defaults and results are NumPy's; keyword arguments are an object at the end. float32 takes the place of float16, indices are int32, numbers of JavaScript are float64 and bigints int64 where they stand alone, and where NumPy gives a tuple there is a list.

## Namespaces
| namespace | here | not yet |
| --- | --- | --- |
${Object.entries(spaces).map(([space, own]) => {
    const has = name => Object.hasOwn(np[space], name), code = list => list.map(name => `\`${name}\``).join(' ')
    return `| \`${space}\`, ${own.filter(has).length} of ${own.length} | ${code(own.filter(has))} | ${code(own.filter(name => !has(name)))} |`
  }).join('\n')}

Also in \`fft\`, as SciPy has them: ${Object.keys(np.fft).filter(name => !spaces.fft.includes(name) && name !== 'plan').map(name => `\`${name}\``).join(' ')}; and \`plan\`, for repeated transforms. From \`lanewise/signal\`, as scipy.signal has them: \`fftconvolve\` \`oaconvolve\` \`convolve\` \`correlate\` \`choose_conv_method\`.

## Absent
${table('why', missing)}

## Present, with a difference
${table('difference', present.filter(n => n.why !== ''))}

## Present
${plain.map(n => `\`${n.name}\``).join(' ')}

## Without meaning outside Python
${table('why', list.filter(n => !n.counts))}
`
  return { list, share, page }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { share, page } = await compatibility(), file = new URL('docs/compatibility.md', root)
  await mkdir(new URL('docs/', root), { recursive: true })
  await writeFile(file, page)
  console.log(`${fileURLToPath(file)}: ${(100 * share).toFixed(1)} %`)
}
