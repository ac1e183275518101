import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { contentSecurityPolicy, readPageFiles } from '../page-files.ts'
import { isPageAddress, pageScheme, servePage } from './page-protocol.ts'

async function setUp() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'page/assets'), { recursive: true })
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'page/assets/main.js'), 'export {}')
  let handle: (request: Request) => Response | Promise<Response> = () => Response.error()
  let scheme = ''
  servePage(
    {
      handle(name, handler) {
        scheme = name
        handle = handler
      },
    },
    await readPageFiles(join(folder, 'page')),
  )
  const ask = async (url: string, method = 'GET') => handle({ url, method } as Request)
  return { ask, scheme }
}

test('the scheme is standard and secure and never goes round the policy', () => {
  expect(pageScheme).toEqual({
    scheme: 'app',
    privileges: { standard: true, secure: true, supportFetchAPI: true },
  })
})

test('the page and its files are answered with the policy in the header', async () => {
  const { ask, scheme } = await setUp()
  expect(scheme).toBe('app')
  for (const path of ['', '/', '/index.html']) {
    const page = await ask(`app://bundle${path === '' ? '/' : path}`)
    expect(page.status).toBe(200)
    expect(await page.text()).toBe('<!doctype html>')
    expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy)
    expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(page.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(page.headers.get('Referrer-Policy')).toBe('no-referrer')
  }
  const script = await ask('app://bundle/assets/main.js?x=1')
  expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
})

test.each([
  'app://bundle/outside.txt',
  'app://bundle/../outside.txt',
  'app://bundle/..%2foutside.txt',
  'app://bundle/%2e%2e/outside.txt',
  'app://bundle/assets/..\\..\\outside.txt',
  'app://bundle//etc/passwd',
  'app://bundle/assets',
  'app://bundle/%',
  'app://elsewhere/index.html',
  'app://bundle:8080/index.html',
  'app://somebody@bundle/index.html',
])('%s is not found', async (url) => {
  const { ask } = await setUp()
  const answer = await ask(url)
  expect(answer.status).toBe(404)
  expect(await answer.text()).toBe('')
  expect(answer.headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy)
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is no way to ask for a file', async (method) => {
  const { ask } = await setUp()
  expect((await ask('app://bundle/index.html', method)).status).toBe(405)
})

test('only our own scheme and host are the page’s addresses', () => {
  expect(isPageAddress('app://bundle/a')).toBe(true)
  for (const address of ['', 'app:bundle', 'app://bundle.example/', 'https://bundle/', 'file:///app/bundle', 'data:,x'])
    expect(isPageAddress(address)).toBe(false)
})
