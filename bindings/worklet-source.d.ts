// dist/worklet-source.js is made by build/build.mjs.
/** The source of the AudioWorklet's script. */
export declare const workletSource: string
