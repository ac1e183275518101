import { launch } from '../launch.ts'
import { administrator, signIn } from './session.ts'
import { copyToClipboard, issueForContact } from './tokens.ts'

/*
 * A process of its own that issues a token, copies it, says so, and stays: for tests that kill it. The data folder and
 * the contact's name are its arguments.
 */

const [dataDir = '', contact = ''] = process.argv.slice(2)
const { page } = await launch({ dataDir })
await signIn(page, administrator)
await copyToClipboard(await issueForContact(page, contact))
console.log('copied')
