import { launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { administrator, createAdministrator } from './steps/session.ts'
import { mkdirSync } from 'node:fs'
const out = '/tmp/loc/shots'; mkdirSync(out, { recursive: true })
const desk = await launch({ headless: true })
const { page } = desk
const truncated = () => page.evaluate(() => {
  const found = new Set<string>()
  for (const e of document.querySelectorAll('body *')) {
    if (!(e instanceof HTMLElement) || e.closest('.visually-hidden')) continue
    const text = e.textContent?.trim() ?? ''
    if (text === '' || text.length > 200) continue
    const cs = getComputedStyle(e)
    if ((e.scrollWidth > e.clientWidth + 1 || (e.scrollHeight > e.clientHeight + 3 && cs.overflowY !== 'visible')) && (cs.overflowX !== 'visible') && e.clientWidth > 2 && e.querySelectorAll('*').length < 6) found.add(`${e.tagName} ${e.clientWidth}<${e.scrollWidth}: ${text.slice(0, 80)}`)
  }
  if (document.documentElement.scrollWidth > innerWidth) found.add('PAGE SCROLLS SIDEWAYS ' + document.documentElement.scrollWidth)
  return [...found]
})
const langs = (process.argv[2] ?? 'cs,tr,fr').split(',')
try {
  await createAdministrator(page, { sampleData: true })
  const contacts = await ask(page, 'contacts.list', { limit: 1 } as never) as never as { rows: { id: string }[] }
  const users = await ask(page, 'users.list', { limit: 1, kind: 'person' } as never) as never as { rows: { id: string }[] }
  const tokens = await ask(page, 'tokens.list', { limit: 1 } as never) as never as { rows: { id: string }[] }
  const routes = ['/overview', '/tokens', '/users', '/technical-users', '/contacts', '/audit', '/settings', `/contacts/${contacts.rows[0]?.id}`, `/users/${users.rows[0]?.id}`, `/contacts/${contacts.rows[0]?.id}?tab=tokens`, '/import/contacts', `/tokens/${tokens.rows[0]?.id}`, '/profile', '/security', '/tokens/new', ...(process.argv[3]?.split(',') ?? [])]
  for (const lang of langs) {
    const me = await ask(page, 'profile.get', {})
    await ask(page, 'profile.update', { version: me.version, fullName: me.fullName, email: me.email, preferredLanguage: lang as 'fr' })
    for (const width of lang === 'fr' ? [640, 1280] : [1280, 900]) {
      await page.setViewportSize({ width, height: width === 640 ? 450 : 760 })
      for (const route of routes) {
        await page.evaluate((r) => { location.hash = `#${r}` }, route)
        await page.waitForTimeout(700)
        const name = `${lang}-${width}-${route.replace(/\?.*/, '-tokens').replace(/(contacts|users|tokens)\/(CNT|USR|TOK|CON|[A-Z]{3})-[^-]*/, '$1-one').replaceAll('/', '_')}`
        await page.screenshot({ path: `${out}/${name}.png` })
        const cut = await truncated()
        if (cut.length) console.log(name, '\n   ' + cut.join('\n   '))
      }
    }
  }
} finally { await desk.close() }
