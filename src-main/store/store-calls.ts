import type { z } from 'zod'
import type { ServicePlace } from '../../src-core/copying/receiving-service.ts'
import { remoteDesk } from '../../src-core/remote/remote-desk.ts'
import { trustOf } from '../../src-core/remote/service-agent.ts'
import { shownCertificates } from '../../src-core/remote/shown-certificates.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import {
  type desktopStoreCalls,
  LOCAL_STORE,
  type StoreLink,
  type StoreList,
  type StoreTrust,
} from '../../src-shared/contract/stores.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { StoreChoice } from './chosen-store.ts'
import type { Connection } from './connection.ts'
import type { Profiles } from './profiles.ts'
import type { Link } from './remote-store.ts'

export interface StoreCallOptions {
  readonly connection: Connection
  readonly profiles: Profiles
  /** Of this program, which services are told. */
  readonly version: string
  /** The name, the colour or the choice of a store is another one now. */
  onStoresChanged(): void
}

type StoreCalls = typeof desktopStoreCalls
type StoreHandlers = {
  readonly [N in keyof StoreCalls]: (
    input: z.output<StoreCalls[N]['input']>,
  ) => Promise<z.input<StoreCalls[N]['output']>>
}

/** The calls about stores themselves, answered: which there are, which one is used, and how its connection stands. */
export function storeHandlers({ connection, profiles, version, onStoresChanged }: StoreCallOptions): StoreHandlers {
  const list = (): StoreList => ({
    stores: [...profiles.list()],
    current: profiles.currentId(),
    signedIn: connection.isActive(),
  })
  const changed = (): StoreList => {
    onStoresChanged()
    return list()
  }
  /** Not waited for: the window shows at once which store it goes over to, and then whether it can be used. */
  const goOver = (): void => void connection.use(choiceOf(profiles, version))

  /** @throws {DeskError} NOT_FOUND where the service is not among the known ones any more. */
  const placeOf = (id: string): ServicePlace => {
    const profile = profiles.remote(id)
    if (profile === null) throw new DeskError({ code: 'NOT_FOUND', message: 'This store is not known here any more.' })
    return { address: profile.address, trust: profile.trust }
  }
  const askDesk = async (name: string, input: unknown): Promise<unknown> => {
    const reply = await connection.ask(name, input)
    if (!reply.ok) throw new DeskError(reply.error)
    return reply.value
  }

  return {
    'desktop.stores': async () => list(),
    'desktop.inspectService': async ({ address }) => {
      const { problem, own, authority } = await shownCertificates(address)
      return { address, problem, own: inWords(own), authority: authority === null ? null : inWords(authority) }
    },
    'desktop.addStore': async ({ trust, goOver: goesOver, ...profile }) => {
      await checkService(profile.address, trust, version)
      const { id } = profiles.add({ ...profile, trust })
      if (goesOver) {
        profiles.choose(id)
        goOver()
      }
      return changed()
    },
    'desktop.changeStore': async ({ id, ...look }) => {
      profiles.change(id, look)
      return changed()
    },
    'desktop.removeStore': async ({ id }) => {
      const wasCurrent = profiles.currentId() === id
      profiles.remove(id)
      if (wasCurrent) {
        profiles.choose(LOCAL_STORE)
        goOver()
      }
      return changed()
    },
    'desktop.useStore': async ({ id }) => {
      if (id !== profiles.currentId()) {
        profiles.choose(id)
        goOver()
      }
      return changed()
    },
    'desktop.previewCopy': async ({ id }) =>
      deskCalls['store.previewCopy'].output.parse(await askDesk('store.previewCopy', placeOf(id))),
    'desktop.startCopy': async ({ id, setupCode }) =>
      deskCalls['store.startCopy'].output.parse(await askDesk('store.startCopy', { ...placeOf(id), setupCode })),
    'desktop.link': async () => linkInWords(connection.link()),
    'desktop.tryLink': async () => linkInWords(await connection.tryLink()),
  }
}

/** What the connection has to know of the store that is chosen. */
export function choiceOf(profiles: Profiles, version: string): StoreChoice {
  const remote = profiles.remote(profiles.currentId())
  if (remote === null) return { kind: 'local' }
  return { kind: 'remote', address: remote.address, version, trust: trustOf(remote.trust) }
}

/**
 * Asks the service once, so that an address that does not lead to one is not kept.
 *
 * @throws {DeskError} what stands in the way.
 */
async function checkService(address: string, given: StoreTrust, version: string): Promise<void> {
  const trust = trustOf(given)
  const desk = remoteDesk({ origin: address, version, ...(trust === null ? {} : { trust }) })
  try {
    const reply = await desk.call({ name: 'sessions.state', input: {}, session: null })
    if (!reply.ok) throw new DeskError(reply.error)
  } finally {
    await desk.close()
  }
}

interface CertificateDates {
  readonly validFrom: Date
  readonly validTo: Date
}

function inWords<C extends CertificateDates>(certificate: C) {
  return {
    ...certificate,
    validFrom: certificate.validFrom.toISOString(),
    validTo: certificate.validTo.toISOString(),
  }
}

function linkInWords(link: Link): StoreLink {
  if (link.state === 'connected') return link
  return { ...link, triesAt: link.triesAt === null ? null : new Date(link.triesAt).toISOString() }
}
