import { vi } from 'vitest'
import { openTestStore } from '../testing/store-fixture.ts'
import { people } from '../testing/suites/people.ts'

vi.setConfig({ testTimeout: 60_000 })

people(openTestStore)
