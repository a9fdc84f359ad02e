// The iterator that every kernel runs on: it walks the tiles of a job and hands the kernel dense blocks.
//
// An operand of a tile is DIRECT (its elements already lie one after the other, in the kernel's dtype), SPLAT (one element
// for the whole block) or BUFFERED (gathered into this thread's scratch, converted on the way, and for an output
// scattered back). So a kernel is one loop over whole vectors: strides, broadcasting, transposes, mixed dtypes and tails
// are handled here, once. The idea is NumPy's buffered nditer; tiles keep a transposed operand in cache.

import { Job, Operand, MAX_OPERANDS, extent, operand, stride } from "./job";
import { convert, copyBytes, transpose } from "./convert";

/** Bytes that a thread's scratch holds per operand; tiles with a BUFFERED operand are no larger. */
// @ts-ignore: decorator
@inline export const BUFFER: usize = 16384;
// @ts-ignore: decorator
@inline const CELL: usize = 16;                     // a SPLAT's vector
// @ts-ignore: decorator
@inline const TAIL: usize = 16 * 16;                // the last partial granule: at most 16 elements of 16 bytes
// @ts-ignore: decorator
@inline const SLOT: usize = BUFFER + 256;      // padded, and off the 4 KiB aliasing distance
// @ts-ignore: decorator
@inline const SCRATCH: usize = 256;

// Rows from so many elements on are walked one by one.
// @ts-ignore: decorator
@inline const SHORT_ROW: i32 = 16;

// @ts-ignore: decorator
@inline const DIRECT: i32 = 0;
// @ts-ignore: decorator
@inline const SPLAT: i32 = 1;
// @ts-ignore: decorator
@inline const BUFFERED: i32 = 2;

/** Where operand k of the current block lies, and how far its pointer moves per vector (16, or 0 for a SPLAT). */
@unmanaged class Cursor {
  pointer: usize;
  step: usize;
  mode: i32;
  at: usize;        // address of the tile's (or row's) first element as stored
  rowStride: i32;
  colStride: i32;
  rowStep: i32;
  split: usize;     // dense address of the block's first element, before a tail replaced it
}

// Globals are per instance, so per thread.
let frame: usize = 0;       // this thread's scratch: cursors, then a slot, a tail and a cell per operand
let job: Job = changetype<Job>(0);
let tile: usize = 0;        // the next tile to load
let tileEnd: usize = 0;
let main: i32 = 0;          // elements of the current block that are whole granules …
let rest: i32 = 0;          // … and those left for a block of their own
let phase: i32 = 0;         // 0: at the start, or after a block; 1: a tail is due; 2: a tail was handed out
let buffered: bool = false; // some output is BUFFERED
let opened: bool = false;   // a tile is loaded

/** Elements of a row of the current block, padded to the granule. */
export let count: i32 = 0;
/** Vectors of a row of the current block, counted in operand 0. */
export let vectors: i32 = 0;
/** Rows of the current block: 1, or those of a tile in strips; rowStep() apart. */
export let strips: i32 = 1;
/** True when the current block begins, and when it ends, its tile. */
export let first: bool = false;
export let last: bool = false;
/** Place of the current block's first element in its tile (a tail does not begin at 0). */
export let offset: i32 = 0;
/** Number of the current tile; and the place of its row of results: (outer * rowTiles + rowTile) * columns + first column. */
export let current: usize = 0;
export let origin: usize = 0;
/** First column of the current tile, and its numbers of rows and columns. */
export let firstCol: i32 = 0;
export let rows: i32 = 0;
export let cols: i32 = 0;

// @ts-ignore: decorator
@inline function cursor(k: i32): Cursor { return changetype<Cursor>(frame + <usize>k * 32); }
// @ts-ignore: decorator
@inline function slot(k: i32): usize { return frame + SCRATCH + <usize>k * (SLOT + TAIL + CELL); }
/** Scratch of an operand that this kernel does not have: a fold keeps its row of accumulators there. */
export function spare(k: i32): usize { return slot(k); }

/** Bytes that a kernel may use from spare(0) on if it does not walk blocks: 192 KiB of A and as much of B in gemm.ts, which uses most. */
// @ts-ignore: decorator
@inline export const SPARE: usize = 1024 + 2 * 196608;
/** Bytes of scratch that each thread needs. */
export function scratchSize(): usize { return SCRATCH + SPARE; }
/** Gives this instance its scratch; once per thread. */
export function attach(scratch: usize): void { frame = scratch; }

