import type { moduleCalls } from '../../src-shared/contract/modules.ts'
import type { Handlers } from '../dispatch.ts'

/** The areas of the API that tokens can reach. */
export const moduleHandlers: Handlers<typeof moduleCalls> = {
  'modules.list': (_input, { repositories }) => repositories.modules.list(),
}
