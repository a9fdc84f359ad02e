// dist/worker-source.js is made by build/build.mjs.
/** The text of worker.js. */
export declare const workerSource: string
