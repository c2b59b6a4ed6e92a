import { defineConfig } from 'vitest/config';

/** Projects that run the built program, or real servers: one file at a time, so that two cores are enough. */
const heavy = {
  globalSetup: 'test/support/build.ts',
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          testTimeout: 30_000,
          exclude: ['test/{property,cli,integration,fault,package}/**'],
        },
      },
      { test: { name: 'property', include: ['test/property/**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: 'test/support/build.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...heavy } },
      { test: { name: 'fault', include: ['test/fault/**/*.test.ts'], ...heavy } },
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], ...heavy } },
    ],
  },
});
