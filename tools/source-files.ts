import { globSync } from 'node:fs'

/** Every TypeScript file of the repository that people write, relative to its root, in order. */
export const sourceFiles = (): string[] =>
  globSync(['src/**/*.{ts,tsx}', 'tools/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', '*.config.ts'])
    .filter((path) => !path.includes('node_modules') && !path.endsWith('.d.ts'))
    .toSorted((a, b) => (a < b ? -1 : 1))
