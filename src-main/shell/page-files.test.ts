import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { contentSecurityPolicy, developmentPolicy, readPageFiles } from './page-files.ts'

const page = '<!doctype html>'

test('the page and its files are answered, each as what it is', async () => {
  const files = await readPageFiles(pageFolder())
  expect(files.answer('GET', '/').body.toString()).toBe(page)
  const types = ['/', '/index.html', '/assets/index.js', '/assets/index.css', '/assets/a%20b.svg', '/assets/odd'].map(
    (pathname) => files.answer('GET', pathname).headers['Content-Type'],
  )
  expect(types).toEqual([
    'text/html; charset=utf-8',
    'text/html; charset=utf-8',
    'text/javascript; charset=utf-8',
    'text/css; charset=utf-8',
    'image/svg+xml',
    'application/octet-stream',
  ])
})

test('every answer, refusals included, carries the same guards', async () => {
  const files = await readPageFiles(pageFolder())
  const answers = [files.answer('GET', '/'), files.answer('GET', '/no'), files.answer('POST', '/')]
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 405])
  for (const { headers } of answers) {
    const { 'Content-Type': _, ...guards } = headers
    expect(guards).toEqual({
      'Content-Security-Policy': contentSecurityPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    })
  }
})

test('only GET and HEAD are answered', async () => {
  const files = await readPageFiles(pageFolder())
  expect(files.answer('HEAD', '/').status).toBe(200)
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE', 'get', '', 'PROPFIND'])
    expect(files.answer(method, '/')).toMatchObject({ status: 405, body: Buffer.alloc(0) })
})

describe('only files of the folder are answered', () => {
  const step = fc.constantFrom(
    ...['..', '.', '%2e%2e', '%2E.', '..%2f', '%2f', '%5c', '..\\', '%252e%252e', '%00', '', ' ', '....', '..;'],
    ...['assets', 'index.html', 'index.js', 'outside.txt', 'etc', 'passwd', 'constructor', '__proto__', 'C:'],
  )
  const path = fc.array(step, { minLength: 1, maxLength: 8 })
  const spelling = fc.oneof(
    path.map((steps) => `/${steps.join('/')}`),
    path.map((steps) => steps.join('/')),
    fc.string(),
    fc.string().map((text) => `/${text}`),
    fc.string({ unit: 'binary' }).map((text) => `/${encodeURIComponent(text.toWellFormed())}`),
  )

  test('however the path is written', async () => {
    const files = await readPageFiles(pageFolder())
    const known = new Set([
      '/',
      '/index.html',
      '/assets/index.js',
      '/assets/index.css',
      '/assets/a%20b.svg',
      '/assets/odd',
    ])
    fc.assert(
      fc.property(spelling, (pathname) => {
        const { status, body } = files.answer('GET', pathname)
        expect(status).toBe(known.has(pathname) ? 200 : 404)
        expect(body.toString()).not.toContain('outside')
      }),
      { numRuns: 1000 },
    )
  })

  test('however the address is written that a browser makes a path of', async () => {
    const files = await readPageFiles(pageFolder())
    fc.assert(
      fc.property(spelling, (text) => {
        const written = `https://token-desk.invalid/${text}`
        if (!URL.canParse(written)) return
        expect(files.answer('GET', new URL(written).pathname).body.toString()).not.toContain('outside')
      }),
      { numRuns: 1000 },
    )
  })
})

test('a file that appears later is not answered', async () => {
  const folder = pageFolder()
  const files = await readPageFiles(folder)
  writeFileSync(join(folder, 'late.js'), '')
  expect(files.answer('GET', '/late.js').status).toBe(404)
})

test('a folder without a page is refused in words', async () => {
  const folder = temporaryFolder()
  await expect(readPageFiles(folder)).rejects.toThrow(`There is no index.html in ${folder}.`)
})

test('the policy allows the page its own files, and nothing unsafe and nothing from elsewhere', () => {
  expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:|data:|blob:|ws:/)
  const directives = new Map(contentSecurityPolicy.split('; ').map((part) => [part.split(' ')[0], part]))
  expect(directives.get('default-src')).toBe("default-src 'none'")
  for (const name of ['connect-src', 'frame-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'])
    expect(directives.get(name)).toBe(`${name} 'none'`)
  expect(directives.get('require-trusted-types-for')).toBe("require-trusted-types-for 'script'")
})

test('while somebody works on the page it reaches its own server and no other', () => {
  const policy = developmentPolicy(new URL('http://127.0.0.1:5173'))
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'self' ws://127.0.0.1:5173;")
  expect(policy).not.toMatch(/unsafe-eval|\*|https/)
})

/** A built page beside a file that is none of its business. */
function pageFolder(): string {
  const folder = join(temporaryFolder(), 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, '../outside.txt'), 'outside')
  writeFileSync(join(folder, 'index.html'), page)
  for (const name of ['index.js', 'index.css', 'a b.svg', 'odd']) writeFileSync(join(folder, 'assets', name), name)
  return folder
}
