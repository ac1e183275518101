import { z } from 'zod'
import { job } from './jobs.ts'

/** What is announced to every listener, so that what they show is fetched again. Events carry no data to show. */
export const deskEvent = z.discriminatedUnion('name', [
  z.object({ name: z.literal('tokens.changed') }),
  z.object({ name: z.literal('users.changed') }),
  z.object({ name: z.literal('contacts.changed') }),
  z.object({ name: z.literal('customers.changed') }),
  z.object({ name: z.literal('policy.changed') }),
  z.object({ name: z.literal('installation.changed') }),
  z.object({ name: z.literal('modules.changed') }),
  z.object({ name: z.literal('resource-servers.changed') }),
  z.object({ name: z.literal('audit.changed') }),
  z.object({ name: z.literal('session.changed') }),
  z.object({ name: z.literal('job.changed'), job }),
])
export type DeskEvent = z.infer<typeof deskEvent>

/** The announcements that carry nothing but their name: all but those of a job. */
export type ChangedName = Exclude<DeskEvent['name'], 'job.changed'>
export const changedNames: readonly ChangedName[] = deskEvent.options
  .map(({ shape }) => shape.name.value)
  .filter((name) => name !== 'job.changed')

/** What main itself announces to the page. */
export const desktopEvent = z.discriminatedUnion('name', [
  z.object({ name: z.literal('clipboard.changed') }),
  /** The session is about to be locked: the page hides what it shows before the desk has carried it out. */
  z.object({ name: z.literal('session.locking') }),
  z.object({ name: z.literal('reveal.ended'), revealId: z.uuid() }),
  /** The desk stopped and was started again, or could not be. */
  z.object({ name: z.literal('store.restarted') }),
  z.object({ name: z.literal('store.failed') }),
  /** The connection to a service was lost, is being tried, or is there again. */
  z.object({ name: z.literal('link.changed') }),
  /** How far the records are that are being saved in a file. */
  z.object({ name: z.literal('trail.exporting'), completed: z.number().int(), total: z.number().int() }),
  /** Which stores this desktop knows, how they look, or which one is used. */
  z.object({ name: z.literal('stores.changed') }),
])
export type DesktopEvent = z.infer<typeof desktopEvent>
export const pageEvent = z.union([deskEvent, desktopEvent])
export type PageEvent = z.infer<typeof pageEvent>
