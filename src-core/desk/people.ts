import type { peopleCalls } from '../../src-shared/contract/people.ts'
import type { Handlers } from '../dispatch.ts'
import { contactHandlers } from './contacts.ts'
import { customerHandlers } from './customers.ts'
import { userHandlers } from './users.ts'

/** Everybody that tokens are for, and those who hand them out. */
export const peopleHandlers: Handlers<typeof peopleCalls> = { ...userHandlers, ...customerHandlers, ...contactHandlers }
