import type { Module } from '../../shared/module.ts'
import { promotionPreviewRoutes } from './routes.ts'

export const promotionPreviews: Module = {
  name: 'promotion-previews',
  summary: 'What promotions would do to a cart',
  routes: promotionPreviewRoutes,
  work: [],
}