/** The operand's pointer in the current block. */
// @ts-ignore: decorator
@inline export function pointer(k: i32): usize { return cursor(k).pointer; }
/** Bytes that the operand's pointer moves per vector. */
// @ts-ignore: decorator
@inline export function step(k: i32): usize { return cursor(k).step; }

/** Bytes between the rows of an operand in the current block. */
// @ts-ignore: decorator
@inline export function rowStep(k: i32): i32 { return cursor(k).rowStep; }

/** Starts on tiles [begin, end) of a job. */
export function open(jobAddress: usize, begin: usize, end: usize): void {
  job = changetype<Job>(jobAddress);
  tile = begin;
  tileEnd = end;
  phase = 0;
  opened = false;
}

/** Hands out the next block; false when all tiles are done. Finishes the writes of the block before. */
export function next(): bool {
  if (opened) {
    if (phase == 2) commitTail();
    if (phase == 1) { tail(); return true; }
    if (buffered) scatter();
    opened = false;
  }
  if (tile == tileEnd) return false;
  loadTile();
  block();
  return true;
}

// Finds the tile's operands, gathers the BUFFERED ones.
function loadTile(): void {
  const j = changetype<usize>(job), ndim = job.ndim;
  const allRows = extent(j, ndim - 2), allCols = extent(j, ndim - 1);
  const rowTiles = (allRows + job.tileRows - 1) / job.tileRows, colTiles = (allCols + job.tileCols - 1) / job.tileCols;
  const perOuter = <usize>rowTiles * colTiles;
  const outer = perOuter == 1 ? tile : tile / perOuter;
  const inTile = <i32>(tile - outer * perOuter);
  const rowTile = inTile / colTiles, row0 = rowTile * job.tileRows;
  const col0 = (inTile - rowTile * colTiles) * job.tileCols;
  rows = min(job.tileRows, allRows - row0);
  cols = min(job.tileCols, allCols - col0);
  current = tile++;
  origin = (outer * rowTiles + rowTile) * allCols + col0;
  firstCol = col0;
  opened = true;
  buffered = false;
  // A fold has no output, and must not see more than the real elements of a SPLAT.
  const byRow = job.byRow != 0, fold = job.inputs == job.operands;
  // Long enough rows of whole granules are walked one by one, so that what is dense in the row need not be copied.
  const strip = byRow || (rows > 1 && cols >= SHORT_ROW && cols % job.granule == 0 && !fold), flat = rows == 1 || strip;
  let free = true;                                        // blocks may be padded in place
  for (let k = 0; k < job.operands; k++) {
    const o = operand(j, k), c = cursor(k);
    let at = o.base + row0 * stride(o, ndim - 2) + col0 * stride(o, ndim - 1);
    let left = outer;
    for (let axis = ndim - 3; axis >= 0 && left != 0; axis--) {
      const e = <usize>extent(j, axis), q = left / e;
      at += <i32>(left - q * e) * stride(o, axis);
      left = q;
    }
    const sr = stride(o, ndim - 2), sc = stride(o, ndim - 1), input = k < job.inputs;
    c.at = at;
    c.rowStride = sr;
    c.colStride = sc;
    if (o.dtype == o.compute && (cols == 1 || sc == o.size) && (flat || sr == cols * o.size)) {
      c.mode = DIRECT;
      c.pointer = at;
      c.step = 16;
      c.rowStep = sr;
      free = false;
    } else if (input && !byRow && (cols == 1 || sc == 0) && (rows == 1 || sr == 0)) {
      if (fold) free = false;
      c.mode = SPLAT;
      c.rowStep = 0;
      c.pointer = slot(k) + SLOT + TAIL;
      c.step = 0;
      splat(o, c);
    } else {
      c.mode = BUFFERED;
      c.pointer = slot(k);
      c.step = 16;
      c.rowStep = cols * o.computeSize;
      if (input) gather(o, c, slot(k)); else buffered = true;
    }
  }
  strips = strip ? rows : 1;
  const n = strip ? cols : rows * cols, over = n % job.granule;
  if (strip || over == 0) { main = n; rest = 0; }
  else if (free) {
    main = n + job.granule - over;
    rest = 0;
    for (let k = 0; k < job.inputs; k++) if (cursor(k).mode == BUFFERED) {
      const size = operand(j, k).computeSize;
      pad(slot(k) + n * size, (job.granule - over) * size, size);
    }
  } else { main = n - over; rest = over; }
}

