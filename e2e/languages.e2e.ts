import { expect, test } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import type { Language } from '../src-shared/schemas/common.ts'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { administrator } from './steps/session.ts'

test.describe
  .serial('the screens speak the language of whoever reads them', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch({ headless: true })
    })

    test.afterAll(async () => {
      await desk?.close()
    })

    test('before anybody has signed in they speak the language of the system, and the first administrator keeps it', async () => {
      const { page } = desk
      // What a browser tells of a French-speaking Canadian's system. Which languages a machine has depends on the machine.
      await page.addInitScript(() => {
        Object.defineProperty(navigator, 'languages', { get: () => ['fr-CA', 'en'] })
      })
      await page.reload()
      await expect(page.getByRole('heading', { name: 'Créer l’administrateur' })).toBeVisible()
      await expectLanguage(page, 'fr')
      await page.getByLabel('Nom complet').fill(administrator.fullName)
      await page.getByLabel('Nom d’utilisateur').fill(administrator.username)
      await page.getByLabel('Mot de passe', { exact: true }).fill(administrator.password)
      await page.getByLabel('Confirmer le mot de passe').fill(administrator.password)
      await page.getByRole('button', { name: 'Créer l’administrateur' }).click()
      await expect(entry(page, 'Jetons d’API')).toBeVisible()
      expect((await ask(page, 'profile.get', {})).preferredLanguage).toBe('fr')
    })

    test('AP-1 · they switch to the preferred language at once, and the page says which it is', async () => {
      const { page } = desk
      await prefer(page, 'tr')
      await expect(entry(page, 'API belirteçleri')).toBeVisible()
      await expectLanguage(page, 'tr')
      await prefer(page, 'en')
      await expect(entry(page, 'API tokens')).toBeVisible()
      await expectLanguage(page, 'en')
    })

    test('numbers of rows and dates are written as the language writes them', async () => {
      const { page } = desk
      await prefer(page, 'cs')
      await entry(page, 'Kontakty').click()
      const { id } = await ask(page, 'customers.create', { name: 'Langley Research' })
      for (const [more, rows] of [
        [1, '1 řádek'],
        [2, '3 řádky'],
        [2, '5 řádků'],
      ] as const) {
        for (let made = 0; made < more; made += 1)
          await ask(page, 'contacts.create', { customerId: id, fullName: `Katherine ${rows} ${made}` })
        await expect(page.getByText(rows, { exact: true })).toBeVisible()
      }
      const today = new Intl.DateTimeFormat('cs', { day: 'numeric', month: 'short', year: 'numeric' }).format()
      await expect(page.getByRole('row').nth(1).locator('time')).toHaveText(today)
    })

    test('names are in the order of the language, also in a list that is open while it changes', async () => {
      const { page } = desk
      const { id: customerId } = await ask(page, 'customers.create', { name: 'Order of names' })
      for (const fullName of [
        'Isaac Newton',
        'Čeněk Chalupa',
        'Hugo',
        'Charles Babbage',
        'Cyril',
        'Işık',
        'Çağla',
        'İpek',
      ])
        await ask(page, 'contacts.create', { customerId, fullName })
      await page.getByRole('searchbox').fill('Order of names')
      for (const [language, names] of [
        ['cs', ['Çağla', 'Cyril', 'Čeněk Chalupa', 'Hugo', 'Charles Babbage', 'İpek', 'Isaac Newton', 'Işık']],
        ['fr', ['Çağla', 'Čeněk Chalupa', 'Charles Babbage', 'Cyril', 'Hugo', 'İpek', 'Isaac Newton', 'Işık']],
        // What begins with a capital I begins with a dotless ı there, which stands before the dotted one.
        ['tr', ['Čeněk Chalupa', 'Charles Babbage', 'Cyril', 'Çağla', 'Hugo', 'Isaac Newton', 'Işık', 'İpek']],
        ['cs', ['Çağla', 'Cyril', 'Čeněk Chalupa', 'Hugo', 'Charles Babbage', 'İpek', 'Isaac Newton', 'Işık']],
      ] as const) {
        await prefer(page, language)
        await expectLanguage(page, language)
        await expect(page.locator('[data-index]')).toContainText([...names])
      }
    })

    test('what the desk refuses is told in the language of the page', async () => {
      const { page } = desk
      await page.getByRole('button', { name: /^Účet/ }).click()
      await page.getByRole('menuitem', { name: 'Zamknout' }).click()
      await expect(page.getByRole('heading', { name: 'Zamčeno' })).toBeVisible()
      await page.getByLabel('Heslo', { exact: true }).fill('not the password of anybody')
      await page.getByRole('button', { name: 'Odemknout' }).click()
      await expect(page.getByText('Uživatelské jméno nebo heslo není správné.')).toBeVisible()
    })

    test('after a sign-out they go on in the language that was chosen, and a new start speaks that of the system', async () => {
      const { page } = desk
      await page.getByLabel('Heslo', { exact: true }).fill(administrator.password)
      await page.getByRole('button', { name: 'Odemknout' }).click()
      await page.getByRole('button', { name: /^Účet/ }).click()
      await page.getByRole('menuitem', { name: 'Odhlásit se' }).click()
      await expect(page.getByRole('heading', { name: 'Přihlášení' })).toBeVisible()
      await expectLanguage(page, 'cs')
      await page.reload()
      await expect(page.getByRole('heading', { name: 'Se connecter' })).toBeVisible()
      await expectLanguage(page, 'fr')
    })
  })

async function expectLanguage(page: Page, language: Language): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', language)
}

/** An entry of the sidebar. */
function entry(page: Page, name: string): Locator {
  return page.getByRole('navigation').getByRole('link', { name, exact: true })
}

/** Gives the signed-in operator another preferred language. */
async function prefer(page: Page, preferredLanguage: Language): Promise<void> {
  const { version, fullName, email } = await ask(page, 'profile.get', {})
  await ask(page, 'profile.update', { version, fullName, email, preferredLanguage })
}
