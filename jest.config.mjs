// Tests import the compiled library from dist/ (workers cannot load TypeScript); only the test files themselves are transformed.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
}
