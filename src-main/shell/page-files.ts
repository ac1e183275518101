import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/**
 * What the page may do: run and draw its own files, and reach nothing. Both shells send it as a header, because a
 * `<meta>` element cannot say `frame-ancestors`.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "media-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "manifest-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** The policy while somebody works on the page: Vite's client runs inline scripts and styles and talks to its server. */
export function developmentPolicy(server: URL): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self' ws://${server.host}`,
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** What a request for the page's files is answered with. */
export interface PageAnswer {
  readonly status: 200 | 404 | 405
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer<ArrayBuffer>
}

/** The built page, held in memory: what is not in it cannot be asked for, however the path is written. */
export interface PageFiles {
  /** @param pathname as in `URL.pathname`, still percent-encoded; `/` is the page itself. */
  answer(method: string, pathname: string): PageAnswer
}

/** Reads every file of the folder once. Rejects where the folder holds no `index.html`. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, PageAnswer>()
  for (const path of await filesIn(folder))
    files.set(pathnameOf(relative(folder, path)), fileAnswer(path, await readFile(path)))
  const page = files.get('/index.html')
  if (page === undefined) throw new Error(`There is no index.html in ${folder}.`)
  files.set('/', page)
  return {
    answer(method, pathname) {
      if (method !== 'GET' && method !== 'HEAD') return refusal(405)
      return files.get(pathname) ?? refusal(404)
    },
  }
}

/** Every file below the folder. A walk of its own: inside an asar archive the recursive listing takes folders for files. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const files: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await filesIn(path)))
    else if (entry.isFile()) files.push(path)
  }
  return files
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

function pathnameOf(file: string): string {
  return `/${file.split(sep).map(encodeURIComponent).join('/')}`
}

function fileAnswer(path: string, body: Buffer<ArrayBuffer>): PageAnswer {
  return { status: 200, headers: headers(contentTypes[extname(path)] ?? 'application/octet-stream'), body }
}

function refusal(status: 404 | 405): PageAnswer {
  return { status, headers: headers('text/plain; charset=utf-8'), body: Buffer.alloc(0) }
}

function headers(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    // Nothing of the page is worth a copy on disk.
    'Cache-Control': 'no-store',
  }
}
