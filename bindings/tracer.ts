// The hook of traces (profile/trace.ts): while one is made it is told what runs, at other times there is none.

/** Where an operand lies; without strides its bytes are side by side. */
export interface Extent { readonly address: number; readonly nbytes: number; readonly shape?: readonly number[]; readonly strides?: readonly number[]; readonly itemsize?: number }
interface Kernel { readonly id: number; readonly call: (job: number, begin: number, end: number) => void }

/** Who is told. */
export interface Tracer {
  /** Milliseconds. */
  now(): number
  /** A job begins; gives a kernel in place of the given one that tells of each range that it runs. */
  begin(kernel: Kernel, units: number): Kernel
  /** It has ended. */
  end(): void
  /** Bytes went from JavaScript's memory to the library's, or back, since then. */
  copied(bytes: number, since: number): void
  /** What is being computed takes so many arithmetic operations, and reads and writes these operands, by whatever kernels. */
  amount(flops: number, operands: readonly Extent[]): void
}

/** The present one. */
export let tracer: Tracer | undefined
/** Has a tracer told of everything from now on, or nobody. */
export function useTracer(next: Tracer | undefined): void { tracer = next }

/** Runs a kernel on this thread alone. */
export function callHere(kernel: Kernel, job: number, units: number): void {
  try { (tracer?.begin(kernel, units) ?? kernel).call(job, 0, units) } finally { tracer?.end() }
}
