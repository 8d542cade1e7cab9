import { type ChildProcess, spawn } from 'node:child_process'

/**
 * `npm run dev`: the server restarts and the page reloads when a source changes. The page comes from Vite on 5173, which
 * hands /api, /media and /uploads to the server on PORT.
 */
const children: ChildProcess[] = [
  spawn('node', ['--watch-path=src', '--watch-preserve-output', 'src/main.ts'], { stdio: 'inherit' }),
  spawn('vite', [], { stdio: 'inherit' }),
]
console.log('The page: http://localhost:5173 (the server behind it restarts when src changes)')

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    for (const child of children) child.kill(signal)
  })
