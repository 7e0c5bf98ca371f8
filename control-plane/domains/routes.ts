import { defineRoute } from '../route.ts'
import { Domain, DomainCheck, DomainFilter, DomainId, DomainInput, DomainPage, OfTenant } from './schema.ts'
import {
  addDomain,
  clearPrimary,
  getDomain,
  listDomains,
  makePrimary,
  removeDomain,
} from './service/domains.ts'
import { lookUpDomain, settle } from './service/verification.ts'

const DOMAINS = '/platform/v1/tenants/{tenant_id}/domains'

export const domainRoutes = [
  defineRoute({
    method: 'get',
    path: DOMAINS,
    summary: "List a store's domains, newest first",
    permission: 'domains:read',
    params: OfTenant,
    query: DomainFilter,
    response: DomainPage,
    handler: (ctx, { params, query }) => listDomains(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'post',
    path: DOMAINS,
    summary: 'Add a domain of your own',
    description:
      'The answer holds the DNS records to set. They are looked for every ten minutes; `verify` looks at once. Who proves a ' +
      'name by a token of its own is served there, also when another store was before.',
    permission: 'domains:write',
    params: OfTenant,
    body: DomainInput,
    status: 201,
    response: Domain,
    errors: ['domain_exists', 'too_many_domains'],
    handler: (ctx, { params, body }) => addDomain(ctx, params.tenant_id, body),
  }),
  defineRoute({
    method: 'get',
    path: `${DOMAINS}/{domain_id}`,
    summary: 'Read a domain',
    permission: 'domains:read',
    params: DomainId,
    response: Domain,
    handler: (ctx, { params }) => getDomain(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: `${DOMAINS}/{domain_id}/verify`,
    summary: "Check a domain's DNS records now",
    description:
      'What name servers answered before may be remembered on the way for as long as its time to live says, so a new record ' +
      'may take a while to be seen.',
    permission: 'domains:write',
    params: DomainId,
    response: DomainCheck,
    errors: ['domain_removed'],
    prepare: (ctx, { params }) => lookUpDomain(ctx, params),
    handler: (ctx, { prepared }) => settle(ctx, prepared),
  }),
  defineRoute({
    method: 'post',
    path: `${DOMAINS}/{domain_id}/make-primary`,
    summary: "Make a verified domain the store's primary one",
    description: "Pages at the store's other names then lead to it. The APIs go on to answer at every name.",
    permission: 'domains:write',
    params: DomainId,
    response: Domain,
    errors: ['domain_not_verified'],
    handler: (ctx, { params }) => makePrimary(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: `${DOMAINS}/{domain_id}/clear-primary`,
    summary: 'Let pages answer at every name of the store again',
    permission: 'domains:write',
    params: DomainId,
    response: Domain,
    handler: (ctx, { params }) => clearPrimary(ctx, params),
  }),
  defineRoute({
    method: 'delete',
    path: `${DOMAINS}/{domain_id}`,
    summary: 'Remove a domain',
    description: 'It is no longer served. Adding it again takes a new proof.',
    permission: 'domains:write',
    params: DomainId,
    response: Domain,
    handler: (ctx, { params }) => removeDomain(ctx, params),
  }),
]
