// Writes the OpenAPI documents from the routes; with --check it fails when the committed ones say something else.
import { readFileSync, writeFileSync } from 'node:fs'
import { modules as controlModules } from '../../control-plane/modules.ts'
import { modules as dataModules } from '../../data-plane/modules.ts'
import { openApiDocument } from '../../shared/http/openapi.ts'

const documents = {
  platform: openApiDocument(
    {
      title: 'Storeplane Platform API',
      prefix: '/platform/v1/',
      description: 'Accounts, stores, keys and shards of an installation.',
    },
    controlModules,
  ),
  admin: openApiDocument(
    {
      title: 'Storeplane Admin API',
      prefix: '/admin/v1/',
      description:
        "A store's staff: at the store's own address with a session or secret key, or at the base address with a secret key.",
    },
    dataModules,
  ),
  store: openApiDocument(
    {
      title: 'Storeplane Store API',
      prefix: '/store/v1/',
      description:
        "A store's shoppers: at the store's own address, or at the base address with a publishable key.",
    },
    dataModules,
  ),
}

let stale = false
for (const [name, document] of Object.entries(documents)) {
  const file = new URL(`../../control-plane/docs/${name}.json`, import.meta.url)
  const text = `${JSON.stringify(document, undefined, 2)}\n`
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    console.log(`control-plane/docs/${name}.json is not what the routes say. Run: npm run openapi`)
    stale = true
  }
}
if (stale) process.exitCode = 1
