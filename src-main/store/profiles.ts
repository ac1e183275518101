import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../../src-core/ports.ts'
import {
  LOCAL_STORE,
  type StoreColour,
  type StoreProfile,
  type StoreTrust,
  storeColour,
  storeTrust,
} from '../../src-shared/contract/stores.ts'
import { DeskError, invalidInput } from '../../src-shared/errors.ts'
import { privateFile } from '../private-file.ts'

/** A service that this desktop knows. */
export interface RemoteProfile {
  readonly id: string
  readonly name: string
  readonly colour: StoreColour
  readonly address: string
  readonly trust: StoreTrust
}

/** The stores that this desktop knows: the local one, and any number of services. Nothing secret is among it. */
export interface Profiles {
  list(): readonly StoreProfile[]
  /** The last choice, from one run to the next. */
  currentId(): string
  /** The service with this id; null for the local store. */
  remote(id: string): RemoteProfile | null
  /** @throws {DeskError} INVALID_INPUT where the name is another store's. */
  add(profile: Omit<RemoteProfile, 'id'>): RemoteProfile
  /** @throws {DeskError} as `add`, and NOT_FOUND. */
  change(id: string, look: { readonly name: string; readonly colour: StoreColour }): void
  remove(id: string): void
  /** @throws {DeskError} NOT_FOUND. */
  choose(id: string): void
}

const look = { name: z.string(), colour: storeColour }
const content = z.strictObject({
  version: z.literal(1),
  current: z.string(),
  local: z.strictObject({ ...look, name: z.string().nullable() }),
  services: z.array(z.strictObject({ id: z.uuid(), ...look, address: z.string(), trust: storeTrust })),
})
type Content = z.infer<typeof content>

const FIRST: Content = { version: 1, current: LOCAL_STORE, local: { name: null, colour: 'grey' }, services: [] }

/** Keeps them in `<data folder>/stores.json`, readable by this account alone. */
export function profilesIn(dataFolder: string, log: Log): Profiles {
  const file = privateFile(join(dataFolder, 'stores.json'), content, log)
  let known = file.read() ?? FIRST
  const keep = (next: Content): void => {
    known = next
    file.write(next)
  }
  const remote = (id: string): RemoteProfile | null => known.services.find((service) => service.id === id) ?? null
  const exists = (id: string): void => {
    if (id !== LOCAL_STORE && remote(id) === null)
      throw new DeskError({ code: 'NOT_FOUND', message: 'This store is not among the known ones any more.' })
  }
  const isFree = (name: string, exceptId: string | null): void => {
    const others: { readonly id: string; readonly name: string | null }[] = [
      { id: LOCAL_STORE, ...known.local },
      ...known.services,
    ]
    const fold = (text: string) => text.trim().toLowerCase()
    if (others.some((other) => other.id !== exceptId && other.name !== null && fold(other.name) === fold(name)))
      throw invalidInput({ name: { rule: 'taken', message: 'Another store here has this name.' } })
  }
  return {
    list: () => [
      { id: LOCAL_STORE, kind: 'local', address: null, ...known.local },
      ...known.services.map(({ trust: _trust, ...shown }) => ({ ...shown, kind: 'remote' as const })),
    ],
    currentId: () => (remote(known.current) === null ? LOCAL_STORE : known.current),
    remote,
    add(profile) {
      const before = known.services.find(({ address }) => address === profile.address)
      isFree(profile.name, before?.id ?? null)
      const added = { id: before?.id ?? randomUUID(), ...profile }
      const services =
        before === undefined
          ? [...known.services, added]
          : known.services.map((service) => (service === before ? added : service))
      keep({ ...known, services })
      return added
    },
    change(id, { name, colour }) {
      exists(id)
      isFree(name, id)
      if (id === LOCAL_STORE) return keep({ ...known, local: { name, colour } })
      const services = known.services.map((service) => (service.id === id ? { ...service, name, colour } : service))
      keep({ ...known, services })
    },
    remove: (id) => keep({ ...known, services: known.services.filter((service) => service.id !== id) }),
    choose(id) {
      exists(id)
      keep({ ...known, current: id })
    },
  }
}
