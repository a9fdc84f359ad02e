// The package's version, written by the build.
export const version: string
