import { createWriteStream } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** What an upload costs at least: node:http piped into a file, with nothing asked and nothing synced. Prints its address. */
const [file = ''] = process.argv.slice(2)
const server = createServer((request, response) => void take(request, response))

async function take(request: IncomingMessage, response: ServerResponse) {
  await pipeline(request, createWriteStream(file))
  response.writeHead(204).end()
}

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}`)
})
