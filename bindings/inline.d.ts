// dist/inline.js is made by build/build.mjs: the binaries for browsers, in base64.
/** Both variants, one behind the other, as LZMA without its header. */
export declare const packed: string
/** Where each lies in what is unpacked. */
export declare const places: Readonly<Record<'simd' | 'relaxed', readonly [begin: number, end: number]>>
/** The binary of assembly/lzma.ts. */
export declare const unpacker: string
