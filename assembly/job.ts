// The kernel ABI. bindings/job.ts writes exactly what is read here: read the two side by side.
// A kernel is `kernel(job: usize, begin: usize, end: usize): void`; [begin, end) are tiles of the job (see blocks.ts).

/** Most dimensions of a job; NumPy's own limit. */
// @ts-ignore: decorator
@inline export const MAX_NDIM: usize = 64;
/** Most operands of a job: inputs, then outputs. */
// @ts-ignore: decorator
@inline export const MAX_OPERANDS: usize = 4;

/** The head of a Job; after it come shape[MAX_NDIM] and the operands. */
@unmanaged export class Job {
  ndim: i32;        // at least 2: outer axes, rows, columns
  inputs: i32;      // operands that are read …
  operands: i32;    // … of all operands; the rest are written
  tileRows: i32;    // the tile of the last two axes that is worked on at a time
  tileCols: i32;
  byRow: i32;       // 1: the kernel walks the tile's rows itself; 0: it sees the tile as one dense block
  granule: i32;     // blocks are padded to a multiple of so many elements
  result: usize;    // where folds leave one value (or one row of values) per tile …
  indices: usize;   // … and arg-folds the value's position
  reserved: i32;
  padLow: u64;      // 16 bytes that fill up the last vector of an input: a fold's identity
  padHigh: u64;
  scalar0: f64;     // parameters of an op
  scalar1: f64;
}

/** One operand of a job; strides are in bytes. */
@unmanaged export class Operand {
  base: usize;
  dtype: i32;       // as stored
  compute: i32;     // as the kernel wants it
  size: i32;        // bytes of an element as stored
  computeSize: i32; // bytes of an element as computed
}

// @ts-ignore: decorator
@inline const SHAPE: usize = offsetof<Job>();
// @ts-ignore: decorator
@inline const OPERANDS: usize = SHAPE + MAX_NDIM * 4;
// @ts-ignore: decorator
@inline const OPERAND: usize = offsetof<Operand>() + MAX_NDIM * 4;

/** Length of one axis. */
// @ts-ignore: decorator
@inline export function extent(job: usize, axis: i32): i32 { return load<i32>(job + SHAPE + (<usize>axis << 2)); }
/** Operand number k. */
// @ts-ignore: decorator
@inline export function operand(job: usize, k: i32): Operand { return changetype<Operand>(job + OPERANDS + <usize>k * OPERAND); }
/** Byte stride of an operand along one axis. */
// @ts-ignore: decorator
@inline export function stride(o: Operand, axis: i32): i32 { return load<i32>(changetype<usize>(o) + offsetof<Operand>() + (<usize>axis << 2)); }

/** What bindings/job.ts must agree with, by number: the test of the ABI asks. */
export function layout(field: i32): usize {
  switch (field) {
    case 0: return offsetof<Job>();
    case 1: return OPERANDS;
    case 2: return OPERAND;
    case 3: return offsetof<Job>("result");
    case 4: return offsetof<Job>("padLow");
    case 5: return offsetof<Job>("scalar0");
    default: return 0;
  }
}

/** First byte after the kernels' static data: the heap of the bindings begins there. */
export function heapBase(): usize { return __heap_base; }
