import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { type Form, takeForms } from './bodies.ts'

test('a form keeps each parameter as often as it was sent, and is UTF-8 or refused', async () => {
  const app = fastify()
  app.removeAllContentTypeParsers()
  takeForms(app)
  app.post<{ Body: Form }>('/', async ({ body }) => [...body])
  const send = (payload: string | Buffer, type = 'application/x-www-form-urlencoded') =>
    app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': type } })
  expect((await send('token=a&token=b&name=%C5%BD+x%2B&empty=')).json()).toEqual([
    ['token', 'a'],
    ['token', 'b'],
    ['name', 'Ž x+'],
    ['empty', ''],
  ])
  expect((await send('a=1', 'application/x-www-form-urlencoded; charset=UTF-8')).statusCode).toBe(200)
  expect((await send(Buffer.of(0x61, 0x3d, 0xff))).statusCode).toBe(500)
  expect((await send('a=1', 'application/x-www-form-urlencoded; charset=latin1')).statusCode).toBe(415)
  expect((await send('{}', 'application/json')).statusCode).toBe(415)
})
