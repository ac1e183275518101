import { X509Certificate } from 'node:crypto'
import type { z } from 'zod'
import { remoteDesk, type Trust } from '../../src-core/remote/remote-desk.ts'
import { shownCertificates } from '../../src-core/remote/shown-certificates.ts'
import {
  type desktopStoreCalls,
  LOCAL_STORE,
  type StoreLink,
  type StoreList,
  type StoreTrust,
} from '../../src-shared/contract/stores.ts'
import { DeskError, invalidInput } from '../../src-shared/errors.ts'
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

  return {
    'desktop.stores': async () => list(),
    'desktop.inspectService': async ({ address }) => {
      const { problem, own, authority } = await shownCertificates(address)
      return { address, problem, own: inWords(own), authority: authority === null ? null : inWords(authority) }
    },
    'desktop.addStore': async ({ trust, ...profile }) => {
      await checkService(profile.address, trust, version)
      const { id } = profiles.add({ ...profile, trust })
      profiles.choose(id)
      goOver()
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

/** @throws {DeskError} INVALID_INPUT where the file of an authority holds no certificate. */
function trustOf(trust: StoreTrust): Trust | null {
  switch (trust.by) {
    case 'system':
      return null
    case 'fingerprint':
      return { fingerprint: trust.fingerprint }
    case 'authority':
      try {
        return { authority: new X509Certificate(trust.authority).toString() }
      } catch {
        throw invalidInput({
          authority: { rule: 'noCertificate', message: 'This file holds no certificate. Choose one in PEM.' },
        })
      }
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
