// NumPy's constants: numbers, and the names of dtypes and of families of dtypes.

/** The circumference of a circle over its diameter. */
export const pi = Math.PI
/** The base of the natural logarithm. */
export const e = Math.E
/** Euler's constant, the limit of 1 + 1/2 + … + 1/n - log n. */
export const euler_gamma = 0.5772156649015329
/** Infinity. */
export const inf = Infinity
/** Not a number. */
export const nan = NaN
/** A new axis of length 1 in an index. */
export const newaxis = null

/** The dtype bool, by its name. */
export const bool = 'bool'
/** The dtype bool, by its name. */
export const bool_ = 'bool'
/** The dtype int8, by its name. */
export const int8 = 'int8'
/** The dtype int16, by its name. */
export const int16 = 'int16'
/** The dtype int32, by its name. */
export const int32 = 'int32'
/** The dtype int64, by its name. */
export const int64 = 'int64'
/** The dtype uint8, by its name. */
export const uint8 = 'uint8'
/** The dtype uint16, by its name. */
export const uint16 = 'uint16'
/** The dtype uint32, by its name. */
export const uint32 = 'uint32'
/** The dtype uint64, by its name. */
export const uint64 = 'uint64'
/** The dtype float32, by its name. */
export const float32 = 'float32'
/** The dtype float64, by its name. */
export const float64 = 'float64'
/** The dtype complex64, by its name. */
export const complex64 = 'complex64'
/** The dtype complex128, by its name. */
export const complex128 = 'complex128'
/** All dtypes, for issubdtype. */
export const generic = 'generic'
/** All dtypes but bool, for issubdtype. */
export const number = 'number'
/** The integer dtypes, for issubdtype. */
export const integer = 'integer'
/** The signed integer dtypes, for issubdtype. */
export const signedinteger = 'signedinteger'
/** The unsigned integer dtypes, for issubdtype. */
export const unsignedinteger = 'unsignedinteger'
/** The floating and complex dtypes, for issubdtype. */
export const inexact = 'inexact'
/** The floating dtypes, for issubdtype. */
export const floating = 'floating'
/** The complex dtypes, for issubdtype. */
export const complexfloating = 'complexfloating'
