import { expect, test } from 'vitest'
import { serviceAddress } from './stores.ts'

test.each([
  ['https://desk.example', 'https://desk.example'],
  [' HTTPS://Desk.Example:8443/any/path?x#y ', 'https://desk.example:8443'],
  ['desk.example:8443', 'https://desk.example:8443'],
  ['localhost:443', 'https://localhost'],
  ['[::1]:8443', 'https://[::1]:8443'],
  ['příklad.example', 'https://příklad.example'],
])('an address is its name and port: %s', (typed, address) => {
  expect(serviceAddress.parse(typed)).toBe(address)
})

test.each([
  ['http://desk.example', 'serviceNotHttps'],
  ['postgres://desk.example', 'serviceNotHttps'],
  ['https://ada:secret@desk.example', 'endpointCredentials'],
  ['https://', 'serviceNoAddress'],
  ['https://desk example', 'serviceNoAddress'],
  ['desk.example:99999', 'serviceNoAddress'],
  ['', 'required'],
])('what is no HTTPS address is refused, with the reason: %s', (typed, rule) => {
  const issues = serviceAddress.safeParse(typed).error?.issues ?? []
  expect(issues.map((issue) => (issue.code === 'custom' ? issue.params?.rule : issue.code))).toContain(rule)
})
