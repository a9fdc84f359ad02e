// Tests import the compiled library from dist/ (workers cannot load TypeScript); only the test files themselves are transformed.
export default {
  testEnvironment: 'node',
  testTimeout: 60000,              // of use against a hang only: machines are slow now and then
  testMatch: ['<rootDir>/test/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/transform.mjs' },
}
