// A small Order Status API, as an example of what stands behind the gateway. It knows nothing of tokens: nginx has asked
// Token Desk before, and says in headers who calls. Start: ORDERS=orders.json PORT=9000 node order-status-api.mjs
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/** `[{ "id": "4711", "customerId": "CUS-7Q4K-9M2X", "status": "shipped" }]` */
const orders = JSON.parse(readFileSync(process.env.ORDERS ?? 'orders.json', 'utf8'))

const server = createServer((request, response) => {
  const { status, body } = answerTo(request)
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
})
// For the gateway beside it, and for nobody else.
server.listen(Number(process.env.PORT ?? 9000), '127.0.0.1', () =>
  process.stdout.write(`listening on ${server.address().port}\n`),
)

function answerTo({ method, url, headers }) {
  // Without an identity somebody has found a way past the gateway.
  const kind = headers['x-auth-owner-kind']
  if (!headers['x-auth-token-id'] || !kind) return { status: 403, body: { error: 'not behind the gateway' } }
  if (!headers['x-auth-modules']?.split(' ').includes('order-status'))
    return { status: 403, body: { error: 'not for this module' } }
  const customerId = headers['x-auth-customer-id']
  if (kind === 'contact' && !customerId) return { status: 403, body: { error: 'a contact without a customer' } }
  // A contact sees the orders of its own customer, and never learns which others there are.
  const visible = kind === 'contact' ? orders.filter((order) => order.customerId === customerId) : orders
  if (method !== 'GET') return { status: 405, body: { error: 'only reading is possible' } }
  const path = new URL(url, 'http://localhost').pathname
  if (path === '/order-status/orders') return { status: 200, body: { orders: visible } }
  const id = /^\/order-status\/orders\/([\w-]+)$/.exec(path)?.[1]
  const order = visible.find((candidate) => candidate.id === id)
  return order === undefined ? { status: 404, body: { error: 'no such order' } } : { status: 200, body: order }
}