// The whole granules of the tile, or its tail when there is nothing else.
function block(): void {
  first = true;
  offset = 0;
  if (main == 0) { split(0); tail(); return; }
  hand(main);
  last = rest == 0;
  if (rest != 0) { split(main); phase = 1; } else phase = 0;
}

// @ts-ignore: decorator
@inline function hand(n: i32): void {
  count = n;
  vectors = (n * operand(changetype<usize>(job), 0).computeSize) >> 4;
}

function split(done: i32): void {
  for (let k = 0; k < job.operands; k++) {
    const c = cursor(k);
    c.split = c.pointer + <usize>done * operand(changetype<usize>(job), k).computeSize;
  }
}

// A block of one granule in the tail buffers: the real elements, then padding.
function tail(): void {
  for (let k = 0; k < job.operands; k++) {
    const c = cursor(k), o = operand(changetype<usize>(job), k), to = slot(k) + SLOT, size = o.computeSize;
    if (c.mode == SPLAT) {
      if (job.inputs < job.operands) continue;
      pad(to, job.granule * size, size);
      convert(o.compute, o.compute, size, c.pointer, 0, to, size, rest);
      c.step = 16;
    } else if (k < job.inputs) {
      pad(to, job.granule * size, size);
      copyBytes(to, c.split, <usize>rest * size);
    }
    c.pointer = to;
  }
  first = main == 0;
  last = true;
  hand(job.granule);
  offset = main;
  phase = 2;
}

function commitTail(): void {
  phase = 0;
  for (let k = job.inputs; k < job.operands; k++) {
    copyBytes(cursor(k).split, slot(k) + SLOT, <usize>rest * operand(changetype<usize>(job), k).computeSize);
  }
}

// @ts-ignore: decorator
@inline function pad(p: usize, bytes: i32, size: i32): void {
  const low = job.padLow, high = job.padHigh;
  for (let i = 0; i < bytes; i += 8) store<u64>(p + i, size == 16 && (i & 8) ? high : low);
}

function splat(o: Operand, c: Cursor): void {
  const p = c.pointer;
  convert(o.dtype, o.compute, o.size, c.at, 0, p, 0, 1);
  switch (o.computeSize) {
    case 1: v128.store(p, v128.load8_splat(p)); break;
    case 2: v128.store(p, v128.load16_splat(p)); break;
    case 4: v128.store(p, v128.load32_splat(p)); break;
    case 8: v128.store(p, v128.load64_splat(p)); break;
  }
}

// Runs along the operand's faster axis, so that each cache line is read once.
function gather(o: Operand, c: Cursor, to: usize): void {
  const size = o.computeSize;
  if (rows >= 8 && abs(c.rowStride) < abs(c.colStride)) {
    if (o.dtype == o.compute && c.rowStride == size) { transpose(size, c.at, c.colStride, to, cols * size, rows, cols); return; }
    for (let i = 0; i < cols; i++) convert(o.dtype, o.compute, o.size, c.at + i * c.colStride, c.rowStride, to + i * size, cols * size, rows);
  } else {
    for (let i = 0; i < rows; i++) convert(o.dtype, o.compute, o.size, c.at + i * c.rowStride, c.colStride, to + i * cols * size, size, cols);
  }
}

function scatter(): void {
  for (let k = job.inputs; k < job.operands; k++) {
    const o = operand(changetype<usize>(job), k), c = cursor(k), size = o.computeSize, from = slot(k);
    if (c.mode != BUFFERED) continue;
    if (rows >= 8 && abs(c.rowStride) < abs(c.colStride)) {
      if (o.dtype == o.compute && c.rowStride == size) { transpose(size, from, cols * size, c.at, c.colStride, cols, rows); continue; }
      for (let i = 0; i < cols; i++) convert(o.compute, o.dtype, size, from + i * size, cols * size, c.at + i * c.colStride, c.rowStride, rows);
    } else {
      for (let i = 0; i < rows; i++) convert(o.compute, o.dtype, size, from + i * cols * size, size, c.at + i * c.rowStride, c.colStride, cols);
    }
  }
}
