// ExecStartPost of the units: `wait-until-ready.mjs <port>` ends with 0 once the process says on /readyz that it is ready. systemd
// ends it, and the start with it, after TimeoutStartSec.
import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const [port] = process.argv.slice(2)
while (!(await isReady())) await pause(250)

function isReady() {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}
