// Every error that Lanewise throws on purpose: each class has one meaning, and each message says what, where and the remedy.

// Names are written out, as minifiers change those of classes.
/** Base of every error thrown by Lanewise; `name` is the class's name. */
export class LanewiseError extends Error { override name = 'LanewiseError' }

/** Shapes that do not fit the operation, or each other. */
export class ShapeError extends LanewiseError { override name = 'ShapeError' }
/** A dtype that the operation does not take, or a cast that is not allowed. */
export class DTypeError extends LanewiseError { override name = 'DTypeError' }
/** An axis outside the array's dimensions, or named twice. */
export class AxisError extends LanewiseError { override name = 'AxisError' }
/** An index or slice outside the array, or of the wrong kind. */
export class IndexError extends LanewiseError { override name = 'IndexError' }
/** An argument whose value makes no sense for the operation. */
export class ValueError extends LanewiseError { override name = 'ValueError' }
/** An array that was disposed, or whose runtime was closed. */
export class DisposedError extends LanewiseError { override name = 'DisposedError' }
/** The shared memory is full or cannot grow. */
export class OutOfMemoryError extends LanewiseError { override name = 'OutOfMemoryError' }
/** The kernels could not be fetched, or the page's policy forbids them. */
export class LoadError extends LanewiseError { override name = 'LoadError' }
/** A call that came before `await init()`. */
export class NotReadyError extends LanewiseError { override name = 'NotReadyError' }
/** A file or buffer that is not what it claims to be: truncated, hostile or of an unsupported format. */
export class FormatError extends LanewiseError { override name = 'FormatError' }
/** A kernel or a worker thread failed; the message says whether the pool recovered. */
export class KernelError extends LanewiseError { override name = 'KernelError' }
/** This machine lacks something that was asked for (a variant, threads, a browser feature). */
export class UnsupportedError extends LanewiseError { override name = 'UnsupportedError' }

/** A shape as NumPy prints it: `(2, 3)`, `(4,)`, `()`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
}

/** A value of unknown kind as a message shows it; never throws. */
export function shown(x: unknown): string {
  switch (typeof x) {
    case 'string': return `'${x.slice(0, 40)}'`
    case 'function': return 'a function'
    case 'object': return x === null ? 'null' : Array.isArray(x) ? 'a list' : `an object ${Object.prototype.toString.call(x).slice(8, -1)}`
    default: return String(x)
  }
}
