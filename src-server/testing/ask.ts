import type { IncomingHttpHeaders } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect as connectPlainly, type Socket } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'
import type { ServedDesk } from './serve-https.ts'

/** What was answered, as it came. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  json(): Record<string, unknown> & { readonly error?: Record<string, unknown> }
}

export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** `http:` speaks plainly to the port. */
  readonly protocol?: 'https:' | 'http:'
}

/** Asks a service as any client of HTTP does, once. For tests only. */
export function ask(service: Pick<ServedDesk, 'port' | 'tls'>, path: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, protocol = 'https:' } = question
  const options = { host: '127.0.0.1', port: service.port, path, method, headers, agent: false as const }
  return new Promise((resolve, reject) => {
    const request =
      protocol === 'http:' ? httpRequest(options) : httpsRequest({ ...options, ca: service.tls.authority })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) }),
      )
    })
    request.end(body)
  })
}

/** Asks `POST /v1/<name>` with an input as JSON. */
export function call(
  service: Pick<ServedDesk, 'port' | 'tls'>,
  name: string,
  input: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return ask(service, `/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(input),
  })
}

/** A bare TLS connection, for what no client of HTTP would send. */
export function openTls(service: Pick<ServedDesk, 'port' | 'tls'>, options: ConnectionOptions = {}): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: service.port, ca: service.tls.authority, ...options })
    socket.once('error', reject).once('secureConnect', () => resolve(socket))
  })
}

/** A bare connection without TLS. */
export function openPlainly(service: Pick<ServedDesk, 'port'>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectPlainly({ host: '127.0.0.1', port: service.port })
    socket.once('error', reject).once('connect', () => resolve(socket))
  })
}

/** All that the other end sends until it closes the connection. */
export function everythingFrom(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => {
      text += piece
    })
    // Whether it ends or breaks, what had come is what counts.
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}
