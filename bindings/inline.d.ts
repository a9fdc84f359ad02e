// dist/inline.js is made by build/build.mjs: the binaries deflated and in base64, and the worker's source.
/** The binaries, deflated (raw) and in base64. */
export declare const binaries: Readonly<Record<'simd' | 'relaxed', string>>
/** The source of worker.js. */
export declare const workerSource: string
