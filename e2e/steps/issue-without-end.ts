import { launch } from '../launch.ts'
import { ask } from './desk.ts'
import { addContact } from './people.ts'
import { createAdministrator } from './session.ts'

/*
 * A process of its own in which the whole application issues one token after the other and writes each one's id: for a
 * test that kills it. The data folder is its argument.
 */

const [dataDir = ''] = process.argv.slice(2)
const { page } = await launch({ dataDir, headless: true })
await createAdministrator(page)
const { id } = await addContact(page, { customer: 'Langley Research', fullName: 'Katherine Johnson' })
for (let count = 1; ; count += 1) {
  const { token } = await ask(page, 'tokens.issue', {
    owner: { kind: 'contact', id },
    name: `Token ${count}`,
    modules: ['order-status'],
    timeZone: 'UTC',
  })
  console.log(token.id)
}
