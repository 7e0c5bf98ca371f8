import { boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, minorUnits, tenantId, timestampNow } from '../../shared/db/columns.ts'

export const products = pgTable('products', {
  tenantId: tenantId(),
  id: id(),
  title: text('title').notNull(),
  handle: text('handle').notNull(),
  description: text('description').notNull(),
  status: text('status', { enum: ['draft', 'active', 'archived'] }).notNull(),
  vendor: text('vendor').notNull(),
  productType: text('product_type').notNull(),
  tags: text('tags').array().notNull(),
  options: text('options').array().notNull(),
  seoTitle: text('seo_title').notNull(),
  seoDescription: text('seo_description').notNull(),
  metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
  createdAt: timestampNow('created_at'),
  updatedAt: timestampNow('updated_at'),
})

export const productImages = pgTable('product_images', {
  tenantId: tenantId(),
  id: id(),
  productId: uuid('product_id').notNull(),
  url: text('url').notNull(),
  alt: text('alt').notNull(),
  position: integer('position').notNull(),
})

export const variants = pgTable('variants', {
  tenantId: tenantId(),
  id: id(),
  productId: uuid('product_id').notNull(),
  position: integer('position').notNull(),
  title: text('title').notNull(),
  sku: text('sku'),
  barcode: text('barcode').notNull(),
  optionValues: text('option_values').array().notNull(),
  weightGrams: integer('weight_grams').notNull(),
  weightUnit: text('weight_unit', { enum: ['g', 'kg', 'oz', 'lb'] }).notNull(),
  requiresShipping: boolean('requires_shipping').notNull(),
  taxable: boolean('taxable').notNull(),
  imageUrl: text('image_url').notNull(),
  metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
})

export const variantPrices = pgTable('variant_prices', {
  tenantId: tenantId(),
  variantId: uuid('variant_id').notNull(),
  currency: text('currency').notNull(),
  amount: minorUnits('amount').notNull(),
  compareAtAmount: minorUnits('compare_at_amount'),
})
