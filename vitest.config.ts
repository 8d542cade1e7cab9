import { defineConfig } from 'vitest/config'

// Two projects: `unit` beside the source (seconds, part of `npm run check`) and `house`, which starts real programs.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['src/apps/*/test/**'],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'house',
          include: ['test/**/*.test.ts', 'src/apps/*/test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          // Programs and browsers on a shared machine: in CI a test may show twice more that it can pass.
          retry: process.env.CI ? 2 : 0,
        },
      },
    ],
  },
})
