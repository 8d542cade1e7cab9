// Starts the house that was just built on an empty folder, asks whether it is ready and ends it: part of the building of the image.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

const port = 5000
const house = spawn(process.execPath, ['src/cli/longhouse.ts', 'start'], {
  env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
  stdio: 'inherit',
})
const gone = once(house, 'exit')

let answer = null
for (const end = Date.now() + 60_000; answer === null && house.exitCode === null && Date.now() < end;) {
  await pause(100)
  answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
}
house.kill('SIGTERM')
const [code] = await gone
if (!answer?.ok || code !== 0) {
  console.error(`The house did not start or did not end in order (ended with ${code}).`, await answer?.text())
  process.exit(1)
}
