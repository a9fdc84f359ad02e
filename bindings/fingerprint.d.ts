// dist/fingerprint.js is made by build/build.mjs.
/** A hash of the package's version and the kernels' sources, which the binaries export too. */
export declare const fingerprint: number
