import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/** What answering costs at least: node:http sending these headers and the bytes of a file to whoever asks. Prints its address. */
const [file = '', given = '{}'] = process.argv.slice(2)
const body = readFileSync(file)
const headers = { ...(JSON.parse(given) as Record<string, string>), 'content-length': body.length }
const server = createServer((_request, response) => {
  response.writeHead(200, headers)
  response.end(body)
})
server.listen(0, '127.0.0.1', 4096, () => {
  console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}`)
})
