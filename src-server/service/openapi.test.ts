import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { errorCode } from '../../src-shared/errors.ts'
import { ask } from '../testing/ask.ts'
import { serveHttps } from '../testing/serve-https.ts'
import { openApiDocument } from './openapi.ts'

const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3')))

test('the description is OpenAPI 3.1, by a validator of its own', async () => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('every call of the contract is described, and nothing that is none', () => {
  expect(Object.keys(document.paths)).toEqual(Object.keys(deskCalls).map((name) => `/v1/${name}`))
  for (const [name, { permission }] of Object.entries(deskCalls)) {
    const { post } = document.paths[`/v1/${name}`]
    expect(post.security).toEqual(permission === 'public' ? [{}, { session: [] }] : [{ session: [] }])
    expect(post.requestBody.content['application/json'].schema).toMatchObject({ type: 'object' })
  }
})

test('secrets are described as the text that they are on the wire', () => {
  const { schema } = document.paths['/v1/tokens.issue'].post.responses[200].content['application/json']
  expect(schema.properties.value.properties.secret).toEqual({ type: 'string', maxLength: 1000 })
})

test('every code of a refusal is described, each with its status and a response that exists', () => {
  expect(document.components.schemas.Failure.properties.code.enum).toEqual(errorCode.options)
  for (const path of Object.values<{ post: { responses: Record<string, { $ref?: string }> } }>(document.paths))
    for (const [status, { $ref }] of Object.entries(path.post.responses))
      if (status !== '200') expect(document.components.responses).toHaveProperty(String($ref).split('/').at(-1) ?? '')
})

test('it is served with a page to read it, which asks nobody else and runs nothing but its own files', async () => {
  const service = await serveHttps({
    call: async () => ({ ok: true, value: {} }),
    listen: () => () => {},
    close: async () => {},
  })
  expect((await ask(service, '/openapi.json')).json()).toMatchObject({
    openapi: '3.1.1',
    info: { version: '0.0.0-test' },
  })
  const page = await ask(service, '/docs')
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
  expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/)
  expect(page.text).not.toMatch(/<script>|<style|style=|onload=|https?:/)
  const files = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(files).toHaveLength(3)
  for (const path of files) {
    const { status, headers, text } = await ask(service, path)
    expect({ path, status, sniffed: headers['x-content-type-options'] }).toEqual({
      path,
      status: 200,
      sniffed: 'nosniff',
    })
    expect(text.length).toBeGreaterThan(100)
  }
  await service.stop()
})
