// Tests import the compiled library from dist/ (workers cannot load TypeScript); only the test files themselves are transformed.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/transform.mjs' },
}
