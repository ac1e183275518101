import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type RequestListener,
  STATUS_CODES,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { PROBLEM_TYPE, RequestRefusal } from './problems.ts'

/** A certificate with the chain that leads to its authority, and its private key, both in PEM. */
export interface TlsMaterial {
  readonly certificate: string
  readonly key: string
}

/** How much, and for how long, one connection may ask of the service. */
export interface ConnectionLimits {
  readonly connections: number
  readonly headerBytes: number
  /** From the connection to its first byte, and for the TLS handshake. */
  readonly handshakeTimeoutMs: number
  readonly headersTimeoutMs: number
  /** For a whole request, its body included. */
  readonly requestTimeoutMs: number
  /** Longer than proxies keep theirs (nginx: 60 s), so that none sends a request into a connection that is closing. */
  readonly keepAliveTimeoutMs: number
}

export const USUAL_LIMITS: ConnectionLimits = {
  connections: 2000,
  headerBytes: 16 * 1024,
  handshakeTimeoutMs: 10_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 75_000,
}

export interface ListenerOptions {
  /** Null where a proxy ends TLS and nobody else can connect. */
  readonly tls: TlsMaterial | null
  readonly limits: ConnectionLimits
  /** Whether plain HTTP is spoken with this address, which is a proxy's then. */
  acceptsPlainHttp(address: string | undefined): boolean
  /** Hears of connections that were refused before there was a request. */
  onRefused(reason: 'plain-http' | 'limit'): void
}

export interface Listener {
  readonly server: HttpServer
  /** Closes connections on which nothing was asked yet: Node counts them as busy, and would wait for them. */
  closeUnused(): void
}

/**
 * The server behind the service's port. It looks at the first byte of a connection, and speaks TLS where that begins a
 * handshake. To everything else it answers, once and without reading on, that only HTTPS is spoken here, unless it comes
 * from a proxy that may speak plainly (MP-9).
 */
export function createListener(handler: RequestListener, options: ListenerOptions): Listener {
  const { tls, limits } = options
  const http = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    // Bodies have a limit of their own, which is kept where it is known what they are for.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
  }
  const server =
    tls === null
      ? createHttpServer(http, handler)
      : createHttpsServer({ ...http, ...tlsOptions(tls), handshakeTimeout: limits.handshakeTimeoutMs }, handler)
  server.maxConnections = limits.connections
  server.on('drop', () => options.onRefused('limit'))
  // What Node itself would do with a new connection, and with one whose TLS is done, is done here when it is its turn.
  const speakHttp = only(server.listeners(tls === null ? 'connection' : 'secureConnection'))
  const speakTls = tls === null ? undefined : only(server.listeners('connection'))
  const unused = new Map<string, Socket>()
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    unused.set(name, socket)
    socket.on('close', () => unused.delete(name))
    socket.on('error', () => socket.destroy())
    socket.setTimeout(limits.handshakeTimeoutMs, () => socket.destroy())
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1)
      if (first === null) return void socket.destroy()
      socket.setTimeout(0)
      socket.removeAllListeners('timeout')
      socket.unshift(first)
      if (first[0] === TLS_HANDSHAKE && speakTls !== undefined) return speakTls.call(server, socket)
      if (first[0] !== TLS_HANDSHAKE && options.acceptsPlainHttp(socket.remoteAddress))
        return speakHttp.call(server, socket)
      options.onRefused('plain-http')
      answerAndClose(socket, new RequestRefusal('https-required', HTTPS_ONLY))
    })
  })
  server.on('request', ({ socket }) => unused.delete(nameOf(socket)))
  return {
    server,
    closeUnused() {
      for (const socket of unused.values()) socket.destroy()
    },
  }
}

/** The same for a connection and for the TLS on it. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

/** What TLS is spoken: 1.3, or 1.2 with forward secrecy and authenticated encryption (RFC 9325). */
export function tlsOptions({ certificate, key }: TlsMaterial) {
  return {
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: CIPHERS.join(':'),
    ALPNProtocols: ['http/1.1'],
  } as const
}

/**
 * Answers a request that is no HTTP, or breaks off: on the bare connection, which is closed then. What still arrives is
 * thrown away for a moment, because closing at once would take the answer back before it is read.
 */
export function answerAndClose(socket: Socket, refusal: RequestRefusal): void {
  answered.add(socket)
  const problem = refusal.toProblem()
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.resume()
  socket.on('end', () => socket.destroy())
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Answers what Node's HTTP parser gave up on. */
export function answerBroken(error: Error & { readonly code?: string }, socket: Socket): void {
  // What follows the first fault is broken, too, and its answer may still be on its way.
  if (answered.has(socket)) return
  const isInHandshake = socket instanceof TLSSocket && socket.getProtocol() === null
  if (error.code === 'ECONNRESET' || !socket.writable || isInHandshake) return void socket.destroy()
  answerAndClose(socket, brokenRequest(error.code))
}

/** What a client is told that sends too slowly. */
export const TOO_SLOW = 'The request did not arrive in time.'

function brokenRequest(code: string | undefined): RequestRefusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new RequestRefusal('headers-too-large', 'Send fewer or shorter headers.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestRefusal('request-timeout', TOO_SLOW)
  return new RequestRefusal('malformed-request', 'This is not HTTP as RFC 9112 has it.')
}

function only(listeners: readonly unknown[]): (this: HttpServer, socket: Socket) => void {
  const [listener] = listeners
  if (listeners.length !== 1 || typeof listener !== 'function')
    throw new Error('This Node speaks HTTP in another way than the service was made for.')
  return listener as (this: HttpServer, socket: Socket) => void
}

const answered = new WeakSet<Socket>()
/** The content type of a TLS record that begins a handshake (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 0x16
const LINGER_MS = 1000
const HTTPS_ONLY = 'Only HTTPS is answered here: begin the address with https://. What was sent went out in clear.'
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
]
