import { defineConfig } from 'vitest/config'

// `unit`: beside the source, on the embedded engines; seconds, part of `npm run check`. `fleet`: the same files, on the engines of a
// fleet that the test bed starts. `house`: what starts real programs. `long`: what takes minutes or large programs, `npm run test:long`.
export default defineConfig({
  test: {
    // What was made of a file is kept beside the packages, by its content: the second run has nothing to translate.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['src/apps/*/test/**'],
          testTimeout: 10_000,
          // In CI the other checks run beside them.
          retry: process.env.CI ? 1 : 0,
          // No module keeps state of its own, so the files share their workers; half the tests wait for a timer or a disk.
          isolate: false,
          maxWorkers: 3,
          // A number of workers of its own wants a turn of its own.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'fleet',
          include: ['src/**/*.test.ts', 'src/**/*.fleet.ts'],
          exclude: ['src/apps/*/test/**', 'src/**/{sqlite,disk,memory}-*.test.ts', 'src/**/web/**'],
          globalSetup: ['test/bed/bed.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          maxWorkers: 2,
          // As below: five servers beside the tests.
          retry: process.env.CI ? 1 : 0,
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
      {
        test: {
          // The ways of people through the house, once more through nginx to a house of many processes.
          name: 'journeys',
          include: [
            'test/browser/{roles,search,shell}.test.ts',
            'src/apps/footage/test/journey.test.ts',
            'src/apps/footage/test/browser/player.test.ts',
            'src/apps/notes/test/spaces.test.ts',
            'src/apps/notes/test/browser/{list,share,writing}.test.ts',
          ],
          env: { HOUSE: 'fleet' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          retry: process.env.CI ? 2 : 0,
        },
      },
      {
        test: {
          name: 'long',
          // The second half are tests that do more of the same when there is time.
          include: [
            '{test,src}/**/*.long.ts',
            'test/chaos/*.test.ts',
            'test/fleet/rolling.test.ts',
            'test/redis/jobs.test.ts',
            'src/apps/live/server/rtmp/fuzz.test.ts',
          ],
          env: { LONG: '1' },
          testTimeout: 600_000,
          hookTimeout: 180_000,
          // What holds faults wants the machine for itself.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
