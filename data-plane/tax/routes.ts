import { z } from 'zod'
import { defineRoute } from '../route.ts'
import {
  TaxRegion,
  TaxRegionFilter,
  TaxRegionId,
  TaxRegionInput,
  TaxRegionPage,
  TaxRegionPatch,
  UsStates,
} from './schema.ts'
import {
  addUsStates,
  createTaxRegion,
  deleteTaxRegion,
  getTaxRegion,
  listTaxRegions,
  updateTaxRegion,
} from './service.ts'

export const taxRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/tax-regions',
    summary: 'List tax regions, newest first',
    permission: 'store:read',
    query: TaxRegionFilter,
    response: TaxRegionPage,
    handler: (ctx, { query }) => listTaxRegions(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/tax-regions',
    summary: 'Add a country or a province with its tax rates',
    description:
      "A province's rates come before its country's. In a region the most specific rate applies: for a product, a product type, a tax class, everything.",
    permission: 'store:write',
    body: TaxRegionInput,
    status: 201,
    response: TaxRegion,
    errors: ['tax_region_exists', 'too_many_tax_regions'],
    handler: (ctx, { body }) => createTaxRegion(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/tax-regions/us-states',
    summary: 'Add the states of the USA with their sales tax of January 2025',
    description:
      'Without the rates of counties and cities. States that the store has a region for stay as they are.',
    permission: 'store:write',
    response: UsStates,
    errors: ['tax_region_exists', 'too_many_tax_regions'],
    handler: (ctx) => addUsStates(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/tax-regions/{tax_region_id}',
    summary: 'Read a tax region',
    permission: 'store:read',
    params: TaxRegionId,
    response: TaxRegion,
    handler: (ctx, { params }) => getTaxRegion(ctx, params.tax_region_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/tax-regions/{tax_region_id}',
    summary: "Change a tax region's name or rates",
    permission: 'store:write',
    params: TaxRegionId,
    body: TaxRegionPatch,
    response: TaxRegion,
    handler: (ctx, { params, body }) => updateTaxRegion(ctx, params.tax_region_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/tax-regions/{tax_region_id}',
    summary: 'Delete a tax region, a country with its provinces',
    permission: 'store:write',
    params: TaxRegionId,
    response: z.object({ id: z.uuid(), deleted: z.literal(true) }),
    handler: (ctx, { params }) => deleteTaxRegion(ctx, params.tax_region_id),
  }),
]
